"""Follow-up letters made: issued at once, or prepared as drafts and issued after a person's approval."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection, select

from workflow.act import Act
from workflow.circulars import circular as circulars
from workflow.circulars import deadlines
from workflow.errors import NotAllowedError, UnknownLetterError, WianError
from workflow.followup.compose import compose
from workflow.followup.due import DueLetter
from workflow.followup.gather import FollowUpMaterial, gather
from workflow.followup.lagging import LagQuery
from workflow.letters import issue as letter_issue
from workflow.letters import preparation
from workflow.letters.cited_letters import AddresseesByLetter
from workflow.letters.draft import LetterDraft
from workflow.letters.issue import IssuedLetter, LettersFaultError
from workflow.letters.printer import LetterPrinter
from workflow.letters.shown_draft import DraftChangedError, changes_since_shown
from workflow.letters.words.draft_check import check_draft_words
from workflow.letters.words.kept import words_of_draft
from workflow.localtime import local_date
from workflow.registry import lookup
from workflow.registry.signers import Signer
from workflow.store import tables as t


@dataclass(frozen=True)
class MadeFollowUp:
    """A follow-up letter of a sweep with its number of listed offices; `issued` is None while it waits for approval."""

    letter_id: int
    due: DueLetter
    sender: str
    offices: int
    issued: IssuedLetter | None
    sender_code: str


class RoundFaultError(WianError):
    """The faults of a round by sender; no letter of the round was made."""

    def __init__(self, faults: Mapping[int, WianError]) -> None:
        super().__init__("; ".join(str(fault) for fault in faults.values()))
        self.faults = faults


@dataclass(frozen=True)
class ApprovedDraft:
    """An approved letter; `dropped_offices` stood on the draft's list and have done the work since."""

    issued: IssuedLetter
    dropped_offices: list[str]
    warnings: Sequence[str] = ()
    """What the approver should know, such as old data."""


def rounds(items: Sequence[DueLetter]) -> list[list[DueLetter]]:
    """The due letters by round: letters of one circular, stage, deadline and reason are made together."""
    by_round: dict[tuple[int, int, int, str], list[DueLetter]] = {}
    for item in items:
        by_round.setdefault((item.circular.id, item.ranked.rank, item.version, item.reason), []).append(item)
    return list(by_round.values())


def make_round(conn: Connection, items: Sequence[DueLetter], printer: LetterPrinter, act: Act) -> list[MadeFollowUp]:
    """Make the due letters of one round (see `rounds`) in a few statements for all of them.

    The lagging lists are computed and frozen in this transaction. Senders below whom nobody lags any more, and senders
    whose letter another sweep has made, get no letter. Letters of a stage with approval stay drafts. Raises
    RoundFaultError with every fault of the round; the transaction must then be rolled back.
    """
    by_sender = {item.sender_id: item for item in items}
    # Letters of one sender are made one after the other, letters of two levels about the same offices side by side.
    lookup.hold(conn, by_sender.keys())
    materials = gather(conn, items[0].lag_query, by_sender.keys(), items[0].deadline, act, shared=True)
    drafts, faults = _compose_all(materials, items[0].reason)
    if faults:
        raise RoundFaultError(faults)
    if not drafts:
        return []
    at_once = not items[0].ranked.stage.approval
    ids = preparation.prepare_all(conn, list(drafts.values()), act, issued_at_once=at_once)
    issued: Mapping[int, IssuedLetter] = {}
    if at_once:
        drafts_by_id = {letter_id: drafts[sender_id] for sender_id, letter_id in ids.items()}
        issued = _issue_all(conn, drafts_by_id, printer, act, materials[next(iter(drafts))].addressees_by_letter)
    return [
        _made(letter_id, by_sender[sender_id], drafts[sender_id], issued.get(letter_id))
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
    """Issue a draft with a new lagging list, so that it names no office that has done the work since.

    `new_deadline` moves the deadline of all offices below the sender. Raises NotAllowedError if the letter is no
    draft, if nobody lags any more, or if its stage does not move deadlines.
    """
    _hold_circular(conn, letter_id)
    letter, material, former_offices = _recompose_draft(conn, letter_id, act, new_deadline, signer)
    as_shown = replace(compose(replace(material, new_deadline=None), letter.reason), words=letter.words)
    _check_as_shown(conn, letter_id, as_shown)
    preparation.rewrite(conn, letter_id, letter)
    issued = letter_issue.issue(conn, letter_id, letter, printer, act)
    if new_deadline is not None:
        reason = act.because(f"set by {letter.sender.name} in the letter {issued.number}")
        deadlines.extend(conn, material.circular, material.sender, new_deadline, reason)
    listed_offices = {office.unit_name for office in letter.listed}
    dropped = [name for name in former_offices if name not in listed_offices]
    return ApprovedDraft(issued, dropped, letter.warnings)


def draft(conn: Connection, letter_id: int, act: Act, new_deadline: date | None = None) -> LetterDraft:
    """The current text of a draft, without a number. Raises as `approve` does."""
    return _recompose_draft(conn, letter_id, act, new_deadline, None)[0]


def _check_as_shown(conn: Connection, letter_id: int, now: LetterDraft) -> None:
    """Raise DraftChangedError if the draft says something else than its row, which was shown."""
    shown = conn.execute(select(t.letters.c.facts).where(t.letters.c.id == letter_id)).scalar_one()
    listed = conn.scalars(select(t.letter_tasks.c.task_id).where(t.letter_tasks.c.letter_id == letter_id)).all()
    if changes := changes_since_shown(shown, now.facts, listed, [office.task_id for office in now.listed]):
        raise DraftChangedError(letter_id, changes)


def preview(conn: Connection, item: DueLetter, act: Act) -> LetterDraft:
    """The draft of a due letter; writes nothing."""
    materials = gather(conn, item.lag_query, [item.sender_id], item.deadline, act)
    return compose(materials[item.sender_id], item.reason)


def _hold_circular(conn: Connection, letter_id: int) -> None:
    """Lock a letter's circular, before its tasks (the order of `store.locks`)."""
    circular_id = conn.scalar(select(t.letters.c.circular_id).where(t.letters.c.id == letter_id))
    if circular_id is not None:
        circulars.hold(conn, circulars.by_id(conn, circular_id))


def _recompose_draft(
    conn: Connection, letter_id: int, act: Act, new_deadline: date | None, signer: Signer | None
) -> tuple[LetterDraft, FollowUpMaterial, list[str]]:
    """The current text of a draft, its material, and the offices on its former list."""
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
        # `check_later` locks every task with the new deadline, before `gather` locks the lagging tasks among them.
        sender = lookup.by_id(conn, row["sender_id"])
        deadlines.check_later(conn, circular, sender, new_deadline, local_date(act.now))
    query, sender_id = LagQuery(circular, ranked, row["deadline_version"]), row["sender_id"]
    material = gather(conn, query, [sender_id], row["deadline"], act, new_deadline, signer).get(sender_id)
    if material is None:
        raise NotAllowedError(f"nobody on the list of letter {letter_id} lags any more; discard it")
    former_offices = conn.scalars(
        select(t.letter_tasks.c.unit_name)
        .where(t.letter_tasks.c.letter_id == letter_id)
        .order_by(t.letter_tasks.c.position)
    )
    letter = compose(material, row["reason"])
    words = words_of_draft(conn, letter_id)
    return replace(letter, words=words or letter.words), material, list(former_offices)


def _made(letter_id: int, item: DueLetter, letter: LetterDraft, issued: IssuedLetter | None) -> MadeFollowUp:
    return MadeFollowUp(letter_id, item, letter.sender.name, len(letter.listed), issued, letter.sender.code)


def _compose_all(
    materials: Mapping[int, FollowUpMaterial], reason: str
) -> tuple[dict[int, LetterDraft], dict[int, WianError]]:
    """The drafts and the faults of a round, both by sender."""
    drafts: dict[int, LetterDraft] = {}
    faults: dict[int, WianError] = {}
    for sender_id, material in materials.items():
        try:
            draft = compose(material, reason)
            check_draft_words(draft)
        except WianError as error:
            faults[sender_id] = error
        else:
            drafts[sender_id] = draft
    return drafts, faults


def _issue_all(
    conn: Connection,
    drafts: Mapping[int, LetterDraft],
    printer: LetterPrinter,
    act: Act,
    addressees_by_letter: AddresseesByLetter,
) -> dict[int, IssuedLetter]:
    """Issue the prepared drafts, by letter id."""
    try:
        return letter_issue.issue_all(conn, drafts, printer, act, addressees_by_letter)
    except LettersFaultError as error:
        by_sender = {drafts[letter_id].sender.id: fault for letter_id, fault in error.faults.items()}
        raise RoundFaultError(by_sender) from None
