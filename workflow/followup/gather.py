"""The material of follow-up letters, read for all senders of one stage in a handful of statements."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain

from sqlalchemy import Connection, exists, select

from workflow.act import Act
from workflow.circulars.circular import Circular
from workflow.circulars.ladder import RankedStage, Stage
from workflow.circulars.tree import kinds_below
from workflow.followup.lagging import LagQuery
from workflow.followup.round_offices import RoundOffices, addressees
from workflow.letters.cited_letters import AddresseesByLetter
from workflow.letters.draft import ListedOffice
from workflow.letters.issued import EarlierLetter, addressed_to_all, addressees_of, sent_by_each
from workflow.letters.words.kept import words_of_offices
from workflow.localtime import local_date
from workflow.registry import signers as signing
from workflow.registry.lookup import Office
from workflow.registry.signers import Signer
from workflow.store import tables as t


@dataclass(frozen=True)
class FollowUpMaterial:
    """The data that one follow-up letter is composed from, as of this transaction.

    `addressed` are the addressees and `all_below` all units directly below the sender; `kinds_below` are the codes of
    the kinds of office below the addressees. `earlier` are the sender's letters to all addressees, oldest first (for
    a memo to the head, all the sender's letters). `places` are the units directly below the sender that the listed
    offices belong to, and `totals` has the number of offices asked by such unit. `as_of` is the day up to which the
    outcomes are known: today, unless they are imported. `addressees_by_letter` covers the round's earlier letters.
    """

    circular: Circular
    ranked: RankedStage
    version: int
    sender: Office
    issuer: Office
    today: date
    deadline: date
    new_deadline: date | None
    signer: Signer | None
    listed: Sequence[ListedOffice]
    addressed: Sequence[Office]
    all_below: Sequence[Office]
    kinds_below: Collection[str]
    earlier: Sequence[EarlierLetter]
    places: Collection[int]
    totals: Mapping[int, int]
    as_of: date
    words: Sequence[str] = ()
    """The sender's own words for letters of this stage."""
    addressees_by_letter: AddresseesByLetter = field(default_factory=dict)


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
) -> dict[int, FollowUpMaterial]:
    """The material of a round by sender, without senders below whom nobody lags; `deadline` is the query's.

    The lagging tasks stay locked until the transaction ends (see `LagQuery.listed`). The signers' right to sign is
    not checked here.
    """
    circular, stage, today = query.circular, query.ranked.stage, local_date(act.now)
    lagging = query.listed(conn, sender_ids, shared=shared)
    offices = RoundOffices(conn, circular, lagging.keys())
    totals = query.totals(conn, lagging)
    lagging_places = {sender_id: {place for _, place in rows} for sender_id, rows in lagging.items()}
    with_deadline = {sender_id: total.places for sender_id, total in totals.items()}
    addressed = addressees(stage, offices, lagging_places, with_deadline)
    kinds = kinds_below(conn, circular, chain.from_iterable(addressed.values()))
    earlier, addressees_by_letter = _earlier_letters(conn, circular, stage, addressed)
    signers = signing.current_signers(conn, lagging, stage.form, today)
    words = words_of_offices(conn, stage.id, lagging)
    imported = bool(conn.scalar(select(exists().where(t.imports.c.circular_id == circular.id))))
    return {
        sender_id: FollowUpMaterial(
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
            addressed=addressed[sender_id],
            all_below=offices.all_below[sender_id],
            kinds_below=set().union(*(kinds.get(office.id, ()) for office in addressed[sender_id])),
            earlier=earlier[sender_id],
            places=lagging_places[sender_id],
            totals=totals[sender_id].counts,
            as_of=(imported and totals[sender_id].newest) or today,
            words=words.get(sender_id, ()),
            addressees_by_letter=addressees_by_letter,
        )
        for sender_id, rows in lagging.items()
    }


def _earlier_letters(
    conn: Connection, circular: Circular, stage: Stage, addressed: Mapping[int, Sequence[Office]]
) -> tuple[dict[int, Sequence[EarlierLetter]], AddresseesByLetter]:
    """The earlier letters that may be cited, by sender; and the addressees of these letters."""
    letters = sent_by_each(conn, circular.id, addressed)
    # The head of the sender's own office has every letter that went out in his name.
    if stage.to == "head":
        return {sender_id: letters.get(sender_id, ()) for sender_id in addressed}, {}
    letter_ids = [letter.id for letters_of_sender in letters.values() for letter in letters_of_sender]
    addressees_by_letter = addressees_of(conn, letter_ids)
    return {
        sender_id: addressed_to_all(letters.get(sender_id, ()), addressees_by_letter, [office.id for office in offices])
        for sender_id, offices in addressed.items()
    }, addressees_by_letter
