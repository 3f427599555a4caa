"""A covering letter before it is issued: as it would be, and put in the office's own words.

What may be corrected are the subject, the paragraphs of the text, and who signs. All else follows from the circular:
number, date, addressees, enclosures, the deadline. What was corrected is kept with the letter's facts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from workflow.act import Act
from workflow.circulars.circular import Circular
from workflow.circulars.tree import below
from workflow.errors import WordingError
from workflow.letters import issue as letter_issue
from workflow.letters.covering import covering
from workflow.letters.draft import LetterDraft
from workflow.letters.facts import numbered
from workflow.letters.issued import letter_received
from workflow.letters.printer import LetterPrinter
from workflow.letters.proofread import addressees_of_cited, context_of
from workflow.letters.text import Passage, passages
from workflow.lint import Finding, lint
from workflow.localtime import local_date
from workflow.registers.numbers import reference_form
from workflow.registry.lookup import Office
from workflow.registry.signers import Signer, signer_for
from workflow.thai.dates import WEEKDAYS, FoundDate, find_dates, thai_date_weekday
from workflow.thai.digits import thai_digits
from workflow.thai.mistakes import check_text, with_thai_digits
from workflow.thai.spacing import squash, visible

MOST_PARAGRAPHS = 12
_LONGEST, _LONGEST_SUBJECT = 3_000, 400


@dataclass(frozen=True)
class Wording:
    """A covering letter in the office's own words. An empty subject or no paragraphs leave what was prepared."""

    subject: str = ""
    body: tuple[str, ...] = ()


AS_PREPARED = Wording()
"""Nothing is corrected."""


@dataclass(frozen=True)
class PreparedLetter:
    """A covering letter as it would be: its text and its file, without number and date.

    `findings` is what the linter says of it; with an error among them it is not issued. `body` are the paragraphs
    that may be corrected.
    """

    subject: str
    receiver: str
    deadline: date
    body: Sequence[str]
    passages: Sequence[Passage]
    data: bytes
    findings: Sequence[Finding]
    addressed: int


def worded(subject: str, paragraphs: Sequence[str]) -> Wording:
    """What an officer typed as it is printed: Thai digits, one line a paragraph, without empty ones.

    Raises WordingError for what is too long, and for a date whose weekday is wrong or that does not exist.
    """
    plain = [text for text in (with_thai_digits(visible(paragraph)) for paragraph in paragraphs) if text]
    title = with_thai_digits(visible(subject))
    if len(title) > _LONGEST_SUBJECT:
        problem = f"the subject has {len(title)} characters; expected at most {_LONGEST_SUBJECT}"
        raise WordingError(problem, f"เรื่องยาวเกินไป ใช้ได้ไม่เกิน {thai_digits(_LONGEST_SUBJECT)} ตัวอักษร")
    if len(plain) > MOST_PARAGRAPHS or any(len(text) > _LONGEST for text in plain):
        problem = f"at most {MOST_PARAGRAPHS} paragraphs of at most {_LONGEST} characters are expected"
        most, longest = thai_digits(MOST_PARAGRAPHS), thai_digits(_LONGEST)
        raise WordingError(problem, f"ข้อความยาวเกินไป ใช้ได้ไม่เกิน {most} ย่อหน้า ย่อหน้าละไม่เกิน {longest} ตัวอักษร")
    if len(plain) == 1:
        problem = "a letter has two paragraphs at least: why it is written, and what is asked (ข้อ 11)"
        raise WordingError(problem, "หนังสือต้องมีอย่างน้อยสองย่อหน้า คือ เหตุที่มีหนังสือไป และสิ่งที่ขอให้ดำเนินการ")
    for found in (found for text in (title, *plain) for found in find_dates(text) if found.problem):
        raise WordingError(f"'{found.text}': {found.problem}", _date_fault(found))
    return Wording(title, tuple(plain))


def _date_fault(found: FoundDate) -> str:
    """What is wrong with a date, in Thai."""
    if found.value is None:
        return f"ไม่มีวันที่ “{found.text}” โปรดตรวจวัน เดือน และปีพุทธศักราช"
    return f"“{found.text}” วันไม่ตรงกับวันที่ วันดังกล่าวเป็นวัน{WEEKDAYS[found.value.weekday()]}"


def covering_letter(
    conn: Connection,
    circular: Circular,
    unit: Office,
    act: Act,
    signer: Signer | None = None,
    wording: Wording = AS_PREPARED,
) -> LetterDraft:
    """The covering letter as it would be issued now, with a copy of the letter above.

    A subject of its own puts it in the office's words; otherwise it stays the circular's (saraban.md §4.1). So do
    paragraphs of its own, which otherwise are the template's.

    Raises NotAllowedError if nothing was sent to the unit, and for a signer who may not sign; WordingError for words
    that cannot be printed, and for a text of its own that does not say the deadline.
    """
    subject, body = wording.subject, wording.body
    signer = signer_for(conn, unit, "external", act, signer)
    check_text("the subject", subject, "เรื่อง")
    for place, paragraph in enumerate(body, start=1):
        check_text(f"paragraph {place}", paragraph, f"ย่อหน้าที่ {thai_digits(place)}")
    upstream = letter_received(conn, circular.id, unit.id)
    draft = covering(conn, circular, unit, below(conn, circular, unit), upstream, signer, subject, body)
    if body and draft.deadline not in {found.value for text in body for found in find_dates(text)}:
        day = squash(thai_date_weekday(draft.deadline))
        raise WordingError(f"the text does not say the deadline: {day}", f"ข้อความไม่ได้ระบุกำหนด คือ ภายใน{day}")
    return draft


def prepare(
    conn: Connection,
    circular: Circular,
    unit: Office,
    printer: LetterPrinter,
    act: Act,
    wording: Wording = AS_PREPARED,
    signer: Signer | None = None,
) -> PreparedLetter:
    """The covering letter as it would be issued at that moment; nothing changes.

    Raises as `covering_letter` does.
    """
    draft = covering_letter(conn, circular, unit, act, signer, wording)
    proof = letter_issue.proof(draft, printer, act.now)
    shown = passages(proof.data)
    return PreparedLetter(
        subject=draft.subject,
        receiver=draft.receiver,
        deadline=draft.deadline,
        body=[passage.text for passage in shown if passage.body],
        passages=shown,
        data=proof.data,
        findings=_findings(conn, draft, printer, act),
        addressed=len(draft.addressees),
    )


def _findings(conn: Connection, draft: LetterDraft, printer: LetterPrinter, act: Act) -> list[Finding]:
    """What the linter says of the letter with a number and date on trial, as it asks when the letter is issued."""
    day, form = local_date(act.now), reference_form(draft.sender.unit.prefix, draft.is_circular)
    number = form.replace("{number}", thai_digits(1))
    trial = printer.make(draft.template, numbered(printer.with_page(draft.facts), number, day), act.now)
    return lint(trial.data, context_of(draft, number, day, addressees_of_cited(conn, [draft])))
