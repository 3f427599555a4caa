"""Letters that tell a decision or an end: more time or none, called off, replaced."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import Connection, select

from runtime.services import Services
from tests.support import sweeps
from tests.support.circular_steps import (
    CIRCULAR_FILES,
    DISTRICT,
    PAO,
    PROVINCE,
    SAO,
    TOWN,
    acknowledge,
    act,
    issue,
    outcomes,
    pass_on,
    reach_offices,
    states,
)
from tests.support.sweeps import FIRST, SECOND, approve, deadline_of, find, made, sweep
from workflow.cascade import cancel as cancellation
from workflow.circulars.circular import Circular
from workflow.errors import NotAllowedError, WianError
from workflow.letters.issue import IssuedLetter
from workflow.letters.issued import letter_received
from workflow.letters.printer import LetterPrinter
from workflow.progress import extension as extension_module
from workflow.progress.acknowledge import Receipt, acknowledge_letter
from workflow.progress.extension import UNRECORDED, PageRequest, RequestLetter
from workflow.registry import lookup
from workflow.registry.lookup import Office
from workflow.store import tables as t
from workflow.thai.spacing import squash

GRANTED = "2020-09-10 09:00"
ASKED, EARLIER = RequestLetter("พร ๐๔๒๓/55", date(2020, 9, 1)), RequestLetter("พร ๐๔๒๓/๕", date(2020, 8, 20))
DEPARTMENT = "กรมส่งเสริมการปกครองท้องถิ่น"
UPSTREAM = f"หนังสือ{DEPARTMENT} ที่ มท ๐๘๑๐.๒/ว ๑ ลงวันที่ ๑๙ พฤษภาคม ๒๕๖๓"
COVERING = "หนังสือจังหวัดแพร่ ที่ พร ๐๐๒๓.๑/ว ๑ ลงวันที่ ๒๙ พฤษภาคม ๒๕๖๓"
NEW = "วันศุกร์ที่ ๑๖ ตุลาคม ๒๕๖๓"
T = TypeVar("T")
Work = Callable[[Connection], T]


@pytest.fixture
def circular(services: Services) -> Circular:
    return sweeps.ready(services)


def done(services: Services, work: Work[T]) -> T:
    """One transaction."""
    with services.database.write() as conn:
        return work(conn)


def refused(services: Services, problem: str, work: Work[object]) -> None:
    """What is refused in plain words, leaving every row and file as it was."""
    before, files = sweeps.snapshot(services), letter_files(services)
    with pytest.raises(WianError, match=problem):
        done(services, work)
    assert (sweeps.snapshot(services), letter_files(services)) == (before, files)


def letter_files(services: Services) -> set[Path]:
    return set(sweeps.letters_folder(services).rglob("*.*"))


def unit(conn: Connection, code: str) -> Office:
    return lookup.by_code(conn, code)


def granting(
    services: Services,
    circular: Circular,
    code: str,
    new: str = "2020-10-16",
    at: str = GRANTED,
    request: RequestLetter | PageRequest | None = None,
    why: str = "น้ำท่วม",
) -> Work[IssuedLetter]:
    day, now = date.fromisoformat(new), act(at, why=why)
    return lambda conn: extension_module.grant(conn, circular, unit(conn, code), day, services.printer, now, request)


def refusing(
    services: Services,
    circular: Circular,
    code: str,
    because: str = "ต้องรวบรวมข้อมูลภายในกำหนด",
    at: str = GRANTED,
    request: RequestLetter | PageRequest = UNRECORDED,
) -> Work[IssuedLetter]:
    return lambda conn: extension_module.refuse(
        conn, circular, unit(conn, code), services.printer, act(at), request, because
    )


def cancelling(
    services: Services, circular: Circular, because: str = "", at: str = GRANTED
) -> Work[tuple[int, IssuedLetter]]:
    return lambda conn: cancellation.cancel(conn, circular, services.printer, act(at, why="called off"), because)


def passing_on(services: Services, circular: Circular, code: str, at: str = "2020-09-11 09:00") -> Work[IssuedLetter]:
    return lambda conn: cancellation.pass_on_end(
        conn, sweeps.again(services, circular), unit(conn, code), services.printer, act(at)
    )


def replacing(
    services: Services, old: Circular, new: Circular, at: str = "2020-08-21 09:00"
) -> Work[tuple[int, IssuedLetter]]:
    return lambda conn: cancellation.replace(conn, old, new, services.printer, act(at))


def read(services: Services, issued: IssuedLetter) -> str:
    return sweeps.text(services, issued.letter_id)


def test_who_gets_more_time_is_told_so_by_the_level_above_it(services: Services, circular: Circular) -> None:
    issued = done(services, granting(services, circular, DISTRICT, request=ASKED))
    assert sweeps.addressed(services, issued.letter_id) == [DISTRICT]
    assert squash(issued.number) == "พร ๐๐๒๓.๑/๑"  # one addressee: no ว
    for code in (DISTRICT, SAO):
        assert deadline_of(services, circular, code) == (date(2020, 10, 16), 2)
    assert deadline_of(services, circular, PROVINCE) == deadline_of(services, circular, TOWN) == (date(2020, 8, 31), 1)
    text = read(services, issued)
    assert f"เรื่อง การขอขยายระยะเวลา{circular.subject}" in text
    assert "เรียน นายอำเภอสอง" in text
    assert "อ้างถึง หนังสืออำเภอสอง ที่ พร ๐๔๒๓/๕๕ ลงวันที่ ๑ กันยายน ๒๕๖๓" in text
    assert f"ตามหนังสือที่อ้างถึง อำเภอสองขอขยายระยะเวลา{circular.subject} นั้น" in text
    assert f"จังหวัดแพร่พิจารณาแล้ว ไม่ขัดข้อง โดยให้ขยายระยะเวลาออกไปจนถึง{NEW}" in text
    (row,) = find(services, circular, "extension")
    assert (row["cites"], row["deadline"], row["reason"]) == ([], date(2020, 10, 16), "น้ำท่วม")


def test_without_a_request_the_letter_cites_what_brought_the_circular(services: Services, circular: Circular) -> None:
    text = read(services, done(services, granting(services, circular, TOWN)))
    assert f"อ้างถึง {COVERING}" in text
    assert "ภายในวันจันทร์ที่ ๓๑ สิงหาคม ๒๕๖๓ นั้น" in text
    assert f"เห็นควรขยายระยะเวลาออกไปจนถึง{NEW}" in text
    (cite,) = find(services, circular, "extension")[0]["cites"]
    assert cite["letter_id"] == find(services, circular, "forwarding")[0]["id"]


def test_a_second_extension_tells_the_deadline_of_the_letter_it_cites(services: Services, circular: Circular) -> None:
    done(services, granting(services, circular, PROVINCE))
    again = read(services, done(services, granting(services, circular, TOWN, "2020-11-30", "2020-10-12 09:00")))
    assert f"อ้างถึง {COVERING}" in again
    assert "ภายในวันจันทร์ที่ ๓๑ สิงหาคม ๒๕๖๓ นั้น" in again  # that letter never said ๑๖ ตุลาคม
    assert "ออกไปจนถึงวันจันทร์ที่ ๓๐ พฤศจิกายน ๒๕๖๓" in again
    assert "๑๖ ตุลาคม" not in again


def test_more_time_for_the_whole_country_is_one_circular_letter_to_all_governors(
    services: Services, circular: Circular
) -> None:
    issued = done(services, granting(services, circular, "DLA"))
    assert squash(issued.number) == "มท ๐๘๑๐.๒/ว ๒"
    assert len(sweeps.addressed(services, issued.letter_id)) == 76
    assert "เรียน ผู้ว่าราชการจังหวัด ทุกจังหวัด" in read(services, issued)
    for code in ("DLA", "11", PROVINCE, SAO):
        assert deadline_of(services, circular, code) == (date(2020, 10, 16), 2)
    assert len(find(services, circular, "extension")) == 1


def test_a_letter_that_cannot_be_issued_leaves_the_deadline_as_it_was(services: Services, circular: Circular) -> None:
    nowhere = LetterPrinter(
        services.settings.letters.templates, services.settings.letters.emblem, Path("/dev/null/letters")
    )
    new, now = date(2020, 10, 16), act(GRANTED, why="น้ำท่วม")
    refused(
        services,
        "cannot be written",
        lambda conn: extension_module.grant(conn, circular, unit(conn, DISTRICT), new, nowhere, now),
    )
    assert deadline_of(services, circular, DISTRICT) == (date(2020, 8, 31), 1)
    assert sweeps.numbers(services, "send") == []


def test_an_extension_that_is_none_changes_nothing(services: Services, circular: Circular) -> None:
    refused(services, "only moved for a reason", granting(services, circular, DISTRICT, why=" "))
    for new in ("2020-08-31", "2020-09-10"):
        refused(services, "must be after", granting(services, circular, DISTRICT, new))


def test_who_has_not_been_sent_the_circular_is_not_written_to_about_it(services: Services) -> None:
    circular = issue(services)
    refused(services, "จังหวัดแพร่ has not sent the circular to นายอำเภอสอง yet", granting(services, circular, DISTRICT))
    answer = done(services, granting(services, circular, DISTRICT, request=ASKED))
    assert "ตามหนังสือที่อ้างถึง อำเภอสองขอขยายระยะเวลา" in read(services, answer)


def test_a_request_can_be_refused_and_the_deadline_stays(services: Services, circular: Circular) -> None:
    because = "ได้ขยายระยะเวลามาแล้ว"
    issued = done(services, refusing(services, circular, DISTRICT, because, "2020-08-24 09:00", EARLIER))
    assert squash(issued.number) == "พร ๐๐๒๓.๑/๑"
    assert sweeps.addressed(services, issued.letter_id) == [DISTRICT]
    text = read(services, issued)
    assert f"เรื่อง การขอขยายระยะเวลา{circular.subject}" in text
    assert "อ้างถึง หนังสืออำเภอสอง ที่ พร ๐๔๒๓/๕ ลงวันที่ ๒๐ สิงหาคม ๒๕๖๓" in text
    assert "จังหวัดแพร่พิจารณาแล้ว ไม่อาจขยายระยะเวลาให้ได้ เนื่องจากได้ขยายระยะเวลามาแล้ว จึงขอให้" in text
    assert "ภายในวันจันทร์ที่ ๓๑ สิงหาคม ๒๕๖๓ ตามกำหนดเดิม" in text
    assert "โดยด่วน" not in text
    assert deadline_of(services, circular, DISTRICT) == (date(2020, 8, 31), 1)


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("2020-08-31 16:00", "ดำเนินการให้แล้วเสร็จ ภายในวันจันทร์ที่ ๓๑ สิงหาคม ๒๕๖๓ ตามกำหนดเดิม"),
        ("2020-09-01 08:00", "เร่งดำเนินการให้แล้วเสร็จโดยด่วน"),
    ],
)
def test_after_the_deadline_a_refusal_asks_for_haste_and_until_then_for_the_day(
    services: Services, circular: Circular, at: str, words: str
) -> None:
    text = read(services, done(services, refusing(services, circular, TOWN, at=at)))
    assert f"จึงขอให้{words}\nจึงเรียนมาเพื่อทราบและดำเนินการ" in text
    # No letter of the office is known, so none is cited.
    assert "ตามที่เทศบาลเมืองแพร่ขอขยายระยะเวลา" in text and "อ้างถึง" not in text
    assert find(services, circular, "refusal")[0]["cites"] == []


def test_a_request_made_on_a_page_is_cited_as_such_and_less_time_is_said(
    services: Services, circular: Circular
) -> None:
    asked = PageRequest(date(2020, 10, 30), date(2020, 8, 20))
    text = read(services, done(services, granting(services, circular, TOWN, request=asked)))
    asked_for = "เป็นภายในวันศุกร์ที่ ๓๐ ตุลาคม ๒๕๖๓ ผ่านระบบแจ้งเวียนหนังสือ เมื่อวันที่ ๒๐ สิงหาคม ๒๕๖๓ นั้น"
    assert asked_for in text and "อ้างถึง" not in text
    assert f"จังหวัดแพร่พิจารณาแล้ว เห็นควรให้ขยายระยะเวลาได้ถึง{NEW}" in text


def test_a_refusal_gives_its_reason_once_and_is_none_without(services: Services, circular: Circular) -> None:
    for because in ("", " เนื่องจาก "):
        refused(services, "a refusal says why", refusing(services, circular, TOWN, because))
    text = read(services, done(services, refusing(services, circular, TOWN, "เนื่องจากระบบปิดรับข้อมูล")))
    assert "ไม่อาจขยายระยะเวลาให้ได้ เนื่องจากระบบปิดรับข้อมูล จึงขอให้" in text


def test_a_unit_is_refused_once_for_each_deadline_and_others_beside_it(services: Services, circular: Circular) -> None:
    done(services, refusing(services, circular, TOWN))
    refused(
        services, "จังหวัดแพร่ has sent this letter already", refusing(services, circular, TOWN, at="2020-09-11 09:00")
    )
    done(services, refusing(services, circular, PAO))
    done(services, granting(services, circular, TOWN))
    done(services, refusing(services, circular, TOWN, at="2020-10-12 09:00"))
    assert sweeps.numbers(services, "send") == [1, 2, 3, 4]


def test_words_that_cannot_be_printed_and_a_circular_that_is_over_are_refused(
    services: Services, circular: Circular
) -> None:
    unprintable = "the reason cannot be printed: .*'2' is written in Arabic"
    refused(services, unprintable, refusing(services, circular, TOWN, "ขอครั้งที่ 2"))
    refused(services, "the reason cannot be printed", cancelling(services, circular, "ตามระเบียบ 2563"))
    refused(services, "has issued the circular itself", refusing(services, circular, "DLA"))
    outcomes(services, circular, sweeps.all_but(services, circular, []), "2020-09-01 09:00")
    assert sweep(services, "2020-09-01 10:00").closed
    for work in (
        refusing(services, circular, TOWN),
        granting(services, circular, TOWN),
        cancelling(services, circular),
    ):
        refused(services, "'info-2563' is closed", work)


def test_a_cancellation_goes_to_all_the_circular_went_to(services: Services, circular: Circular) -> None:
    (draft,) = sweep(services, FIRST).made
    count, issued = done(services, cancelling(services, circular, "มีระเบียบใหม่ใช้บังคับแล้ว"))
    assert count == 169
    assert sweeps.again(services, circular).state == "cancelled"
    assert set(states(services, circular).values()) == {"cancelled"}
    assert find(services, circular, "first")[0]["state"] == "discarded"
    assert len(sweeps.addressed(services, issued.letter_id)) == 76
    assert squash(issued.number) == "มท ๐๘๑๐.๒/ว ๒"
    text = read(services, issued)
    assert f"เรื่อง ขอยกเลิก{circular.subject}" in text
    assert f"อ้างถึง {UPSTREAM}" in text
    assert "เนื่องจากมีระเบียบใหม่ใช้บังคับแล้ว จึงขอยกเลิกหนังสือที่อ้างถึง" in text
    refused(services, "is cancelled", cancelling(services, circular))
    with pytest.raises(NotAllowedError, match="is cancelled"):
        approve(services, draft.letter_id, "2020-09-11 09:00")


def test_a_cancellation_that_cannot_be_written_leaves_the_circular_open(services: Services, circular: Circular) -> None:
    nowhere = LetterPrinter(
        services.settings.letters.templates, services.settings.letters.emblem, Path("/dev/null/letters")
    )
    sweep(services, FIRST)
    now = act(GRANTED, why="called off")
    refused(services, "cannot be written", lambda conn: cancellation.cancel(conn, circular, nowhere, now))
    assert sweeps.again(services, circular).state == "open"


def test_a_province_that_has_passed_it_on_tells_those_below_and_they_theirs(
    services: Services, circular: Circular
) -> None:
    refused(services, "has had no letter that 'info-2563' is called off", passing_on(services, circular, PROVINCE))
    _, told = done(services, cancelling(services, circular))
    refused(services, "อำเภอสอง has had no letter", passing_on(services, circular, DISTRICT))
    refused(services, "จังหวัดสมุทรปราการ had not passed 'info-2563' on", passing_on(services, circular, "11"))
    issued = done(services, passing_on(services, circular, PROVINCE))
    text = read(services, issued)
    assert f"อ้างถึง {COVERING}" in text
    upstream = f"หนังสือ{DEPARTMENT} ที่ {squash(told.number)} ลงวันที่ ๑๐ กันยายน ๒๕๖๓"
    assert f"สิ่งที่ส่งมาด้วย สำเนา{upstream} จำนวน ๑ ชุด" in text
    assert f"{DEPARTMENT}แจ้งยกเลิก{circular.subject} จึงขอยกเลิกหนังสือที่อ้างถึง" in text
    row = next(row for row in find(services, circular, "cancellation") if row["id"] == issued.letter_id)
    assert [enclosed["letter_id"] for enclosed in row["encloses"]] == [told.letter_id]
    assert len(sweeps.addressed(services, issued.letter_id)) == 10
    below = done(services, passing_on(services, circular, DISTRICT, "2020-09-12 09:00"))
    assert f"สำเนาหนังสือจังหวัดแพร่ ที่ {squash(issued.number)}" in read(services, below)
    assert len(sweeps.addressed(services, below.letter_id)) == 9
    refused(services, "has sent this letter already", passing_on(services, circular, PROVINCE))


def test_a_province_tells_the_deadline_its_own_covering_letter_had(services: Services) -> None:
    circular = issue(services)
    sweeps.extend(services, circular, PROVINCE, "2020-10-16", "2020-06-01 09:00")
    reach_offices(services, circular, "2020-06-02 09:00")
    done(services, cancelling(services, circular))
    text = read(services, done(services, passing_on(services, circular, PROVINCE)))
    assert f"ภายใน{NEW} นั้น" in text


def newer(services: Services, folder: Path, code: str = "info-new", deadline: str = "วันพุธที่ ๓๐ ธันวาคม ๒๕๖๓") -> Circular:
    """A circular of the same department that asks for the same by another day."""
    content = (CIRCULAR_FILES / "info-2563.yaml").read_text(encoding="utf-8")
    content = content.replace("code: info-2563", f"code: {code}").replace("วันจันทร์ที่ ๓๑ สิงหาคม ๒๕๖๓", deadline)
    path = folder / f"{code}.yaml"
    path.write_text(content, encoding="utf-8")
    return issue(services, path, at="2020-08-20 10:00")


def test_a_circular_is_replaced_by_another_which_the_letter_encloses(
    services: Services, circular: Circular, tmp_path: Path
) -> None:
    new = newer(services, tmp_path)
    count, issued = done(services, replacing(services, circular, new))
    assert count == 169
    assert (sweeps.again(services, circular).state, sweeps.again(services, new).state) == ("cancelled", "open")
    assert squash(issued.number) == "มท ๐๘๑๐.๒/ว ๓"
    text = read(services, issued)
    number = "มท ๐๘๑๐.๒/ว ๒ ลงวันที่ ๒๐ สิงหาคม ๒๕๖๓"
    assert f"เรื่อง ขอยกเลิก{circular.subject}และให้ใช้หนังสือฉบับใหม่แทน" in text
    assert f"อ้างถึง {UPSTREAM}" in text
    assert f"สิ่งที่ส่งมาด้วย สำเนาหนังสือ{DEPARTMENT} ที่ {number} จำนวน ๑ ชุด" in text
    assert f"บัดนี้ {DEPARTMENT}ได้มีหนังสือ ที่ {number}" in text
    assert "ภายในวันจันทร์ที่ ๓๑ สิงหาคม ๒๕๖๓ นั้น" in text
    assert "โดยดำเนินการให้แล้วเสร็จ ภายในวันพุธที่ ๓๐ ธันวาคม ๒๕๖๓" in text
    (row,) = find(services, circular, "replacement")
    assert [enclosed["letter_id"] for enclosed in row["encloses"]] == [find(services, new, "original")[0]["id"]]
    assert f"แจ้งยกเลิก{circular.subject}" in read(services, done(services, passing_on(services, circular, PROVINCE)))


def test_only_an_open_circular_is_replaced_and_only_by_another_open_one_of_the_same_issuer(
    services: Services, circular: Circular, tmp_path: Path
) -> None:
    cannot = "cannot replace 'info-2563'"
    refused(services, cannot, replacing(services, circular, circular))
    called_off = newer(services, tmp_path, "called-off")
    done(services, cancelling(services, called_off))
    refused(services, cannot, replacing(services, circular, sweeps.again(services, called_off)))
    refused(services, "is cancelled", replacing(services, sweeps.again(services, called_off), circular))
    foreign = Circular(**{**vars(newer(services, tmp_path)), "issuer_id": -1})
    refused(services, cannot, replacing(services, circular, foreign))


def test_a_circular_replaced_by_one_with_an_earlier_deadline_is_replaced_all_the_same(
    services: Services, circular: Circular, tmp_path: Path
) -> None:
    new = newer(services, tmp_path, deadline="วันศุกร์ที่ ๒๘ สิงหาคม ๒๕๖๓")
    _, issued = done(services, replacing(services, circular, new))
    assert "ภายในวันศุกร์ที่ ๒๘ สิงหาคม ๒๕๖๓" in read(services, issued)


def test_nobody_is_told_to_follow_a_new_circular_by_a_day_gone_by(
    services: Services, circular: Circular, tmp_path: Path
) -> None:
    new = newer(services, tmp_path, deadline="วันศุกร์ที่ ๒๘ สิงหาคม ๒๕๖๓")
    refused(services, "its deadline 2020-08-28 has passed", replacing(services, circular, new, "2020-08-29 09:00"))


def test_notices_neither_count_as_follow_ups_nor_stand_in_their_way(services: Services, circular: Circular) -> None:
    done(services, refusing(services, circular, TOWN, at="2020-09-01 09:00"))
    approve(services, sweep(services, FIRST).made[0].letter_id, FIRST)
    done(services, granting(services, circular, DISTRICT))
    (second,) = sweep(services, SECOND).made
    approve(services, second.letter_id, SECOND)
    assert made(sweep(services, "2020-10-21 09:00")) == [
        ("second", "จังหวัดแพร่", 9),
        ("final", "จังหวัดแพร่", 75),
    ]
    own = next(row for row in find(services, circular, "second") if row["deadline_version"] == 2)
    approve(services, own["id"], "2020-10-21 09:00")
    texts = [sweeps.text(services, letter) for letter in (second.letter_id, own["id"])]
    assert all("จึงขอติดตามเป็นครั้งที่ ๒ และ" in text for text in texts)
    first = squash(find(services, circular, "first")[0]["number"])
    by = "สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัดแพร่"  # which sealed it
    assert f"ตามหนังสือ{by} ด่วน ที่ {first} ลงวันที่ ๙ กันยายน ๒๕๖๓" in texts[0]
    # Those who got more time are reminded by the letter that told them so.
    assert "ภายในวันศุกร์ที่ ๑๖ ตุลาคม ๒๕๖๓ นั้น" in texts[1] and "ล่วงเลยกำหนดเวลาที่ขยายให้แล้ว" in texts[1]


def test_a_notice_is_never_taken_for_the_letter_that_brought_the_circular(services: Services) -> None:
    circular = issue(services)
    done(services, granting(services, circular, PROVINCE, "2020-10-16", "2020-05-20 09:00"))
    asked = RequestLetter("พร ๐๔๒๓/๕", date(2020, 5, 19))
    done(services, granting(services, circular, DISTRICT, "2020-10-20", "2020-05-20 10:00", asked))
    with services.database.read() as conn:
        assert letter_received(conn, circular.id, unit(conn, PROVINCE).id).stage == "original"
        with pytest.raises(NotAllowedError, match="has not sent the circular"):
            letter_received(conn, circular.id, unit(conn, DISTRICT).id)
    acknowledge(services, circular, PROVINCE, at="2020-05-29 09:00")
    text = sweeps.text(services, pass_on(services, circular, PROVINCE, "2020-05-29 10:00").letter_id)
    assert f"สำเนา{UPSTREAM}" in text
    assert f"ภายใน{NEW}" in text


def receipt_of(services: Services, circular: Circular, code: str, letter: int, at: str) -> Receipt:
    return done(
        services,
        lambda conn: acknowledge_letter(conn, circular, unit(conn, code), letter, act(at), "saraban officer"),
    )


def test_a_notice_is_received_like_any_letter_also_after_the_end_of_its_circular(
    services: Services, circular: Circular
) -> None:
    extension = done(services, granting(services, circular, TOWN)).letter_id
    _, cancelled = done(services, cancelling(services, circular))
    before = states(services, circular)
    assert receipt_of(services, circular, TOWN, extension, "2020-09-14 09:00").number == "1"
    assert receipt_of(services, circular, PROVINCE, cancelled.letter_id, "2020-09-14 09:00").number == "2"
    assert states(services, circular) == before
    with pytest.raises(NotAllowedError, match="was not addressed to เทศบาลเมืองแพร่"):
        receipt_of(services, circular, TOWN, cancelled.letter_id, "2020-09-14 10:00")


def test_notices_take_the_next_numbers_of_the_senders_registers(services: Services, circular: Circular) -> None:
    done(services, granting(services, circular, TOWN))
    done(services, refusing(services, circular, PAO))
    done(services, granting(services, circular, SAO))
    done(services, granting(services, circular, PROVINCE, "2020-10-20"))
    done(services, cancelling(services, circular))
    numbers = select(t.letters.c.number).where(t.letters.c.kind == "notice").order_by(t.letters.c.id)
    with services.database.read() as conn:
        found = [squash(number) for number in conn.scalars(numbers)]
    assert found == ["พร ๐๐๒๓.๑/๑", "พร ๐๐๒๓.๑/๒", "พร ๐๐๒๓.๙/๑", "มท ๐๘๑๐.๒/๑", "มท ๐๘๑๐.๒/ว ๒"]


def test_a_level_that_cannot_write_letters_gives_no_time_in_a_letter(services: Services) -> None:
    with services.database.write() as conn:
        conn.execute(t.units.update().where(t.units.c.code == DISTRICT).values(prefix=""))
    circular = issue(services)
    refused(services, "has no letter-number prefix", granting(services, circular, SAO, request=ASKED))
