"""Making a follow-up letter: its list, its text, its number; at once or after a person's approval."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select

from workflow import circulars, deadlines, lagging, organisation, reminder_text, signing
from workflow.calendar import local_date
from workflow.circulars import Circular
from workflow.errors import NotAllowedError, UnknownError
from workflow.followup import Due
from workflow.ladder import Ranked
from workflow.letters import lifecycle
from workflow.letters.lifecycle import Issued
from workflow.letters.paper import Paper
from workflow.letters.press import Press
from workflow.reminder_text import Occasion
from workflow.signers import Signer
from workflow.store.change import Act
from workflow.store.paper import letter_tasks, letters
from workflow.store.tables import tasks
from workflow.tree import below


@dataclass(frozen=True)
class Made:
    """A letter a sweep has made; `issued` is None while it waits for approval."""

    letter_id: int
    due: Due
    sender: str
    named: int
    issued: Issued | None


@dataclass(frozen=True)
class Approved:
    """An approved letter; `dropped` are offices that stood on the draft's list and have done it since."""

    issued: Issued
    dropped: list[str]


def make(conn: Connection, item: Due, press: Press, act: Act) -> Made | None:
    """Make the letter that is due; None if nobody lags any more or another sweep has made it.

    The list is computed and frozen in this transaction. A stage that needs approval becomes a draft.
    """
    occasion = _occasion(conn, item.circular, item.ranked, item.version, item.sender_id, act, item.deadline)
    if not occasion.listed:
        return None
    paper = reminder_text.compose(conn, occasion, item.reason)
    letter_id = lifecycle.prepare(conn, paper, act)
    if letter_id is None:
        return None
    issued = None if item.ranked.stage.approval else lifecycle.issue(conn, letter_id, paper, press, act)
    return Made(letter_id, item, paper.sender.unit.name, len(paper.listed), issued)


def approve(
    conn: Connection,
    letter_id: int,
    press: Press,
    act: Act,
    new_deadline: date | None = None,
    signer: Signer | None = None,
) -> Approved:
    """Issue a draft: its list is computed anew, so that nobody is named who has done it since.

    `new_deadline` moves the deadline of everybody below the sender. Raises NotAllowedError if the letter is no
    draft, if nobody lags any more, or if this stage does not move deadlines.
    """
    _hold(conn, letter_id)
    paper, occasion, before = _redone(conn, letter_id, act, new_deadline, signer)
    if new_deadline is not None:
        deadlines.check_later(conn, occasion.circular, occasion.sender, new_deadline, local_date(act.now))
    lifecycle.rewrite(conn, letter_id, paper)
    issued = lifecycle.issue(conn, letter_id, paper, press, act)
    if new_deadline is not None:
        reason = Act(act.actor, act.now, f"set by {paper.sender.unit.name} in the letter {issued.number}")
        deadlines.extend(conn, occasion.circular, occasion.sender, new_deadline, reason)
    kept = {listed.unit_name for listed in paper.listed}
    return Approved(issued, [name for name in before if name not in kept])


def draft(conn: Connection, letter_id: int, act: Act) -> Paper:
    """A draft as it would be issued now, without its number. Raises as `approve` does."""
    return _redone(conn, letter_id, act, None, None)[0]


def preview(conn: Connection, item: Due, act: Act) -> Paper:
    """The letter that is due, as it would be composed now; nothing is written."""
    occasion = _occasion(conn, item.circular, item.ranked, item.version, item.sender_id, act, item.deadline)
    return reminder_text.compose(conn, occasion, item.reason)


def is_needless(conn: Connection, letter_id: int) -> bool:
    """Whether a letter is still a draft and would name nobody if it were issued now; its row stays locked."""
    row = conn.execute(select(letters).where(letters.c.id == letter_id).with_for_update()).mappings().one()
    if row["state"] != "draft" or row["stage_rank"] < 1:
        return False
    circular = circulars.by_id(conn, row["circular_id"])
    ranked = circular.ladder.stage(row["stage"])
    return not lagging.listed(conn, circular, ranked, row["deadline_version"], row["sender_id"])


def _hold(conn: Connection, letter_id: int) -> None:
    """Take the circular before its offices, as imports and extensions do, so that none waits for another in a ring."""
    circular_id = conn.scalar(select(letters.c.circular_id).where(letters.c.id == letter_id))
    if circular_id is not None:
        circulars.hold(conn, circulars.by_id(conn, circular_id))


def _redone(
    conn: Connection, letter_id: int, act: Act, new_deadline: date | None, signer: Signer | None
) -> tuple[Paper, Occasion, list[str]]:
    row = conn.execute(select(letters).where(letters.c.id == letter_id).with_for_update()).mappings().first()
    if row is None:
        raise UnknownError(f"there is no letter {letter_id}; `wian letter list` shows those there are")
    if row["state"] != "draft":
        raise NotAllowedError(f"letter {letter_id} is {row['state']}; only a draft can be approved")
    circular = circulars.by_id(conn, row["circular_id"])
    ranked = circular.ladder.stage(row["stage"])
    if new_deadline is not None and not ranked.stage.moves_deadline:
        raise NotAllowedError(
            f"the stage '{ranked.stage.id}' does not move the deadline (moves_deadline in the ladder)"
        )
    version, sender_id = row["deadline_version"], row["sender_id"]
    old = row["deadline"]
    occasion = _occasion(conn, circular, ranked, version, sender_id, act, old, new_deadline, signer)
    if not occasion.listed:
        raise NotAllowedError(f"nobody on the list of letter {letter_id} lags any more; discard it")
    before = conn.scalars(
        select(letter_tasks.c.unit_name).where(letter_tasks.c.letter_id == letter_id).order_by(letter_tasks.c.position)
    )
    return reminder_text.compose(conn, occasion, row["reason"]), occasion, list(before)


def _occasion(
    conn: Connection,
    circular: Circular,
    ranked: Ranked,
    version: int,
    sender_id: int,
    act: Act,
    deadline: date,
    new_deadline: date | None = None,
    signer: Signer | None = None,
) -> Occasion:
    sender = organisation.by_id(conn, sender_id)
    rows = lagging.listed(conn, circular, ranked, version, sender_id)
    # "All" are those with this deadline: the others have one of their own, which this letter does not tell.
    everybody = ranked.stage.to == "all"
    places = lagging.places(conn, circular, ranked, version, sender_id) if everybody else {place for _, place in rows}
    addressed = [member for member in below(conn, circular, sender) if member.id in places]
    return Occasion(
        circular=circular,
        ranked=ranked,
        version=version,
        sender=sender,
        today=local_date(act.now),
        deadline=deadline,
        new_deadline=new_deadline,
        signer=signing.chosen(conn, sender, ranked.stage.form, act, signer),
        listed=[listed for listed, _ in rows],
        addressed=[sender] if ranked.stage.to == "head" else addressed,
        total=lagging.duties_below(conn, circular, ranked, sender_id),
        as_of=_as_of(conn, circular, ranked, sender_id) or local_date(act.now),
    )


def _as_of(conn: Connection, circular: Circular, ranked: Ranked, sender_id: int) -> date | None:
    """The day up to which outcomes below the sender were last imported or reported, if any were."""
    mine = tasks.c.circular_id == circular.id, lagging.sender_of(circular, ranked.stage) == sender_id
    newest: date | None = conn.scalar(select(func.max(tasks.c.as_of)).where(*mine))
    return newest
