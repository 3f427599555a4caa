"""Faulty registries and outcome files given to the command line: told with row and column, and nothing of them used."""

from pathlib import Path

import pytest

from tests.support.circular_steps import DISTRICT, PAO, PROVINCE
from tests.support.terminal import MAY, Terminal


def written(terminal: Terminal, rows: str, header: str = "code,name,kind,parent,prefix") -> Path:
    return terminal.write("units.csv", f"{header}\n{rows}\n")


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (
            "5499,อำเภอใหม่,district,54,\n5499,อำเภอใหม่,district,54,",
            "row 3, field code: '5499' is also the code of row 2",
        ),
        (
            "5499,อำเภอใหม่,district,99,",
            "row 2, field parent: there is no unit '99'; expected the code of a province above",
        ),
        (f"1,เทศบาลเมืองใหม่,town,{DISTRICT},", "row 2, field parent: a town (ทม.) answers to its province"),
        ("๕๔99,อำเภอใหม่,district,54,", "row 2, field code: the code '๕๔99' has a Thai digit (U+0E55) in it; expected"),
        (
            "54\u200b99,อำเภอใหม่,district,54,",
            "row 2, field code: the code '54\u200b99' has an invisible character (U+200B)",
        ),
        ("5499,อำเภอ\u200bใหม่,district,54,", "row 2, field name: character 6: invisible character U+200B"),
        ("5499,อำเภอใหม่,amphoe,54,", "row 2, field kind: unknown kind 'amphoe'; expected one of department, province"),
        (
            "5499,อำเภอใหม่,district,54,พร 0023.9",
            "row 2, field prefix: 'พร 0023.9' is no letter-number prefix; expected",
        ),
        ("5499,อำเภอใหม่,district", "row 2: the row has 3 cells; expected 5, as in the header"),
        ("", "there are no rows under the header; expected one row for each unit"),
    ],
)
def test_a_fault_in_a_registry_is_told_with_row_and_column(terminal: Terminal, rows: str, told: str) -> None:
    said = terminal.refused("units", "load", written(terminal, rows))
    assert f"units.csv{':' if 'no rows' in told else ','} {told}" in said


def test_a_good_row_beside_a_bad_one_is_not_loaded(terminal: Terminal) -> None:
    terminal.refused("units", "load", written(terminal, "5499,อำเภอใหม่,district,54,\n5498,ใหม่,district,54,"))
    assert "อำเภอใหม่" not in terminal.done("units", "list")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("code,name,kind,parent\n54,จังหวัดแพร่,province,DLA\n".encode("tis-620"), "row 2: this is not UTF-8 text"),
        ("code,name,kind,parent\n".encode("utf-16"), "row 1: this is not UTF-8 text"),
        (b"PK\x03\x04 a workbook", "this is a Word, Excel or zip file, whatever its name says; expected a text file"),
        (b"code,name,kind\n", "row 1, field parent: there is no such column; expected a header with code, name, kind"),
    ],
)
def test_a_registry_in_another_form_is_told_in_plain_words(terminal: Terminal, content: bytes, told: str) -> None:
    assert told in terminal.refused("units", "load", terminal.write("units.csv", content))
    assert "units.csv" in terminal.refused("units", "convert", terminal.write("units.csv", content), "made.csv")
    assert not (terminal.folder / "made.csv").exists()


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (f"{PAO},done,,2020-08-19", "row 3, field outcome: unknown outcome 'done'; expected one of missing, incorrect"),
        (
            f"{PAO},complete,,2020-08-21",
            "row 3, field as_of: 2020-08-21 is in the future; expected a day up to 2020-08-20",
        ),
        (f"{PAO},complete,,2563-08-19", "row 3, field as_of: 2563-08-19 looks like a Buddhist year"),
        ("9999999,complete,,2020-08-19", "row 3, field unit: unit '9999999' has no task under this circular; expected"),
        (f"{PROVINCE},complete,,2020-08-19", "row 3, field unit: จังหวัดแพร่ passes the circular on"),
        (
            "๒540101,complete,,2020-08-19",
            "row 3, field unit: the code '๒540101' has a Thai digit (U+0E52) in it; expected",
        ),
        (f"{PAO},incorrect,5 เรื่อง,2020-08-19", "row 3, field note: character 1: '5' is written in Arabic digits"),
        ("6540603,complete,,2020-08-19", "row 3, field unit: unit 6540603 is given twice, first in row 2"),
        (f"{PAO},complete,2020-08-19", "row 3: the row has 3 cells; expected 4"),
    ],
)
def test_a_fault_in_an_outcome_file_is_told_and_its_good_rows_are_not_used(
    terminal: Terminal, row: str, told: str
) -> None:
    terminal.done("circular", "issue", terminal.circular(), *MAY)
    file = terminal.write("o.csv", f"unit,outcome,note,as_of\n6540603,complete,,2020-08-19\n{row}\n")
    assert f"o.csv, {told}" in terminal.refused("outcomes", "import", "info-2563", file, "--at", "2020-08-20")
