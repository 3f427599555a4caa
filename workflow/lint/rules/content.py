"""The content of Wian's own letters: every statement is one that its data supports."""

from collections.abc import Iterator

from workflow.lint.anatomy.letter import Letter
from workflow.lint.findings import LetterContext, Seen, SupportedStatements
from workflow.lint.word.paragraphs import Paragraph
from workflow.thai.dates import thai_date_weekday
from workflow.thai.digits import thai_digits
from workflow.thai.spacing import squash
from workflow.thai.statements import Statement, StatementKind, days_to_do_by


def counts(letter: Letter, context: LetterContext) -> Iterator[Seen]:
    """A count is the list's: missing, incorrect, both together, or of how many; ทั้ง and รวม are of the list."""
    supported = _supported(context)
    if not supported.count:
        return
    by_word = {"รวม": (supported.count,), "จากทั้งหมด": (supported.total,), "ทั้ง": (supported.count,)}
    any_count = (supported.count, supported.missing, supported.incorrect)
    for paragraph, statement in _of_kind(letter, "count"):
        right = by_word.get(statement.word, any_count)
        if statement.number not in right:
            expected = " or ".join(f"{thai_digits(number)} แห่ง" for number in dict.fromkeys(right) if number)
            yield Seen(paragraph.place, "this count is not the list's", statement.piece, expected)
        elif statement.word == "ทั้ง" and supported.count != supported.total:
            expected = f"จำนวน {thai_digits(supported.count)} แห่ง จากทั้งหมด {thai_digits(supported.total)} แห่ง"
            yield Seen(paragraph.place, "not all of them lag", statement.piece, expected)


def many(letter: Letter, context: LetterContext) -> Iterator[Seen]:
    """จำนวนมาก stands only at the ladder's share and for ten offices at least."""
    supported = _supported(context)
    for paragraph, statement in _of_kind(letter, "many") if supported.count and not supported.many else ():
        yield Seen(paragraph.place, "these are not many", statement.piece, f"จำนวน {thai_digits(supported.count)} แห่ง")


def days_late(letter: Letter, context: LetterContext) -> Iterator[Seen]:
    """A number of days late is counted from the deadline that the addressees were told."""
    right = _supported(context).days_late
    for paragraph, statement in _of_kind(letter, "days late"):
        if statement.number != right:
            expected = f"{thai_digits(right)} วัน" if right else "no number of days"
            yield Seen(paragraph.place, "the days are not counted from the deadline told", statement.piece, expected)


def passed(letter: Letter, context: LetterContext) -> Iterator[Seen]:
    """A deadline is called passed only after it has ended, and by data that are newer."""
    if _supported(context).passed:
        return
    for paragraph, statement in (*_of_kind(letter, "passed"), *_of_kind(letter, "days late")):
        problem = "the deadline has not ended, or the data are older than it"
        yield Seen(paragraph.place, problem, statement.piece, "ตรวจสอบข้อมูล ณ วันที่ …")


def deadlines(letter: Letter, context: LetterContext) -> Iterator[Seen]:
    """A day to do it by is the letter's deadline, or one that the addressees were told."""
    known = _supported(context).deadlines
    for paragraph in letter.body if known else ():
        for found in days_to_do_by(paragraph.plain):
            if found.value and found.value not in known:
                expected = " or ".join(squash(thai_date_weekday(day)) for day in sorted(known))
                yield Seen(paragraph.place, "this is not the deadline of the letter", found.text, expected)


def cited(letter: Letter, context: LetterContext) -> Iterator[Seen]:
    """A letter that the text names is cited or enclosed by this one, or named by the circular."""
    known = _supported(context).numbers
    for paragraph, statement in _of_kind(letter, "number"):
        if statement.value not in known:
            expected = ", ".join(sorted(known)) or "none"
            yield Seen(paragraph.place, "there is no such letter under this circular", statement.piece, expected)


def everybody(letter: Letter, context: LetterContext) -> Iterator[Seen]:
    """ครบทุกแห่ง only if nobody was excused or left over."""
    for paragraph, statement in _of_kind(letter, "everybody") if not _supported(context).everybody else ():
        yield Seen(paragraph.place, "some were excused", statement.piece, "ดำเนินการแล้วเสร็จ")


def urgency(letter: Letter, context: LetterContext) -> Iterator[Seen]:
    """The urgency is not below the circular's; letters of thanks bear none."""
    least = _supported(context).urgency
    printed = letter.text("urgency") or (letter.urgent[0].text.strip() if letter.urgent else "")
    if least and _GRADES.index(least) > (_GRADES.index(printed) if printed in _GRADES else 0):
        yield Seen("the urgency", "it is below the circular's", printed, least)


_GRADES = ("", "ด่วน", "ด่วนมาก", "ด่วนที่สุด")


def _supported(context: LetterContext) -> SupportedStatements:
    return context.supported or SupportedStatements()


def _of_kind(letter: Letter, kind: StatementKind) -> Iterator[tuple[Paragraph, Statement]]:
    return ((paragraph, statement) for paragraph, statement in letter.statements if statement.kind == kind)
