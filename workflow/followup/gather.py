"""What follow-up letters are composed from: for all senders of one stage at once, in a handful of statements."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain

from sqlalchemy import Connection, Date, and_, bindparam, or_, select

from workflow.act import Act
from workflow.circulars.circular import Circular
from workflow.circulars.ladder import Ranked
from workflow.circulars.tree import kinds_below
from workflow.followup import lagging
from workflow.followup.lagging import Duties
from workflow.letters.draft import ListedOffice
from workflow.letters.issued import EarlierLetter, addressees_of, reaching, sent_by_each
from workflow.letters.proofread import Reached
from workflow.localtime import local_date
from workflow.registry import lookup
from workflow.registry import signers as signing
from workflow.registry.lookup import Office
from workflow.registry.signers import Signer
from workflow.store import tables as t
from workflow.store.any_of import any_of_bound


@dataclass(frozen=True)
class Round:
    """The letters of one stage of a circular that are made together: for one deadline version, and for one reason."""

    circular: Circular
    ranked: Ranked
    version: int
    deadline: date
    reason: str


@dataclass(frozen=True)
class Occasion:
    """Everything a follow-up letter is composed from, as it stands in this transaction.

    `addressed` are the units directly below the sender that are written to, of all that are `beside` them there;
    `kinds_below` the kinds of office (by code) below those addressed; `earlier` the sender's letters that went to all
    addressed, oldest first (for a memo to the head all it has sent). `total` counts the offices that have to do it
    below the sender; `as_of` is the day of the newest outcome; `reached` whom the round's earlier letters went to.
    """

    circular: Circular
    ranked: Ranked
    version: int
    sender: Office
    issuer: Office
    today: date
    deadline: date
    new_deadline: date | None
    signer: Signer | None
    listed: Sequence[ListedOffice]
    addressed: Sequence[Office]
    beside: Sequence[Office]
    kinds_below: Collection[str]
    earlier: Sequence[EarlierLetter]
    total: int
    as_of: date
    reached: Reached = field(default_factory=dict)


def gather(
    conn: Connection,
    this: Round,
    sender_ids: Collection[int],
    act: Act,
    new_deadline: date | None = None,
    signer: Signer | None = None,
    *,
    shared: bool = False,
) -> dict[int, Occasion]:
    """The occasions of a round, by sender; senders below whom nobody lags are left out.

    The lagging tasks stay locked until the transaction ends (see `lagging.listed`). Whether the signer may sign is
    not looked at yet.
    """
    circular, ranked = this.circular, this.ranked
    rows = lagging.listed(conn, circular, ranked, this.version, sender_ids, shared=shared)
    members = _Members(conn, circular, rows.keys())
    duties = lagging.duties_below(conn, circular, ranked, this.version, rows)
    addressed = _addressed(this, rows, members, duties)
    below = kinds_below(conn, circular, chain.from_iterable(addressed.values()))
    earlier, reached = _earlier(conn, this, addressed)
    signers = signing.standing_each(conn, rows, ranked.stage.form, local_date(act.now))
    return {
        sender_id: Occasion(
            circular=circular,
            ranked=ranked,
            version=this.version,
            sender=members.by_id[sender_id],
            issuer=members.by_id[circular.issuer_id],
            today=local_date(act.now),
            deadline=this.deadline,
            new_deadline=new_deadline,
            signer=signer or signers.get(sender_id),
            listed=[listed for listed, _ in found],
            addressed=addressed[sender_id],
            beside=members.beside[sender_id],
            kinds_below=set().union(*(below.get(member.id, ()) for member in addressed[sender_id])),
            earlier=earlier[sender_id],
            total=duties[sender_id].count,
            as_of=duties[sender_id].newest or local_date(act.now),
            reached=reached,
        )
        for sender_id, found in rows.items()
    }


_PART = select(t.tasks.c.above_id, t.tasks.c.unit_id).where(
    t.tasks.c.circular_id == bindparam("circular"), any_of_bound(t.tasks.c.above_id, "senders")
)
_BESIDE = and_(any_of_bound(t.units.c.parent_id, "senders"), lookup.valid_on(bindparam("day", type_=Date())))
_CONCERNED = lookup.choice(or_(any_of_bound(t.units.c.id, "concerned"), _BESIDE))


class _Members:
    """The senders, and by sender the units directly below: those that take part, and all there are on that day."""

    def __init__(self, conn: Connection, circular: Circular, sender_ids: Collection[int]) -> None:
        taking_part = conn.execute(_PART, {"circular": circular.id, "senders": sender_ids}).all()
        concerned = {*sender_ids, circular.issuer_id, *(unit_id for _, unit_id in taking_part)}
        given = {"concerned": concerned, "senders": sender_ids, "day": circular.issued_on}
        found = lookup.found(conn, _CONCERNED, given)  # by code, as letters name them
        self.by_id = {member.id: member for member in found}
        self.below: dict[int, list[Office]] = {sender_id: [] for sender_id in sender_ids}
        self.beside: dict[int, list[Office]] = {sender_id: [] for sender_id in sender_ids}
        above = {unit_id: above_id for above_id, unit_id in taking_part}
        for member in found:
            if member.id in above:
                self.below[above[member.id]].append(member)
            if member.parent_id in self.beside and member.unit.is_valid_on(circular.issued_on):
                self.beside[member.parent_id].append(member)


def _addressed(
    this: Round,
    rows: Mapping[int, Sequence[tuple[ListedOffice, int]]],
    members: _Members,
    duties: Mapping[int, Duties],
) -> dict[int, list[Office]]:
    """Who is written to, by sender."""
    to = this.ranked.stage.to
    if to == "head":
        return {sender_id: [members.by_id[sender_id]] for sender_id in rows}
    # "All" are those with this deadline: the others have one of their own, which this letter does not tell.
    places = {
        sender_id: duties[sender_id].places if to == "all" else {place for _, place in found}
        for sender_id, found in rows.items()
    }
    return {each: [member for member in members.below[each] if member.id in places[each]] for each in rows}


def _earlier(
    conn: Connection, this: Round, addressed: Mapping[int, Sequence[Office]]
) -> tuple[dict[int, Sequence[EarlierLetter]], Reached]:
    """By sender, its earlier letters that may be cited to those addressed; and whom these letters went to."""
    sent = sent_by_each(conn, this.circular.id, addressed)
    # The head of the sender's own office has all that went out in his name.
    if this.ranked.stage.to == "head":
        return {sender_id: sent.get(sender_id, ()) for sender_id in addressed}, {}
    went_to = addressees_of(conn, [letter.id for letters in sent.values() for letter in letters])
    return {
        sender_id: reaching(sent.get(sender_id, ()), went_to, [member.id for member in to])
        for sender_id, to in addressed.items()
    }, went_to
