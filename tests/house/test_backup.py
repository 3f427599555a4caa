"""Backing up and restoring by the very commands of docs/operations.md, in the page's order, while work goes on."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import URL, create_engine, delete, make_url, select, text
from sqlalchemy.exc import DatabaseError

from runtime.services import Services
from runtime.settings import ROOT, load_settings
from tests.support import sweeps
from tests.support.sweeps import find, letters_folder, snapshot, sweep
from workflow.files.types import FileType
from workflow.store import tables as t

pytestmark = pytest.mark.postgres

PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
SECTION = PAGE.split("## Back up and restore")[1].split("\n## ")[0]
BACK_UP, RESTORE, *_ = re.findall(r"^```\n(.*?)^```", SECTION, re.DOTALL | re.MULTILINE)
CONTAINER = re.compile(r"^docker compose (?:exec|run)(?: -T| --rm| --no-deps)+ (?P<service>[a-z-]+) ?")


def commands(block: str, database: URL, folder: Path) -> list[str]:
    """The commands of a block as they are typed without containers, for this database and letters' folder."""
    found = []
    for line in (line.partition("#")[0].strip() for line in block.splitlines()):
        inside = CONTAINER.match(line)
        if inside is None:
            assert re.match("docker compose (stop|up)", line), f"what does this line do? {line}"
            continue
        words = line[inside.end() :] or "wian init"  # what the service `migrate` runs
        server = f"-h {database.host} -p {database.port or 5432} -U {database.username}"
        words = re.sub(r"-U wian", server, words)
        words = re.sub(r"(?<=\s)wian(?=$| [<>])", str(database.database), words)
        words = re.sub(r"^wian ", f"{sys.executable} -m cli.app ", words)
        found.append(words.replace("/var/lib/wian/data", str(folder)))
    return found


def shell(words: str, work: Path, services: Services) -> str:
    """Run a command as an administrator does; it must succeed."""
    given = {
        "WIAN_DATABASE_ADDRESS": services.database.url.render_as_string(hide_password=False),
        "WIAN_LETTERS_FOLDER": str(services.settings.letters.folder),
        "PYTHONPATH": str(ROOT),
        "PGPASSWORD": services.database.url.password or "",
    }
    environment = {**os.environ, **given}
    done = subprocess.run(words, shell=True, cwd=work, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), words
    return done.stdout


@pytest.fixture
def elsewhere(postgres_services: Services, tmp_path: Path) -> Iterator[Services]:
    """Another server with an empty database and an empty letters folder."""
    for program in ("pg_dump", "pg_restore", "createdb", "dropdb", "tar"):
        if shutil.which(program) is None:
            if os.environ.get("CI"):
                pytest.fail(f"CI needs {program}")
            pytest.skip(f"{program} is not installed (postgresql-client)")
    name, url = f"wian_restored_{uuid4().hex[:8]}", make_url(postgres_services.database.url)
    _admin(url, f"CREATE DATABASE {name}")
    address = url.set(database=name).render_as_string(hide_password=False)
    (tmp_path / "elsewhere" / "letters").mkdir(parents=True)
    given = {"WIAN_DATABASE_ADDRESS": address, "WIAN_LETTERS_FOLDER": str(tmp_path / "elsewhere" / "letters")}
    services = Services(load_settings(given, tmp_path))
    yield services
    services.database.close()
    _admin(url, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def test_a_backup_restores_every_row_and_every_issued_letter(
    postgres_services: Services, elsewhere: Services, tmp_path: Path
) -> None:
    circular = sweeps.ready(postgres_services)
    sweep(postgres_services, "2020-08-25 09:00")
    (letters_folder(postgres_services) / "2563" / "half.1.part").write_bytes(b"half")
    handed_in = postgres_services.attachment_store.keep(b"%PDF-1.7 handed in", FileType.PDF)
    dump, tar = commands(BACK_UP, postgres_services.database.url, letters_folder(postgres_services).parent)
    shell(dump, tmp_path, postgres_services)
    then = snapshot(postgres_services)
    sweep(postgres_services, "2020-09-09 09:00")  # nothing is stopped for a backup
    shell(tar, tmp_path, postgres_services)

    lines = commands(RESTORE, elsewhere.database.url, letters_folder(elsewhere).parent)
    assert [line.split()[0] for line in lines[:4]] == ["tar", "dropdb", "createdb", "pg_restore"]
    for line in lines:
        said = shell(line, tmp_path, elsewhere)
    assert lines[-1].endswith("preview") and "info-2563" in said, "the letters that are due are shown"

    assert snapshot(elsewhere) == then
    each_letter_is_there(elsewhere, lambda file: elsewhere.printer.store.path(file).read_bytes())
    assert not list(letters_folder(elsewhere).rglob("*.part"))
    assert (letters_folder(elsewhere).parent / "attachments" / handed_in).read_bytes() == b"%PDF-1.7 handed in"
    with pytest.raises(DatabaseError, match="a letter is never deleted"), elsewhere.database.write() as conn:
        conn.execute(delete(t.letters))
    sweep(elsewhere, "2020-09-09 09:00")
    assert len(find(elsewhere, circular, "first")) == 1, "work goes on from there"


def each_letter_is_there(services: Services, read: Callable[[str], bytes]) -> None:
    with services.database.read() as conn:
        rows = conn.execute(select(t.letters).where(t.letters.c.state == "issued")).all()
    assert len(rows) > 9
    for row in rows:
        kept = [(row.file, row.sha256), *((e["file"], e["sha256"]) for e in row.encloses if "file" in e)]
        assert [hashlib.sha256(read(file)).hexdigest() for file, _ in kept] == [sha256 for _, sha256 in kept]


def _admin(url: URL, statement: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as conn:
        conn.execute(text(statement))
    engine.dispose()
