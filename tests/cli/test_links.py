"""`wian links`: the list for mailing is written once, for its owner alone."""

import csv
import io
import re
import stat
from pathlib import Path

import pytest
from openpyxl import load_workbook

from runtime.services import Services
from runtime.settings import load_settings
from tests.support.circular_steps import CIRCULAR_FILES, DISTRICT, SAO
from tests.support.terminal import MAY, Terminal
from workflow.access.secret_keys import kept_secret
from workflow.errors import WianError

EXPORT = ("links", "export", "info-2563")


@pytest.fixture
def issued(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setenv("WIAN_PAGES_ADDRESS", "https://wian.example/")
    terminal.done("circular", "issue", CIRCULAR_FILES / "info-2563.yaml", *MAY)
    return terminal


def listed(file: Path) -> list[dict[str, str]]:
    data = file.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")  # by which Excel knows UTF-8
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def test_the_list_names_every_office_with_its_place_address_code_and_last_day(issued: Terminal) -> None:
    told = issued.done(*EXPORT, *MAY)
    rows = {row["รหัส"]: row for row in listed(issued.folder / "links-info-2563.csv")}
    assert told == "169 links, which open until 2020-11-29, written to links-info-2563.csv\n"
    assert len(rows) == 169
    sao = rows[SAO]
    assert (sao["หน่วยงาน"], sao["อำเภอ"], sao["จังหวัด"]) == (
        "องค์การบริหารส่วนตำบลเตาปูน",
        "อำเภอสอง",
        "จังหวัดแพร่",
    )
    assert re.fullmatch("https://wian.example/t/[A-Za-z0-9_-]{32}", sao["ที่อยู่หน้าเว็บ"])
    assert re.fullmatch("[A-Z0-9]{4}-[A-Z0-9]{4}", sao["รหัสสั้น"])
    assert sao["ใช้ได้ถึง"] == "๒๙ พฤศจิกายน ๒๕๖๓"
    assert len({row["ที่อยู่หน้าเว็บ"] for row in rows.values()}) == 169


def test_the_list_and_the_secret_are_for_their_owner_alone(issued: Terminal) -> None:
    issued.done(*EXPORT, *MAY)
    for name in ("links-info-2563.csv", "data/pages.secret"):
        assert stat.S_IMODE((issued.folder / name).stat().st_mode) == 0o600


def test_the_list_can_be_an_excel_file(issued: Terminal) -> None:
    issued.done(*EXPORT, "list.xlsx", "--below", DISTRICT, *MAY)
    sheet = load_workbook(issued.folder / "list.xlsx").active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][0] == "รหัส"
    assert SAO in [row[0] for row in rows]


def test_a_second_list_has_only_who_is_new_unless_all_are_renewed(issued: Terminal) -> None:
    issued.done(*EXPORT, "first.csv", "--below", DISTRICT, *MAY)
    below = len(listed(issued.folder / "first.csv"))
    told = issued.done(*EXPORT, "second.csv", *MAY)
    assert f"{below} units have a link already, which cannot be shown again (--renew makes new ones)" in told
    assert len(listed(issued.folder / "second.csv")) == 169 - below
    assert issued.refused(*EXPORT, "third.csv", *MAY) == (
        "all 169 units have a link, and no link can be shown a second time; "
        "--renew would make 169 new ones, and those sent so far would open nothing\n"
    )
    assert not (issued.folder / "third.csv").exists()
    issued.done(*EXPORT, "third.csv", "--renew", *MAY)
    assert len(listed(issued.folder / "third.csv")) == 169


def test_a_list_is_never_written_over_another_file_and_links_not_written_are_not_made(issued: Terminal) -> None:
    issued.write("there.csv", "something")
    assert "there.csv is there already" in issued.refused(*EXPORT, "there.csv", *MAY)
    issued.refused(*EXPORT, "no/such/folder.csv", *MAY)


def test_without_an_address_of_the_pages_no_links_are_made(issued: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WIAN_PAGES_ADDRESS")
    for words in ((*EXPORT, *MAY), ("links", "renew", "info-2563", SAO, *MAY)):
        assert "WIAN_PAGES_ADDRESS" in issued.refused(*words)


def test_one_link_is_renewed_and_revoked(issued: Terminal) -> None:
    assert "has no link" in issued.refused("links", "revoke", "info-2563", SAO, *MAY)
    told = issued.done("links", "renew", "info-2563", SAO, "--expires", "2020-12-31", *MAY)
    assert re.search("https://wian.example/t/[A-Za-z0-9_-]{32}\nshort code .{9}; opens until 2020-12-31", told)
    assert "its link opens nothing any more" in issued.done("links", "revoke", "info-2563", SAO, *MAY)
    assert "has passed" in issued.refused("links", "renew", "info-2563", SAO, "--expires", "2020-01-31", *MAY)


def test_a_secret_is_made_once_and_taken_by_all_and_one_that_is_given_is_used(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "secret"
    assert kept_secret(file) == kept_secret(file)
    assert len(kept_secret(file)) == 64
    assert [path.name for path in file.parent.iterdir()] == ["secret"]
    given = Services(load_settings({"WIAN_PAGES_SECRET": "x" * 32}, tmp_path))
    assert given.keys.digest("a", "b") == given.keys.digest("a", "b") != given.keys.digest("b", "b")
    assert not (tmp_path / "data").exists()
    with pytest.raises(WianError, match=r"WIAN_PAGES_SECRET.*32 to 200 letters") as caught:
        load_settings({"WIAN_PAGES_SECRET": "too-short"}, tmp_path)
    assert "too-short" not in str(caught.value)
