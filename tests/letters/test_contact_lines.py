"""The lines at the foot of a letter: the unit in charge, how to reach it, who coordinates, and who gets a copy."""

from itertools import takewhile
from pathlib import Path

import pytest

from runtime.services import Services
from tests.support.circular_steps import changed_file, issue
from tests.support.sample_letters import rendered
from tests.support.sweeps import find, sweep, text_lines
from workflow.circulars.circular import Circular
from workflow.lint import check, lint

REACHED = [
    "กองพัฒนาและส่งเสริมการบริหารงานท้องถิ่น",
    "โทร. ๐ ๒๒๔๑ ๙๐๐๐ ต่อ ๒๒๑๒",
    "โทรสาร ๐ ๒๒๔๓ ๑๘๑๒",
    "ไปรษณีย์อิเล็กทรอนิกส์ saraban@dla.go.th",
    "ผู้ประสานงาน นางสาวตัวอย่าง หนึ่ง โทร. ๐ ๒๒๔๑ ๙๐๐๐ ต่อ ๒๒๑๓",
]
CODES = ("สิ่งที่ส่งมาด้วย", "รายละเอียด")  # what stands below a QR code, beside the contact lines
COPIED = "สำเนาส่ง สำนักงานปลัดกระทรวงมหาดไทย"


@pytest.fixture
def circular(sqlite_services: Services, tmp_path: Path) -> Circular:
    return issue(sqlite_services, changed_file(tmp_path, contact=[*REACHED, COPIED]))


FAX, MAIL = REACHED[2:4]
CALL = "โทร. ๐ ๒๒๔๑ ๙๐๐๐ ต่อ ๒๒๑๓"
ORDER = "L01-foot"


def foot(sqlite_services: Services, circular: Circular, stage: str) -> list[str]:
    (letter,) = find(sqlite_services, circular, stage)
    lines = text_lines(sqlite_services, letter["id"])
    return [*takewhile(lambda line: line not in CODES, lines[lines.index(REACHED[0]) :])]


def test_the_circular_ends_with_who_coordinates_and_last_who_gets_a_copy(
    sqlite_services: Services, circular: Circular
) -> None:
    assert foot(sqlite_services, circular, "original") == [*REACHED, COPIED]


def test_later_letters_do_not_claim_copies_that_were_sent_of_the_circular(
    sqlite_services: Services, circular: Circular
) -> None:
    sweep(sqlite_services, "2020-08-20 08:45")
    assert foot(sqlite_services, circular, "progress") == REACHED


def test_the_linter_has_nothing_against_a_coordinator_or_copies(sqlite_services: Services, circular: Circular) -> None:
    (letter,) = find(sqlite_services, circular, "original")
    assert check(sqlite_services.printer.store.path(letter["file"]).read_bytes())[1] == []


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ([*REACHED, CALL, COPIED], []),  # the coordinator's own telephone below
        ([REACHED[0], "โทรศัพท์/โทรสาร ๐ ๒๒๔๑ ๙๐๐๐", MAIL], []),
        ([REACHED[0], FAX, CALL, MAIL], [ORDER]),
        ([REACHED[0], CALL, MAIL, FAX], [ORDER]),
        ([REACHED[0], CALL, COPIED, REACHED[4]], [ORDER]),
    ],
)
def test_the_linter_knows_the_order_of_the_lines(lines: list[str], found: list[str]) -> None:
    for name in ("original", "progress"):
        assert [finding.rule for finding in lint(rendered(name, contact=lines))] == found
