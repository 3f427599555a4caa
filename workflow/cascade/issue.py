"""Issuing a circular: row, task tree, number and letter."""

from sqlalchemy import Connection, insert

from workflow.act import Act
from workflow.circulars import circular as circulars
from workflow.circulars.circular import Circular
from workflow.circulars.file import CircularFile
from workflow.circulars.ladder import Ladder
from workflow.circulars.tree import TaskCounts, below, plant
from workflow.errors import NotAllowedError
from workflow.letters import issue as letter_issue
from workflow.letters.issue import IssuedLetter
from workflow.letters.original import original
from workflow.letters.printer import LetterPrinter
from workflow.localtime import local_date
from workflow.registry import lookup
from workflow.registry.lookup import Office
from workflow.registry.signers import signer_for
from workflow.states import Noun
from workflow.store import tables as t
from workflow.store.transitions import record_new


def issue(
    conn: Connection, content: CircularFile, ladder: Ladder, printer: LetterPrinter, act: Act
) -> tuple[Circular, IssuedLetter, TaskCounts]:
    """Issue a checked circular: row, task tree, number and letter, in one transaction."""
    issuer = lookup.by_code(conn, content.issuer)
    signer = signer_for(conn, issuer, "external", act, content.signer)
    circular = _record(conn, content, ladder.with_approval(content.approval), issuer, act)
    task_counts = plant(conn, circular, act)
    addressed = below(conn, circular, issuer)
    if not addressed:
        raise NotAllowedError("no unit below the issuer has anything to do under this circular")
    issued = letter_issue.send(conn, original(conn, circular, issuer, addressed, signer), printer, act)
    return circular, issued, task_counts


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
