"""What follow-up letters are composed from: for all senders of one stage at once, in a handful of statements."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain

from sqlalchemy import Connection

from workflow.act import Act
from workflow.circulars.circular import Circular
from workflow.circulars.ladder import Ranked, Stage
from workflow.circulars.tree import kinds_below
from workflow.followup.addressees import RoundOffices, addressees
from workflow.followup.lagging import LagQuery
from workflow.letters.draft import ListedOffice
from workflow.letters.issued import EarlierLetter, addressees_of, reaching, sent_by_each
from workflow.letters.proofread import Reached
from workflow.localtime import local_date
from workflow.registry import signers as signing
from workflow.registry.lookup import Office
from workflow.registry.signers import Signer


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
    query: LagQuery,
    sender_ids: Collection[int],
    deadline: date,
    act: Act,
    new_deadline: date | None = None,
    signer: Signer | None = None,
    *,
    shared: bool = False,
) -> dict[int, Occasion]:
    """The occasions of a round, by sender; senders below whom nobody lags are left out. `deadline` is the query's.

    The lagging tasks stay locked until the transaction ends (see `LagQuery.listed`). Whether the signer may sign is
    not looked at yet.
    """
    circular, stage, today = query.circular, query.ranked.stage, local_date(act.now)
    lagging = query.listed(conn, sender_ids, shared=shared)
    offices = RoundOffices(conn, circular, lagging.keys())
    duties = query.duties(conn, lagging)
    to = addressees(
        stage,
        offices,
        {sender_id: {place for _, place in rows} for sender_id, rows in lagging.items()},
        {sender_id: duty.places for sender_id, duty in duties.items()},
    )
    below = kinds_below(conn, circular, chain.from_iterable(to.values()))
    earlier, reached = _earlier(conn, circular, stage, to)
    signers = signing.standing_each(conn, lagging, stage.form, today)
    return {
        sender_id: Occasion(
            circular=circular,
            ranked=query.ranked,
            version=query.version,
            sender=offices.by_id[sender_id],
            issuer=offices.by_id[circular.issuer_id],
            today=today,
            deadline=deadline,
            new_deadline=new_deadline,
            signer=signer or signers.get(sender_id),
            listed=[office for office, _ in rows],
            addressed=to[sender_id],
            beside=offices.beside[sender_id],
            kinds_below=set().union(*(below.get(office.id, ()) for office in to[sender_id])),
            earlier=earlier[sender_id],
            total=duties[sender_id].count,
            as_of=duties[sender_id].newest or today,
            reached=reached,
        )
        for sender_id, rows in lagging.items()
    }


def _earlier(
    conn: Connection, circular: Circular, stage: Stage, addressed: Mapping[int, Sequence[Office]]
) -> tuple[dict[int, Sequence[EarlierLetter]], Reached]:
    """By sender, its earlier letters that may be cited to those addressed; and whom these letters went to."""
    sent = sent_by_each(conn, circular.id, addressed)
    # The head of the sender's own office has all that went out in his name.
    if stage.to == "head":
        return {sender_id: sent.get(sender_id, ()) for sender_id in addressed}, {}
    went_to = addressees_of(conn, [letter.id for letters in sent.values() for letter in letters])
    return {
        sender_id: reaching(sent.get(sender_id, ()), went_to, [office.id for office in offices])
        for sender_id, offices in addressed.items()
    }, went_to
