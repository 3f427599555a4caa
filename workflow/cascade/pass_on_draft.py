"""The draft of a covering letter, as prepared or in the office's own words.

The office may correct the subject, the paragraphs of the text, and the signer. Number, date, addressees, enclosures
and deadline follow from the circular. Corrections are kept with the letter's facts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from sqlalchemy import Connection

from workflow.act import Act
from workflow.circulars.circular import Circular
from workflow.circulars.tree import below
from workflow.errors import WordingError
from workflow.letters import issue as letter_issue
from workflow.letters.covering import covering
from workflow.letters.draft import LetterDraft
from workflow.letters.issued import letter_received
from workflow.letters.printer import LetterPrinter
from workflow.letters.proofread import trial_findings
from workflow.letters.text import Passage, passages
from workflow.letters.words.draft_check import check_draft_words
from workflow.lint import Finding
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
    """The office's own words; an empty subject or body keeps the prepared one."""

    subject: str = ""
    body: tuple[str, ...] = ()


AS_PREPARED = Wording()
"""The wording without corrections."""


@dataclass(frozen=True)
class PreparedLetter:
    """A covering letter as it would be issued: text and file, without number and date.

    `findings` are the linter's; a letter with an error among them is not issued. `body` has the paragraphs that may
    be corrected.
    """

    subject: str
    receiver: str
    deadline: date
    body: Sequence[str]
    passages: Sequence[Passage]
    data: bytes
    findings: Sequence[Finding]
    addressed: int


def wording_of(subject: str, paragraphs: Sequence[str]) -> Wording:
    """The wording that an officer typed, as it is printed: Thai digits, one line per paragraph, no empty ones.

    Raises WordingError for a too long text, and for a date that does not exist or has the wrong weekday.
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
    """The problem with a date, in Thai."""
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
    """The draft of the covering letter as of now, enclosing the letter from above.

    The subject is the circular's (saraban.md §4.1) and the paragraphs are the template's, unless `wording` has others.

    Raises NotAllowedError if the unit has received no letter, and for a signer who may not sign; WordingError for
    words that cannot be printed, and for a wording without the deadline.
    """
    subject, body = wording.subject, wording.body
    signer = signer_for(conn, unit, "external", act, signer)
    check_text("the subject", subject, "เรื่อง")
    for place, paragraph in enumerate(body, start=1):
        check_text(f"paragraph {place}", paragraph, f"ย่อหน้าที่ {thai_digits(place)}")
    upstream = letter_received(conn, circular.id, unit.id)
    draft = covering(conn, circular, unit, below(conn, circular, unit), upstream, signer, subject, body)
    said = find_dates(" ".join(cast(Sequence[str], draft.facts["body"])))
    if draft.words and draft.deadline not in {found.value for found in said}:
        day = squash(thai_date_weekday(draft.deadline))
        raise WordingError(f"the text does not say the deadline: {day}", f"ข้อความไม่ได้ระบุกำหนด คือ ภายใน{day}")
    check_draft_words(draft)
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
    """The covering letter as it would be issued now; writes nothing.

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
        findings=trial_findings(conn, draft, printer, act),
        addressed=len(draft.addressees),
    )
