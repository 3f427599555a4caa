"""The demo: two real circulars, replayed end to end, with everything a newcomer is promised."""

import csv
import hashlib
import io
import re
import zipfile
from itertools import pairwise
from pathlib import Path

import pytest
from docx import Document

from runtime.settings import ROOT
from tests.support.demo_run import DemoRun
from tests.support.word_parts import boxes, texts
from workflow.letters.text import paragraphs, plain
from workflow.states import Noun, transition
from workflow.thai.spacing import squash

DISTRICTS = 8


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened))


def test_it_ends_well_and_shows_a_timeline(demo_run: DemoRun) -> None:
    assert demo_run.result.exit_code == 0
    timeline = (demo_run.folder / "timeline.txt").read_text("utf-8")
    assert "2020-05-19 09.30  circular info-2563 issued as มท ๐๘๑๐.๒/ว ๑๗๐๔" in timeline
    assert "circular info-2563 is closed" in timeline
    assert timeline.strip() in demo_run.result.stdout


def test_the_letters_of_the_first_scenario_have_their_real_numbers_and_dates(demo_run: DemoRun) -> None:
    above = [e for e in demo_run.letters(circular="info-2563") if not str(e["from"]).startswith("อำเภอ")]
    steps = [(e["stage"], e["number"], e["date"], e["form"]) for e in above]
    assert steps == [
        ("original", "มท ๐๘๑๐.๒/ว ๑๗๐๔", "2020-05-19", "external"),
        ("forwarding", "พร ๐๐๒๓.๑/ว ๒๖๓๙", "2020-05-29", "external"),
        ("progress", "มท ๐๘๑๐.๒/ว ๒๗๔๒", "2020-08-20", "stamped"),
        ("reminder", "พร ๐๐๒๓.๑/ว ๔๑๙๐", "2020-08-25", "stamped"),
        ("first", "พร ๐๐๒๓.๑/ว ๔๕๑๗", "2020-09-10", "stamped"),
    ]


def test_every_district_passes_the_circular_on_within_a_week_of_the_province(demo_run: DemoRun) -> None:
    passed = [
        e for e in demo_run.letters(circular="info-2563", stage="forwarding") if str(e["from"]).startswith("อำเภอ")
    ]
    assert len(passed) == DISTRICTS
    assert all("2020-05-29" <= str(e["date"]) <= "2020-06-05" for e in passed)


def test_the_department_writes_to_all_provincial_offices_and_points_to_the_qr_code(demo_run: DemoRun) -> None:
    entry = demo_run.letter(circular="info-2563", stage="progress")
    text = plain(demo_run.data(entry))
    assert entry["to"] == "สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัด ทุกจังหวัด"
    assert [cite["number"] for cite in entry["cites"]] == ["มท ๐๘๑๐.๒/ว ๑๗๐๔"]  # type: ignore[attr-defined]
    for said in (
        "จำนวนมากที่บันทึกข้อมูลไม่ถูกต้อง สมบูรณ์ หรือยังไม่บันทึกข้อมูล",
        "ตรวจสอบและติดตาม",
        "ภายในระยะเวลาที่กำหนด",
        "QR Code ท้ายหนังสือนี้",
    ):
        assert said in squash(text)


def test_the_province_receives_the_follow_up_on_24_august_at_nine(demo_run: DemoRun) -> None:
    entries = rows(demo_run.folder / "registers" / "2563-54-receive.csv")
    assert [(e["เลขทะเบียนรับ"], e["วันที่ลงทะเบียน"], e["ที่"]) for e in entries] == [
        ("1", "2020-05-20", "มท ๐๘๑๐.๒/ว ๑๗๐๔"),
        ("2", "2020-08-24", "มท ๐๘๑๐.๒/ว ๒๗๔๒"),
    ]
    assert "2020-08-24 09.00  receipt of มท ๐๘๑๐.๒/ว ๒๗๔๒" in demo_run.result.stdout


def test_the_provinces_copy_of_the_follow_up_bears_its_receiving_stamp(demo_run: DemoRun) -> None:
    entry = demo_run.letter(circular="info-2563", stage="progress")
    copied = (demo_run.folder / "received" / f"54-{entry['file']}").read_bytes()
    said = [squash(text) for text in texts(boxes(copied)["received"])]
    assert said == [
        "สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัดแพร่",
        "เลขรับ ๒",
        "วันที่ ๒๔ สิงหาคม ๒๕๖๓",
        "เวลา ๐๙.๐๐ น.",
    ]
    assert squash(plain(demo_run.data(entry))) in squash(plain(copied))


def test_follow_ups_cite_the_senders_own_letter_and_list_who_lags(demo_run: DemoRun) -> None:
    for stage, deadline in (("reminder", "2020-08-31"), ("first", "2020-10-16")):
        entry = demo_run.letter(circular="info-2563", stage=stage)
        assert [cite["number"] for cite in entry["cites"]] == ["พร ๐๐๒๓.๑/ว ๒๖๓๙"]  # type: ignore[attr-defined]
        assert entry["deadline"] == deadline
        assert len(entry["addressees"]) == DISTRICTS + 2  # type: ignore[arg-type]
        table = Document(io.BytesIO(demo_run.data(entry))).tables[-1]
        assert [cell.text for cell in table.rows[0].cells] == ["ที่", "อำเภอ", "หน่วยงาน", "ผลการดำเนินการ"]
        assert len(table.rows) > DISTRICTS + 2


def test_after_the_deadline_only_what_is_wrong_is_named_with_the_new_deadline(demo_run: DemoRun) -> None:
    entry = demo_run.letter(circular="info-2563", stage="first")
    text = squash(plain(demo_run.data(entry)))
    assert "ไม่ถูกต้องหรือไม่ครบถ้วน" in text
    assert "ยังไม่บันทึก" not in text
    assert "ภายในวันที่ ๑๖ ตุลาคม ๒๕๖๓" in text


def test_the_first_circular_is_closed_with_a_report_and_the_second_is_open(demo_run: DemoRun) -> None:
    status = rows(demo_run.folder / "status.csv")
    assert {r["state"] for r in status if r["circular"] == "info-2563"} == {"done"}
    assert {r["state"] for r in status if r["circular"] == "info-2565"} > {"sent", "received"}
    (report,) = (demo_run.folder / "reports").glob("2020-10-16-info-2563-closing-report-*.docx")
    assert any("รายงานสรุป" in line for line in paragraphs(report.read_bytes()))


def test_the_second_scenario_warns_about_the_special_holiday_and_keeps_the_deadline(demo_run: DemoRun) -> None:
    assert "วันศุกร์ที่ ๓๐ ธันวาคม ๒๕๖๕ (2022-12-30), is not a working day: วันหยุดพิเศษ" in demo_run.result.stdout
    covering = demo_run.letter(circular="info-2565", stage="forwarding")
    assert covering["deadline"] == "2022-12-30"
    enclosed = covering["encloses"][0]  # type: ignore[index]
    original = demo_run.letter(circular="info-2565", stage="original")
    assert (enclosed["file"], enclosed["sha256"]) == (original["file"], original["sha256"])


def test_every_file_of_the_index_is_there_with_its_hash_and_no_other(demo_run: DemoRun) -> None:
    found = {file.name for file in (demo_run.folder / "letters").glob("*.docx")}
    assert found == {entry["file"] for entry in demo_run.index}
    for entry in demo_run.index:
        assert hashlib.sha256(demo_run.data(entry)).hexdigest() == entry["sha256"]


def test_registers_run_on_without_gaps_from_where_they_were_carried_on(demo_run: DemoRun) -> None:
    carried_on = {
        "2563-DLA-send_circular": [1704, 2742],
        "2565-DLA-send_circular": [3972],
        "2563-54-send_circular": [2639, 4190, 4517],
        "2565-54-send_circular": [4797],
        "2565-54-receive": [4343],
    }
    files = {file.stem: file for file in (demo_run.folder / "registers").glob("*.csv")}
    for name, file in files.items():
        numbers = [int(next(iter(row.values()))) for row in rows(file)]
        begins = carried_on.get(name, [1])
        assert numbers[0] == begins[0], name
        assert all(n == before + 1 or n in begins for before, n in pairwise(numbers)), name
    assert carried_on.keys() <= files.keys()


def test_every_event_is_a_step_of_the_state_table(demo_run: DemoRun) -> None:
    for event in rows(demo_run.folder / "events.csv"):
        step = transition(Noun(event["noun"]), event["action"])
        assert event["from"] in step.sources
        assert event["to"] == step.target


def test_nobody_is_named_twice_or_after_having_done_it(demo_run: DemoRun) -> None:
    done_in_august = {
        r["unit"] for r in rows(_sample("sample-outcomes-2563-08-20.csv")) if r["outcome"] in ("complete", "nil")
    }
    names = {r["unit"]: r["name"] for r in rows(demo_run.folder / "status.csv")}
    entry = demo_run.letter(circular="info-2563", stage="reminder")
    table = Document(io.BytesIO(demo_run.data(entry))).tables[-1]
    listed = [(row.cells[2].text, row.cells[1].text) for row in table.rows[1:]]
    assert len(listed) == len(set(listed))
    assert not {name for name, _ in listed} & {names[code] for code in done_in_august if len(code) > 2}


def _sample(name: str) -> Path:
    return ROOT / "config" / "scenarios" / name


def test_the_same_input_gives_byte_identical_letters(demo_run: DemoRun, tmp_path: Path) -> None:
    again = DemoRun(tmp_path / "again")
    assert [(e["file"], e["sha256"]) for e in again.index] == [(e["file"], e["sha256"]) for e in demo_run.index]
    assert all(
        again.data(mine) == demo_run.data(theirs) for mine, theirs in zip(again.index, demo_run.index, strict=True)
    )


def test_a_folder_that_is_not_a_demos_is_never_emptied(tmp_path: Path) -> None:
    (tmp_path / "precious.txt").write_text("mine")
    refused = DemoRun(tmp_path)
    assert refused.result.exit_code == 2
    assert (tmp_path / "precious.txt").read_text() == "mine"


def test_all_printed_digits_are_thai_but_in_addresses(demo_run: DemoRun) -> None:
    for entry in demo_run.index:
        words = " ".join(paragraphs(demo_run.data(entry))).split()
        assert not [w for w in words if any(c in "0123456789" for c in w) and not re.match(r"wian\.example/|\S+@", w)]


@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml", "word/settings.xml"])
def test_every_letter_is_a_whole_word_package(demo_run: DemoRun, part: str) -> None:
    for entry in demo_run.index:
        with zipfile.ZipFile(io.BytesIO(demo_run.data(entry))) as package:
            assert package.testzip() is None
            assert part in package.namelist()
