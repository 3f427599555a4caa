"""Drafts of letters in the database: prepared once for a key, rewritten, discarded."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, delete, update

from workflow.act import Act
from workflow.errors import NotAllowedError
from workflow.letters.draft import LetterDraft
from workflow.localtime import local_date
from workflow.states import Noun
from workflow.store import tables as t
from workflow.store.bulk import insert_all, insert_new, update_all
from workflow.store.transitions import move_one, record_each


def prepare(conn: Connection, draft: LetterDraft, act: Act) -> int | None:
    """Write the draft and its lagging list; None if a letter with this key exists already."""
    return prepare_all(conn, [draft], act).get(draft.sender.id)


def prepare_all(
    conn: Connection, drafts: Sequence[LetterDraft], act: Act, *, issued_at_once: bool = False
) -> dict[int, int]:
    """Write the drafts of one stage of a circular with their lists; return the letters' ids by sender.

    A unique key in `letter_keys` makes one letter of sweeps that run twice, in parallel or after a crash; senders that
    have the letter already are left out. Drafts that are `issued_at_once`, in the same transaction, get their facts
    then: these are most of a letter's row.
    """
    keys = _take_keys(conn, drafts)
    drafts = [draft for draft in drafts if draft.sender.id in keys]
    if not drafts:
        return {}
    new: dict[str, object] = {"state": "draft", "prepared_at": act.now} | ({"facts": {}} if issued_at_once else {})
    rows = [{**draft.row(), **new} for draft in drafts]
    ids: dict[int, int] = {row.sender_id: row.id for row in insert_all(conn, t.letters, rows, "sender_id", "id")}
    update_all(conn, t.letter_keys, [{"id": keys[sender_id], "letter_id": ids[sender_id]} for sender_id in ids])
    _write_lists(conn, {ids[draft.sender.id]: draft for draft in drafts})
    record_each(conn, Noun.LETTER, "prepare", ids.values(), act)
    return ids


def _take_keys(conn: Connection, drafts: Sequence[LetterDraft]) -> dict[int, int]:
    """The ids of the keys taken by these drafts, by sender; drafts whose key exists already are left out."""
    key = ["circular_id", "sender_id", "stage", "about", "deadline_version"]
    keys = t.letter_keys.c
    taken = insert_new(conn, t.letter_keys, [draft.key() for draft in drafts], key, [keys.sender_id, keys.id])
    return {row.sender_id: row.id for row in taken}


def rewrite(conn: Connection, letter_id: int, draft: LetterDraft) -> None:
    """Replace a draft's text, addressees and lagging list; its key stays."""
    key = ("circular_id", "sender_id", "kind", "stage", "deadline_version", "stage_rank")
    row = {name: value for name, value in draft.row().items() if name not in key}
    conn.execute(update(t.letters).where(t.letters.c.id == letter_id).values(**row))
    conn.execute(delete(t.letter_tasks).where(t.letter_tasks.c.letter_id == letter_id))
    conn.execute(delete(t.letter_addressees).where(t.letter_addressees.c.letter_id == letter_id))
    _write_lists(conn, {letter_id: draft})


def discard(conn: Connection, letter_id: int, act: Act) -> None:
    """Discard a draft. Raises NotAllowedError without a reason, or if the letter is no draft any more."""
    if not act.why.strip():
        raise NotAllowedError("a draft is only discarded for a reason: say why")
    move_one(conn, Noun.LETTER, "discard", letter_id, act, discarded_on=local_date(act.now))


def _write_lists(conn: Connection, drafts: Mapping[int, LetterDraft]) -> None:
    addressees = [
        {"letter_id": letter_id, "position": position, "unit_id": office.id}
        for letter_id, draft in drafts.items()
        for position, office in enumerate(draft.addressees, start=1)
    ]
    insert_all(conn, t.letter_addressees, addressees)
    lagging = [
        {
            "letter_id": letter_id,
            "position": position,
            "task_id": listed.task_id,
            "unit_name": listed.unit_name,
            "district_name": listed.district_name,
            "outcome": listed.outcome,
            "note": listed.note,
            "deadline": draft.replaced_deadline or draft.deadline,
            "deadline_version": draft.deadline_version,
        }
        for letter_id, draft in drafts.items()
        for position, listed in enumerate(draft.listed, start=1)
    ]
    insert_all(conn, t.letter_tasks, lagging)
