"""The letters of the demo are, but for white space, the real letters: from circular files and scenarios alone."""

from pathlib import Path

import pytest
import yaml

from tests.support.demo_run import DemoRun
from workflow.letters.text import paragraphs

GOLDEN = sorted((Path(__file__).parent / "golden").glob("*.yaml"))


def squeezed(lines: list[str]) -> str:
    return "".join("".join(line.split()) for line in lines)


def test_all_six_real_letters_are_compared() -> None:
    assert [file.stem for file in GOLDEN] == ["G1", "G2", "G3", "G4", "G5", "G6"]


@pytest.fixture(params=GOLDEN, ids=lambda file: file.stem)
def golden(request: pytest.FixtureRequest) -> dict[str, list[str]]:
    found: dict[str, list[str]] = yaml.safe_load(request.param.read_text("utf-8"))
    return found


def printed(demo_run: DemoRun, golden: dict[str, list[str]]) -> list[str]:
    entry = demo_run.letter(
        stage=str(golden["stage"]),
        circular=str(golden["circular"]),
        number=str(golden["number"]),
        date=str(golden["date"]),
    )
    lines = [line for line in paragraphs(demo_run.data(entry)) if line.strip()]
    return lines[: lines.index(str(golden["list"]))] if "list" in golden else lines


def test_the_letter_reads_exactly_as_the_real_one(demo_run: DemoRun, golden: dict[str, list[str]]) -> None:
    assert squeezed(printed(demo_run, golden)) == squeezed([*golden["lines"], *golden.get("after", [])])


def test_each_part_of_the_real_letter_is_a_paragraph_of_its_own(
    demo_run: DemoRun, golden: dict[str, list[str]]
) -> None:
    mine = [squeezed([line]) for line in printed(demo_run, golden)]
    assert mine == [squeezed([line]) for line in [*golden["lines"], *golden.get("after", [])]]


def test_the_deadline_and_numbers_do_not_break_over_lines(demo_run: DemoRun, golden: dict[str, list[str]]) -> None:
    text = "\n".join(printed(demo_run, golden))
    number = str(golden["number"]).replace(" ", "\u00a0")
    assert number in text
    assert "๒๕๖๓" in text or "๒๕๖๕" in text
    for line in printed(demo_run, golden):
        for month in ("พฤษภาคม", "สิงหาคม", "พฤศจิกายน", "ธันวาคม"):
            assert f" {month}" not in line
            assert f"{month} " not in line
