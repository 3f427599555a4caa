"""A run of LibreOffice over many Word files.

Every run has its own folder and profile, so several may go on at the same time.
"""

import os
import shutil
import signal
import stat
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from workflow.errors import WianError
from workflow.letters.pdf.fonts import fontconfig

Progress = Callable[[int], None]
"""A function that receives the number of finished letters."""

START_SECONDS, LETTER_SECONDS = 60, 10  # time limits of a run: for its start, and per letter
_LOOKS = 5  # checks of progress per second
_COMMANDS = ("soffice", "libreoffice")
_FOLDER = "wian-pdf-"  # prefix of the runs' folders
_DAY = 24 * 60 * 60  # seconds, longer than any run
# The process that starts a run holds the other end of its standard input. If that process is killed, the input closes,
# and LibreOffice, which may hang, ends with all its children.
_WATCHED = """
exec 3<&0 </dev/null
{ read -r _ <&3; kill -KILL 0; } &
"$@" 3<&-
kill $!
wait $!
"""
# The digits of all text: 0 unchanged, 2 those of the locale, which makes page numbers Thai.
_SETTINGS = (
    '<oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    '<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse">'
    '<value>th-TH</value></prop></item><item oor:path="/org.openoffice.Office.Common/I18N/CTL">'
    '<prop oor:name="CTLTextNumerals" oor:op="fuse"><value>{}</value></prop></item></oor:items>'
)


class OfficeError(WianError):
    """LibreOffice is missing or could not convert a letter; no PDF was made."""


class MissingOfficeError(OfficeError):
    """LibreOffice is not installed."""


def is_there() -> bool:
    """Whether LibreOffice is installed."""
    return any(map(shutil.which, _COMMANDS))


def command() -> str:
    """The path of LibreOffice. Raises MissingOfficeError, naming the package to install."""
    path = next(filter(None, map(shutil.which, _COMMANDS)), None)
    if path is None:
        raise MissingOfficeError(
            "LibreOffice is needed and not installed: there is no command soffice. On Debian or Ubuntu:"
            " apt-get install libreoffice-writer-nogui (on a desktop: libreoffice-writer)"
        )
    return path


def converted(documents: Sequence[bytes], fonts: Path | None, *, thai_digits: bool, progress: Progress) -> list[bytes]:
    """The Word files as PDF, empty for failed conversions, with the system's fonts and those of a folder.

    `thai_digits` prints every digit in Thai. Raises OfficeError if LibreOffice is missing or does not end.
    """
    with tempfile.TemporaryDirectory(prefix=_FOLDER, ignore_cleanup_errors=True) as name:
        folder = Path(name)
        _clear_away(folder)
        (folder / "profile" / "user").mkdir(parents=True)
        (folder / "made").mkdir()
        settings = _SETTINGS.format(2 if thai_digits else 0)
        (folder / "profile" / "user" / "registrymodifications.xcu").write_text(settings, encoding="utf-8")
        system = os.environ.get("FONTCONFIG_FILE", "fonts.conf")
        (folder / "fonts.conf").write_text(fontconfig(fonts, system), encoding="utf-8")
        files = [folder / f"{number}.docx" for number in range(len(documents))]
        for file, data in zip(files, documents, strict=True):
            file.write_bytes(data)
        _run(folder, files, progress)
        pdfs = [folder / "made" / f"{file.stem}.pdf" for file in files]
        return [pdf.read_bytes() if pdf.exists() else b"" for pdf in pdfs]


def _clear_away(folder: Path) -> None:
    """Remove the folders of our killed runs, with their letters, if they are a day older than this folder."""
    own_status = folder.lstat()
    for other in folder.parent.glob(f"{_FOLDER}*"):
        with suppress(FileNotFoundError):
            status = other.lstat()
            ours = stat.S_ISDIR(status.st_mode) and status.st_uid == own_status.st_uid
            if ours and status.st_mtime < own_status.st_mtime - _DAY:
                shutil.rmtree(other, ignore_errors=True)


def _run(folder: Path, files: Sequence[Path], progress: Progress) -> None:
    profile, made = folder / "profile", folder / "made"
    words = [command(), f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "pdf", "--outdir"]
    with subprocess.Popen(
        ["/bin/sh", "-c", _WATCHED, "sh", *words, str(made), *map(str, files)],
        env={**os.environ, "FONTCONFIG_FILE": str(folder / "fonts.conf")},
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            _wait(process, START_SECONDS + LETTER_SECONDS * len(files), lambda: progress(len(list(made.glob("*.pdf")))))
        finally:
            if process.poll() is None:  # after the time limit, or an interrupt by the user
                os.killpg(process.pid, signal.SIGKILL)


def _wait(process: subprocess.Popen[bytes], most: int, look: Callable[[], None]) -> None:
    for _ in range(most * _LOOKS):
        try:
            process.wait(1 / _LOOKS)
        except subprocess.TimeoutExpired:
            look()
        else:
            return
    raise OfficeError(f"LibreOffice has not ended after {most} seconds")
