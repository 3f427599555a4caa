"""Passing on from a page: the covering letter as it would be, put in other words, approved and sent.

What may be corrected are the subject, the paragraphs of the text, and who signs. All else follows from the circular:
number, date, addressees, enclosures, the deadline. What was corrected is kept with the letter's facts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from workflow.access import links
from workflow.access.links import NewLink
from workflow.access.secret_keys import Keys
from workflow.act import Act
from workflow.cascade import issue
from workflow.circulars.circular import Circular
from workflow.errors import WordingError
from workflow.letters import issue as letter_issue
from workflow.letters.draft import LetterDraft
from workflow.letters.facts import compose_facts, numbered
from workflow.letters.issue import IssuedLetter
from workflow.letters.printer import LetterPrinter
from workflow.letters.proofread import context_of, reached_by_cited
from workflow.letters.text import Passage, passages
from workflow.lint import Finding, lint
from workflow.localtime import local_date
from workflow.registers.numbers import reference_form
from workflow.registry.lookup import Office
from workflow.registry.signers import Signer
from workflow.thai.dates import WEEKDAYS, FoundDate, find_dates
from workflow.thai.digits import thai_digits
from workflow.thai.mistakes import with_thai_digits
from workflow.thai.spacing import visible

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


@dataclass(frozen=True)
class PassedOn:
    """The letter that was issued, and the links of those below who had none."""

    issued: IssuedLetter
    minted: Sequence[NewLink]


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

    Raises as `cascade.covering_letter` does.
    """
    paper = issue.covering_letter(conn, circular, unit, act, signer, wording.subject, wording.body)
    proof = letter_issue.proof(paper, printer, act.now)
    shown = passages(proof.data)
    return PreparedLetter(
        subject=paper.subject,
        receiver=paper.receiver,
        deadline=paper.deadline,
        body=[passage.text for passage in shown if passage.body],
        passages=shown,
        data=proof.data,
        findings=_findings(conn, paper, printer, act),
        addressed=len(paper.addressees),
    )


def approve(
    conn: Connection,
    circular: Circular,
    unit: Office,
    printer: LetterPrinter,
    keys: Keys,
    act: Act,
    expires_on: date,
    wording: Wording = AS_PREPARED,
    signer: Signer | None = None,
) -> PassedOn:
    """Pass the circular on in these words; where it is followed by links, all directly below have one from then on.

    Raises as `cascade.pass_on` does.
    """
    issued = issue.pass_on(conn, circular, unit, printer, act, signer, wording.subject, wording.body)
    minted: Sequence[NewLink] = ()
    if links.are_minted(conn, circular):
        minted = links.mint_below(conn, circular, unit, act, expires_on, keys)
    return PassedOn(issued, minted)


def _findings(conn: Connection, paper: LetterDraft, printer: LetterPrinter, act: Act) -> list[Finding]:
    """What the linter says of the letter with a number and date on trial, as it asks when the letter is issued."""
    day, form = local_date(act.now), reference_form(paper.sender.unit.prefix, paper.is_circular)
    number = form.replace("{number}", thai_digits(1))
    trial = printer.make(paper.template, numbered(printer.with_page(compose_facts(paper)), number, day), act.now)
    return lint(trial.data, context_of(paper, number, day, reached_by_cited(conn, [paper])))
