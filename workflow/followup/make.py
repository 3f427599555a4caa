"""Making a follow-up letter: its list, its text, its number; at once or after a person's approval."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from workflow.act import Act
from workflow.circulars import circular as circulars
from workflow.circulars import deadlines
from workflow.errors import NotAllowedError, UnknownLetterError, WianError
from workflow.followup.compose import compose
from workflow.followup.due import Due
from workflow.followup.gather import Occasion, gather
from workflow.followup.lagging import LagQuery
from workflow.letters import issue as letter_issue
from workflow.letters.draft import LetterDraft
from workflow.letters.issue import IssuedLetter, LettersFaultError
from workflow.letters.printer import LetterPrinter
from workflow.letters.proofread import Reached
from workflow.localtime import local_date
from workflow.registry import lookup
from workflow.registry.signers import Signer
from workflow.store import tables as t


@dataclass(frozen=True)
class FollowUpMade:
    """A letter a sweep has made; `issued` is None while it waits for approval."""

    letter_id: int
    due: Due
    sender: str
    named: int
    issued: IssuedLetter | None
    sender_code: str


class RoundFaultError(WianError):
    """Letters of a round that cannot be made: why not, by sender. None of the round was made."""

    def __init__(self, faults: Mapping[int, WianError]) -> None:
        super().__init__("; ".join(str(fault) for fault in faults.values()))
        self.faults = faults


@dataclass(frozen=True)
class ApprovedDraft:
    """An approved letter; `dropped` are offices that stood on the draft's list and have done it since."""

    issued: IssuedLetter
    dropped: list[str]


def rounds(items: Sequence[Due]) -> list[list[Due]]:
    """The letters that are due, divided into rounds: of one stage, deadline and reason, made together."""
    by_head: dict[tuple[int, int, int, str], list[Due]] = {}
    for item in items:
        by_head.setdefault((item.circular.id, item.ranked.rank, item.version, item.reason), []).append(item)
    return list(by_head.values())


def make_round(conn: Connection, items: Sequence[Due], printer: LetterPrinter, act: Act) -> list[FollowUpMade]:
    """Make the letters of one round (see `rounds`) that are due, in a few statements for all of them.

    The lists are computed and frozen in this transaction. Left out are senders below whom nobody lags any more, and
    those whose letter another sweep has made. A stage that needs approval becomes drafts. Raises RoundFaultError with
    everything that is wrong with any of the letters: then the transaction must be given up.
    """
    by_sender = {item.sender_id: item for item in items}
    # A sender's own letters are made one after the other; those of two levels, about the same offices, side by side.
    lookup.hold(conn, by_sender.keys())
    occasions = gather(conn, items[0].lag_query, by_sender.keys(), items[0].deadline, act, shared=True)
    composed, faults = _composed(occasions, items[0].reason)
    if faults:
        raise RoundFaultError(faults)
    if not composed:
        return []
    waits = items[0].ranked.stage.approval
    ids = letter_issue.prepare_all(conn, list(composed.values()), act)
    drafts = {letter_id: composed[sender_id] for sender_id, letter_id in ids.items()}
    reached = occasions[next(iter(composed))].reached
    issued = {} if waits else _issued(conn, drafts, printer, act, reached)
    return [
        _made(letter_id, by_sender[sender_id], composed[sender_id], issued.get(letter_id))
        for sender_id, letter_id in ids.items()
    ]


def approve(
    conn: Connection,
    letter_id: int,
    printer: LetterPrinter,
    act: Act,
    new_deadline: date | None = None,
    signer: Signer | None = None,
) -> ApprovedDraft:
    """Issue a draft: its list is computed anew, so that nobody is named who has done it since.

    `new_deadline` moves the deadline of everybody below the sender. Raises NotAllowedError if the letter is no
    draft, if nobody lags any more, or if this stage does not move deadlines.
    """
    _hold(conn, letter_id)
    letter, occasion, before = _recompose_draft(conn, letter_id, act, new_deadline, signer)
    letter_issue.rewrite(conn, letter_id, letter)
    issued = letter_issue.issue(conn, letter_id, letter, printer, act)
    if new_deadline is not None:
        reason = act.because(f"set by {letter.sender.name} in the letter {issued.number}")
        deadlines.extend(conn, occasion.circular, occasion.sender, new_deadline, reason)
    kept = {listed.unit_name for listed in letter.listed}
    return ApprovedDraft(issued, [name for name in before if name not in kept])


def draft(conn: Connection, letter_id: int, act: Act) -> LetterDraft:
    """A draft as it would be issued now, without its number. Raises as `approve` does."""
    return _recompose_draft(conn, letter_id, act, None, None)[0]


def preview(conn: Connection, item: Due, act: Act) -> LetterDraft:
    """The letter that is due, as it would be composed now; nothing is written."""
    occasions = gather(conn, item.lag_query, [item.sender_id], item.deadline, act)
    return compose(occasions[item.sender_id], item.reason)


def _hold(conn: Connection, letter_id: int) -> None:
    """Hold a letter's circular, which comes before its tasks (`store.locks`)."""
    circular_id = conn.scalar(select(t.letters.c.circular_id).where(t.letters.c.id == letter_id))
    if circular_id is not None:
        circulars.hold(conn, circulars.by_id(conn, circular_id))


def _recompose_draft(
    conn: Connection, letter_id: int, act: Act, new_deadline: date | None, signer: Signer | None
) -> tuple[LetterDraft, Occasion, list[str]]:
    row = conn.execute(select(t.letters).where(t.letters.c.id == letter_id).with_for_update()).mappings().first()
    if row is None:
        raise UnknownLetterError(f"there is no letter {letter_id}")
    if row["state"] != "draft":
        raise NotAllowedError(f"letter {letter_id} is {row['state']}; only a draft can be approved")
    circular = circulars.by_id(conn, row["circular_id"])
    ranked = circular.ladder.stage(row["stage"])
    if new_deadline is not None and not ranked.stage.moves_deadline:
        raise NotAllowedError(
            f"the stage '{ranked.stage.id}' does not move the deadline (moves_deadline in the ladder)"
        )
    if new_deadline is not None:
        # It holds all tasks that will be moved, before the list takes those of them that lag.
        sender = lookup.by_id(conn, row["sender_id"])
        deadlines.check_later(conn, circular, sender, new_deadline, local_date(act.now))
    query, sender_id = LagQuery(circular, ranked, row["deadline_version"]), row["sender_id"]
    occasion = gather(conn, query, [sender_id], row["deadline"], act, new_deadline, signer).get(sender_id)
    if occasion is None:
        raise NotAllowedError(f"nobody on the list of letter {letter_id} lags any more; discard it")
    before = conn.scalars(
        select(t.letter_tasks.c.unit_name)
        .where(t.letter_tasks.c.letter_id == letter_id)
        .order_by(t.letter_tasks.c.position)
    )
    return compose(occasion, row["reason"]), occasion, list(before)


def _made(letter_id: int, item: Due, letter: LetterDraft, issued: IssuedLetter | None) -> FollowUpMade:
    return FollowUpMade(letter_id, item, letter.sender.name, len(letter.listed), issued, letter.sender.code)


def _composed(occasions: Mapping[int, Occasion], reason: str) -> tuple[dict[int, LetterDraft], dict[int, WianError]]:
    drafts: dict[int, LetterDraft] = {}
    faults: dict[int, WianError] = {}
    for sender_id, occasion in occasions.items():
        try:
            drafts[sender_id] = compose(occasion, reason)
        except WianError as error:
            faults[sender_id] = error
    return drafts, faults


def _issued(
    conn: Connection, drafts: Mapping[int, LetterDraft], printer: LetterPrinter, act: Act, reached: Reached
) -> dict[int, IssuedLetter]:
    """Issue the drafts just prepared, by letter."""
    try:
        return letter_issue.issue_all(conn, drafts, printer, act, reached)
    except LettersFaultError as error:
        by_sender = {drafts[letter_id].sender.id: fault for letter_id, fault in error.faults.items()}
        raise RoundFaultError(by_sender) from None
