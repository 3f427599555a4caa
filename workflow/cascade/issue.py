"""From one circular to a task for every unit: issuing it, and passing it on level by level."""

from collections.abc import Sequence

from sqlalchemy import Connection, and_, insert, or_

from workflow.act import Act
from workflow.circulars import circular as circulars
from workflow.circulars.circular import Circular
from workflow.circulars.file import CircularFile
from workflow.circulars.ladder import Ladder
from workflow.circulars.tree import Tree, below, plant, task_of
from workflow.errors import NotAllowedError, WordingError
from workflow.letters import issue as letter_issue
from workflow.letters.covering import covering
from workflow.letters.draft import LetterDraft
from workflow.letters.issue import IssuedLetter
from workflow.letters.issued import letter_received
from workflow.letters.original import original
from workflow.letters.printer import LetterPrinter
from workflow.localtime import local_date
from workflow.registry import lookup
from workflow.registry.lookup import Office
from workflow.registry.signers import Signer, chosen
from workflow.states import Noun
from workflow.store import tables as t
from workflow.store.locks import lock_tasks
from workflow.store.transitions import move, move_one, record_new
from workflow.thai.dates import find_dates, thai_date_weekday
from workflow.thai.digits import thai_digits
from workflow.thai.mistakes import check_text
from workflow.thai.spacing import squash


def issue(
    conn: Connection, content: CircularFile, ladder: Ladder, printer: LetterPrinter, act: Act
) -> tuple[Circular, IssuedLetter, Tree]:
    """Issue a checked circular: its row, its task tree, its number and its letter, in one transaction."""
    issuer = lookup.by_code(conn, content.issuer)
    signer = chosen(conn, issuer, "external", act, content.signer)
    circular = _record(conn, content, ladder, issuer, act)
    tree = plant(conn, circular, act)
    addressed = below(conn, circular, issuer)
    if not addressed:
        raise NotAllowedError("no unit below the issuer has anything to do under this circular")
    issued = _send(conn, original(conn, circular, issuer, addressed, signer), printer, act)
    return circular, issued, tree


def pass_on(
    conn: Connection,
    circular: Circular,
    unit: Office,
    printer: LetterPrinter,
    act: Act,
    signer: Signer | None = None,
    subject: str = "",
    body: Sequence[str] = (),
) -> IssuedLetter:
    """Issue a unit's covering letter to the units below it, enclosing the letter above; their tasks open.

    `subject` may put the subject in the office's own words; otherwise it stays the circular's (saraban.md §4.1). So
    may `body` the paragraphs of the text, which otherwise are the template's. Raises NotAllowedError if the unit has
    not received the circular, has passed it on, has nobody below it, or if its deadline has passed: nobody is asked
    to do something by a day gone by; and as `covering_letter` does.
    """
    circulars.hold(conn, circular)
    task_id, under = task_of(conn, circular, unit), t.tasks.c.above_id == unit.id
    lock_tasks(conn, t.tasks.c.circular_id == circular.id, or_(t.tasks.c.id == task_id, under))
    move_one(conn, Noun.TASK, "pass_on", task_id, act)
    paper = covering_letter(conn, circular, unit, act, signer, subject, body)
    if paper.deadline < local_date(act.now):
        advice = "the level above has to give more time first (`wian extend`)"
        raise NotAllowedError(f"the deadline {paper.deadline} of {unit.name} has passed; {advice}")
    issued = _send(conn, paper, printer, act)
    move(conn, Noun.TASK, "send", and_(t.tasks.c.circular_id == circular.id, under), act)
    return issued


def covering_letter(
    conn: Connection,
    circular: Circular,
    unit: Office,
    act: Act,
    signer: Signer | None = None,
    subject: str = "",
    body: Sequence[str] = (),
) -> LetterDraft:
    """The covering letter as `pass_on` would issue it now.

    Raises NotAllowedError if nothing was sent to the unit, and for a signer who may not sign; WordingError for words
    that cannot be printed, and for a text of its own that does not say the deadline.
    """
    signer = chosen(conn, unit, "external", act, signer)
    check_text("the subject", subject, "เรื่อง")
    for place, paragraph in enumerate(body, start=1):
        check_text(f"paragraph {place}", paragraph, f"ย่อหน้าที่ {thai_digits(place)}")
    upstream = letter_received(conn, circular.id, unit.id)
    paper = covering(conn, circular, unit, below(conn, circular, unit), upstream, signer, subject, body)
    if body and paper.deadline not in {found.value for text in body for found in find_dates(text)}:
        day = squash(thai_date_weekday(paper.deadline))
        raise WordingError(f"the text does not say the deadline: {day}", f"ข้อความไม่ได้ระบุกำหนด คือ ภายใน{day}")
    return paper


def _record(conn: Connection, content: CircularFile, ladder: Ladder, issuer: Office, act: Act) -> Circular:
    row = {
        "code": content.code,
        "issuer_id": issuer.id,
        "state": "open",
        "subject": content.subject,
        "deadline": content.deadline,
        "issued_on": local_date(act.now),
        "import_wins": content.reports.import_wins,
        "verify_reports": content.reports.verify,
        "content": content.model_dump(mode="json"),
        "ladder": ladder.model_dump(mode="json"),
    }
    conn.execute(insert(t.circulars).values(row))
    circular = circulars.by_code(conn, content.code)
    record_new(conn, Noun.CIRCULAR, t.circulars.c.id == circular.id, {"open": "issue"}, act)
    first = {"circular_id": circular.id, "version": 1, "date": content.deadline, "unit_id": issuer.id}
    conn.execute(insert(t.deadlines).values(**first, reason="the circular's own", actor=act.actor, at=act.now))
    return circular


def _send(conn: Connection, paper: LetterDraft, printer: LetterPrinter, act: Act) -> IssuedLetter:
    letter_id = letter_issue.prepare(conn, paper, act)
    if letter_id is None:
        raise NotAllowedError(f"{paper.sender.name} has sent this letter already")
    return letter_issue.issue(conn, letter_id, paper, printer, act)
