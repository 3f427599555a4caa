"""Outcomes are imported as a whole or not at all; what a dry run shows is what the import does."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from runtime.services import Services
from tests.support import sweeps
from tests.support.circular_steps import (
    DISTRICT,
    PROVINCE,
    TOWN,
    acknowledge,
    act,
    changed_file,
    issue,
    moment,
    offices,
    reach_offices,
    states,
)
from workflow.circulars import circular as circulars
from workflow.circulars.circular import Circular
from workflow.errors import Fault, InputError, NotAllowedError
from workflow.progress import completion
from workflow.progress import reports as reporting
from workflow.progress.import_outcomes import OutcomeImport, import_outcomes
from workflow.progress.outcomes_file import read_outcomes
from workflow.registry import lookup
from workflow.store import tables as t

AT = "2020-08-20 08:30"
TODAY = date(2020, 8, 20)
HEAD = "unit,outcome,note,as_of"
OFFICE, NEIGHBOUR = "6540603", "6540604"


@pytest.fixture
def circular(services: Services) -> Circular:
    return sweeps.ready(services)


def file_of(tmp_path: Path, *rows: str, head: str = HEAD) -> Path:
    path = tmp_path / "outcomes.csv"
    path.write_text("\n".join([head, *rows]) + "\n", "utf-8")
    return path


def faults_of(path: Path) -> list[Fault]:
    with pytest.raises(InputError) as refused:
        read_outcomes(path, TODAY)
    assert all(fault.file == path.name for fault in refused.value.faults)
    return refused.value.faults


def imported(services: Services, circular: Circular, path: Path, at: str = AT, dry: bool = False) -> OutcomeImport:
    rows = read_outcomes(path, moment(at).date())
    with services.database.read() if dry else services.database.write() as conn:
        return import_outcomes(conn, circulars.by_code(conn, circular.code), path, rows, act(at))


def standing(conn: Connection, code: str) -> tuple[object, ...]:
    columns = (t.tasks.c.state, t.tasks.c.outcome, t.tasks.c.note, t.tasks.c.as_of, t.tasks.c.done_on)
    rows = conn.execute(select(*columns).join(t.units, t.units.c.id == t.tasks.c.unit_id).where(t.units.c.code == code))
    return tuple(rows.one())


def stands(services: Services, code: str) -> tuple[object, ...]:
    with services.database.read() as conn:
        return standing(conn, code)


def report(services: Services, circular: Circular, code: str, at: str, verify: bool = False) -> None:
    acknowledge(services, circular, code, at=at)
    with services.database.write() as conn:
        unit = lookup.by_code(conn, code)
        reporting.report(conn, circular, unit, act(at))
        if verify:
            reporting.verify(conn, circular, unit, act(at))


ONE_CELL = [
    (f"{OFFICE},finished,,2020-08-20", "outcome", "unknown outcome 'finished'", "missing, incorrect, nil, complete"),
    (f"{OFFICE},Complete,,2020-08-20", "outcome", "unknown outcome 'Complete'", "one of"),
    (f"{OFFICE},,,2020-08-20", "outcome", "unknown outcome ''", "one of"),
    ("๖๕๔๐๖๐๓,complete,,2020-08-20", "unit", "a Thai digit", "digits 0-9"),
    ("6540๖03,complete,,2020-08-20", "unit", "a Thai digit", "digits 0-9"),
    ("6540\u200b603,complete,,2020-08-20", "unit", "an invisible character (U+200B)", "digits 0-9"),
    ("\ufeff6540603,complete,,2020-08-20", "unit", "an invisible character (U+FEFF)", "digits 0-9"),
    (f"{OFFICE},complete,,2020-08-21", "as_of", "in the future", "2020-08-20"),
    (f"{OFFICE},complete,,2020-02-30", "as_of", "there is no such day", "๒๐ สิงหาคม ๒๕๖๓"),
    (f"{OFFICE},complete,,๓๑ มิถุนายน ๒๕๖๓", "as_of", "there is no such day", "2020-08-20"),
    (f"{OFFICE},complete,,๒0 สิงหาคม ๒๕๖๓", "as_of", "mixes Thai and Arabic digits", "2020-08-20"),
    (f"{OFFICE},complete,,2563-08-20", "as_of", "Buddhist year", "2020-08-20"),
    (f"{OFFICE},complete,,วันศุกร์ที่ ๒๐ สิงหาคม ๒๕๖๓", "as_of", "Thursday", "2020-08-20"),
    (f"{OFFICE},complete,,20/08/2020", "as_of", "this is not a date", "2020-08-20"),
    (f"{OFFICE},complete,,", "as_of", "this is not a date", "2020-08-20"),
    (f"{OFFICE},incorrect,ขาด 3 รายการ,2020-08-20", "note", "Arabic digits", ""),
    (f"{OFFICE},incorrect,ขาด\u200bรายการ,2020-08-20", "note", "U+200B", ""),
]


@pytest.mark.parametrize(("row", "field", "problem", "expected"), ONE_CELL)
def test_a_wrong_cell_is_told_with_its_row_and_column(
    tmp_path: Path, row: str, field: str, problem: str, expected: str
) -> None:
    (fault,) = faults_of(file_of(tmp_path, f"{NEIGHBOUR},nil,,2020-08-20", row))
    assert (fault.row, fault.field) == (3, field)
    assert problem in fault.problem
    assert expected in fault.expected


def test_a_blank_unit_is_told_as_blank(tmp_path: Path) -> None:
    (fault,) = faults_of(file_of(tmp_path, ",complete,,2020-08-20"))
    assert (fault.row, fault.field, fault.problem) == (2, "unit", "blank")


def test_a_unit_given_twice_is_told_with_both_rows(tmp_path: Path) -> None:
    row = f"{OFFICE},complete,,2020-08-20"
    (fault,) = faults_of(file_of(tmp_path, row, f"{NEIGHBOUR},nil,,2020-08-20", row))
    assert (fault.row, fault.field) == (4, "unit")
    assert fault.problem == f"unit {OFFICE} is given twice, first in row 2"


def test_all_faults_of_a_file_are_told_at_once_in_the_order_of_rows(tmp_path: Path) -> None:
    faults = faults_of(file_of(tmp_path, "1,done,,2020-08-20", "2,nil,,soon", "1,nil,,2021-01-01"))
    assert [(f.row, f.field) for f in faults] == [(2, "outcome"), (3, "as_of"), (4, "as_of"), (4, "unit")]


@pytest.mark.parametrize(
    ("head", "row", "field", "problem"),
    [
        ("unit,outcome,note", f"{OFFICE},complete,", "as_of", "no such column"),
        ("outcome,note,as_of", "complete,,2020-08-20", "unit", "no such column"),
        (f"{HEAD},who", f"{OFFICE},complete,,2020-08-20,x", "who", "unknown column"),
        (f"{HEAD},unit", f"{OFFICE},complete,,2020-08-20,x", "unit", "twice"),
    ],
)
def test_a_wrong_header_is_told_by_column(tmp_path: Path, head: str, row: str, field: str, problem: str) -> None:
    (fault,) = faults_of(file_of(tmp_path, row, head=head))
    assert (fault.row, fault.field) == (1, field)
    assert problem in fault.problem


def test_a_file_in_the_old_thai_encoding_is_refused_with_the_row(tmp_path: Path) -> None:
    path = tmp_path / "outcomes.csv"
    path.write_bytes(
        f"{HEAD}\n{NEIGHBOUR},nil,,2020-08-20\n{OFFICE},incorrect,ขาดเอกสาร,2020-08-20\n".encode("tis-620")
    )
    (fault,) = faults_of(path)
    assert fault.row == 3
    assert "TIS-620" in fault.problem
    assert fault.expected == "the file saved as UTF-8"


def test_an_excel_file_with_another_name_is_refused_as_one(tmp_path: Path) -> None:
    import zipfile

    path = tmp_path / "outcomes.csv"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    (fault,) = faults_of(path)
    assert "Excel" in fault.problem
    assert fault.expected == "a text file in UTF-8"


@pytest.mark.parametrize("content", ["", HEAD, f"{HEAD}\n\n ,,,\n"])
def test_a_file_that_says_nothing_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "outcomes.csv"
    path.write_text(content, "utf-8")
    assert faults_of(path)


NOTHING_TO_DO = [
    ("9999999", "unit '9999999' has no task under this circular"),
    (DISTRICT, "อำเภอสอง passes the circular on"),
    (PROVINCE, "จังหวัดแพร่ passes the circular on"),
    ("DLA", "กรมส่งเสริมการปกครองท้องถิ่น passes the circular on"),
]


def test_a_unit_with_nothing_to_do_is_refused_and_nothing_is_changed(
    services: Services, circular: Circular, tmp_path: Path
) -> None:
    before = sweeps.snapshot(services)
    for code, problem in NOTHING_TO_DO:
        path = file_of(tmp_path, f"{OFFICE},complete,,2020-08-20", f"{code},complete,,2020-08-20")
        with pytest.raises(InputError) as refused:
            imported(services, circular, path)
        (fault,) = refused.value.faults
        assert (fault.row, fault.field) == (3, "unit")
        assert fault.problem.startswith(problem)
        assert sweeps.snapshot(services) == before


def test_outcomes_are_taken_with_their_notes_and_days(services: Services, circular: Circular, tmp_path: Path) -> None:
    rows = (
        f"{OFFICE},complete,,2020-08-18",
        f"{NEIGHBOUR},incorrect,ขาดเอกสารแนบ,๑๙ สิงหาคม ๒๕๖๓",
        f"{TOWN},nil,,2020-08-19",
    )
    result = imported(services, circular, file_of(tmp_path, *rows))
    told = [(c.row, c.unit, c.before, c.after) for c in result.changes]
    assert told == [
        (2, OFFICE, "missing", "complete"),
        (3, NEIGHBOUR, "missing", "incorrect (ขาดเอกสารแนบ)"),
        (4, TOWN, "missing", "nil"),
    ]
    assert stands(services, OFFICE) == ("done", "complete", "", date(2020, 8, 18), date(2020, 8, 18))
    assert stands(services, NEIGHBOUR) == ("sent", "incorrect", "ขาดเอกสารแนบ", date(2020, 8, 19), None)
    assert stands(services, TOWN)[:2] == ("done", "nil")


def test_a_dry_run_changes_nothing_and_shows_what_the_import_then_does(
    services: Services, circular: Circular, tmp_path: Path
) -> None:
    report(services, circular, TOWN, "2020-06-02 09:00")
    rows = [
        f"{code},{o},,2020-08-20"
        for code, o in zip(offices(services, circular), ["complete", "missing", "nil", "incorrect"] * 40, strict=False)
    ]
    path = file_of(tmp_path, *rows)
    before = sweeps.snapshot(services)
    shown = imported(services, circular, path, dry=True)
    assert sweeps.snapshot(services) == before
    assert shown == imported(services, circular, path)
    assert {c.after for c in shown.changes} >= {"complete", "nil", "incorrect"}
    after = sweeps.snapshot(services)
    assert after != before
    for change in shown.changes:
        assert stands(services, change.unit)[1] == change.after


def test_the_same_file_again_says_nothing_new(services: Services, circular: Circular, tmp_path: Path) -> None:
    path = file_of(
        tmp_path,
        f"{OFFICE},complete,,2020-08-18",
        f"{NEIGHBOUR},incorrect,ขาดเอกสาร,2020-08-19",
        f"{TOWN},missing,,2020-08-19",
    )
    imported(services, circular, path)
    before = sweeps.snapshot(services)
    again = imported(services, circular, path, "2020-08-21 09:00")
    assert (again.changes, again.unchanged) == ([], 3)
    after = sweeps.snapshot(services)
    assert {name for name in before if before[name] != after[name]} == {"imports", "import_rows"}


def test_an_office_found_wrong_after_it_was_done_goes_back_to_returned(
    services: Services, circular: Circular, tmp_path: Path
) -> None:
    report(services, circular, OFFICE, "2020-06-03 09:00", verify=True)
    (change,) = imported(services, circular, file_of(tmp_path, f"{OFFICE},incorrect,ขาดเอกสาร,2020-08-20")).changes
    assert (change.before, change.after, change.kept) == ("complete", "incorrect (ขาดเอกสาร)", "")
    assert stands(services, OFFICE) == ("returned", "incorrect", "ขาดเอกสาร", TODAY, None)
    with services.database.read() as conn:
        last = conn.execute(select(t.events.c.action, t.events.c.from_state).order_by(t.events.c.id.desc())).first()
    assert last is not None
    assert tuple(last) == ("return", "done")


@pytest.mark.parametrize("verified", [False, True])
def test_where_the_offices_own_report_stands_an_import_does_not_undo_it(
    services: Services, tmp_path: Path, verified: bool
) -> None:
    circular = issue(services, changed_file(tmp_path, reports={"import_wins": False}))
    reach_offices(services, circular)
    report(services, circular, OFFICE, "2020-06-03 09:00", verify=verified)
    before = stands(services, OFFICE)
    path = file_of(tmp_path, f"{OFFICE},missing,,2020-08-20", f"{NEIGHBOUR},complete,,2020-08-20")
    kept, taken = imported(services, circular, path).changes
    assert (kept.unit, kept.kept) == (OFFICE, "the office's own report stands")
    assert stands(services, OFFICE) == before
    assert (taken.unit, taken.kept) == (NEIGHBOUR, "")
    assert stands(services, NEIGHBOUR)[0] == "done"


def test_an_import_never_brings_an_excused_office_back(services: Services, circular: Circular, tmp_path: Path) -> None:
    with services.database.write() as conn:
        reporting.waive(conn, circular, lookup.by_code(conn, OFFICE), act("2020-06-03 09:00", why="ยุบรวม"))
    before = stands(services, OFFICE)
    (change,) = imported(services, circular, file_of(tmp_path, f"{OFFICE},missing,,2020-08-20")).changes
    assert change.kept == "the task is waived"
    assert stands(services, OFFICE) == before


def test_levels_above_are_done_with_the_last_of_theirs_and_open_again_with_the_first(
    services: Services, circular: Circular, tmp_path: Path
) -> None:
    own = sweeps.of_phrae(services, circular)
    imported(services, circular, file_of(tmp_path, *(f"{code},complete,,2020-08-20" for code in own)))
    found = states(services, circular)
    assert {found[PROVINCE], found[DISTRICT], *(found[code] for code in own)} == {"done"}
    assert found["DLA"] == "passed_on"
    imported(services, circular, file_of(tmp_path, f"{OFFICE},incorrect,,2020-08-20"), "2020-08-21 09:00")
    found = states(services, circular)
    assert (found[OFFICE], found[DISTRICT], found[PROVINCE], found["5401"]) == (
        "returned",
        "passed_on",
        "passed_on",
        "done",
    )


@pytest.mark.parametrize("end", ["closed", "cancelled"])
def test_a_circular_that_is_over_takes_no_outcomes(
    services: Services, circular: Circular, tmp_path: Path, end: str
) -> None:
    if end == "cancelled":
        with services.database.write() as conn:
            completion.cancel(conn, circular, act("2020-08-01 09:00", why="ยกเลิก"))
    else:
        imported(
            services, circular, file_of(tmp_path, *(f"{code},nil,,2020-08-20" for code in offices(services, circular)))
        )
        assert sweeps.sweep(services, AT).closed
    before = sweeps.snapshot(services)
    with pytest.raises(NotAllowedError, match=f"is {end}"):
        imported(services, circular, file_of(tmp_path, f"{OFFICE},missing,,2020-08-20"))
    assert sweeps.snapshot(services) == before
