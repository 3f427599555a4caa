"""Passing a circular on: issue the covering letter and open the tasks of the units below."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, and_, or_

from workflow.access import links
from workflow.access.links import NewLink
from workflow.access.secret_keys import Keys
from workflow.act import Act
from workflow.cascade.pass_on_draft import AS_PREPARED, Wording, covering_letter
from workflow.circulars import circular as circulars
from workflow.circulars.circular import Circular
from workflow.circulars.tree import task_of
from workflow.errors import DeadlinePassedError
from workflow.letters import issue as letter_issue
from workflow.letters.issue import IssuedLetter
from workflow.letters.printer import LetterPrinter
from workflow.localtime import local_date
from workflow.registry.lookup import Office
from workflow.registry.signers import Signer
from workflow.states import Noun
from workflow.store import tables as t
from workflow.store.locks import lock_tasks
from workflow.store.transitions import move, move_one


@dataclass(frozen=True)
class PassOnResult:
    """The issued covering letter, and the new links of units below that had none."""

    issued: IssuedLetter
    minted: Sequence[NewLink]


def pass_on(
    conn: Connection,
    circular: Circular,
    unit: Office,
    printer: LetterPrinter,
    act: Act,
    signer: Signer | None = None,
    wording: Wording = AS_PREPARED,
) -> IssuedLetter:
    """Issue a unit's covering letter to the units below it, enclosing the letter from above, and open their tasks.

    Raises NotAllowedError if the unit has not received the circular, has already passed it on or has no units below
    it, DeadlinePassedError if its deadline has passed, and as `covering_letter` does.
    """
    circulars.hold(conn, circular)
    task_id, under = task_of(conn, circular, unit), t.tasks.c.above_id == unit.id
    lock_tasks(conn, t.tasks.c.circular_id == circular.id, or_(t.tasks.c.id == task_id, under))
    move_one(conn, Noun.TASK, "pass_on", task_id, act)
    draft = covering_letter(conn, circular, unit, act, signer, wording)
    if draft.deadline < local_date(act.now):
        advice = "the level above has to give more time first"
        raise DeadlinePassedError(f"the deadline {draft.deadline} of {unit.name} has passed; {advice}")
    issued = letter_issue.send(conn, draft, printer, act)
    move(conn, Noun.TASK, "send", and_(t.tasks.c.circular_id == circular.id, under), act)
    return issued


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
) -> PassOnResult:
    """Pass the circular on in this wording, and create links for the units below if the circular has links.

    Raises as `pass_on` does.
    """
    issued = pass_on(conn, circular, unit, printer, act, signer, wording)
    minted: Sequence[NewLink] = ()
    if links.are_minted(conn, circular):
        minted = links.mint_below(conn, circular, unit, act, expires_on, keys)
    return PassOnResult(issued, minted)
