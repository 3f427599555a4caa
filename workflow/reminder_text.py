"""What a follow-up letter says: which letters it cites, what is the matter, by when, and its list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import Connection, select

from workflow import organisation
from workflow.addressing import compose as address
from workflow.circulars import Circular
from workflow.ladder import Ranked
from workflow.letters.earlier import Earlier, sent_to
from workflow.letters.facts import Setting, cited_facts, lagging_facts
from workflow.letters.facts import compose as compose_facts
from workflow.letters.lifecycle import Listed, Paper
from workflow.organisation import Member
from workflow.signers import Signer
from workflow.store.tables import tasks, units
from workflow.thai import thai_date, thai_digits

SUBJECT_MARK = "(ติดตามครั้งที่ {number})"


@dataclass(frozen=True)
class Occasion:
    """Everything a follow-up letter is composed from, as it stands in this transaction.

    `addressed` are the units directly below the sender that are written to; `total` counts the offices that have
    to do it below the sender; `as_of` is the day of the newest outcome.
    """

    circular: Circular
    ranked: Ranked
    version: int
    sender: Member
    today: date
    deadline: date
    new_deadline: date | None
    signer: Signer | None
    listed: Sequence[Listed]
    addressed: Sequence[Member]
    total: int
    as_of: date


def compose(conn: Connection, occasion: Occasion, reason: str) -> Paper:
    """The letter of this occasion, without a number."""
    circular, stage = occasion.circular, occasion.ranked.stage
    issuer = organisation.by_id(conn, circular.issuer_id)
    cited, number = _cited(conn, occasion)
    by: Literal["post", "office"] = "post" if stage.form == "external" else "office"
    all_below = organisation.directly_below(conn, occasion.sender, circular.issued_on)
    receiver = address([m.unit for m in occasion.addressed], [m.unit for m in all_below], by=by)
    deadline = occasion.new_deadline or occasion.deadline
    subject = cited[0].subject if cited else circular.subject
    if stage.form == "external":
        subject = f"{circular.subject} {SUBJECT_MARK.format(number=thai_digits(number))}"
    setting = Setting(
        form=stage.form,
        sender=occasion.sender,
        issuer=issuer,
        matter=circular.matter,
        subject=subject,
        to=receiver,
        addressees=occasion.addressed,
        deadline=deadline,
        old_deadline=occasion.deadline,
        urgency=str(stage.urgency),
        signer=occasion.signer,
        below=_below(conn, occasion),
        more=_particulars(occasion, cited, number),
    )
    return Paper(
        circular_id=circular.id,
        sender=occasion.sender,
        stage=stage.id,
        stage_rank=occasion.ranked.rank,
        deadline_version=occasion.version,
        form=stage.form,
        template=stage.template,
        reason=reason,
        subject=subject,
        receiver=receiver,
        deadline=deadline,
        facts=compose_facts(setting),
        addressees=occasion.addressed,
        listed=occasion.listed,
        cites=[letter.record() for letter in cited],
    )


def _cited(conn: Connection, occasion: Occasion) -> tuple[list[Earlier], int]:
    """The sender's own earlier letters to cite, and which follow-up after the deadline this is.

    The follow-ups already sent to all these addressees are cited if there are any (all of them in a signed
    letter, the latest in a stamped one), else the letter that brought them the circular.
    """
    ids = [member.id for member in occasion.addressed]
    earlier = sent_to(conn, occasion.circular.id, occasion.sender.id, ids)
    late = {r.stage.id for r in occasion.circular.ladder.ranked() if r.stage.when.after is not None}
    follow_ups = [letter for letter in earlier if letter.stage in late]
    first = [letter for letter in earlier if letter.stage_rank == 0]
    cited = follow_ups if occasion.ranked.stage.form == "external" else follow_ups[-1:]
    return cited or first, len(follow_ups) + 1


def _particulars(occasion: Occasion, cited: Sequence[Earlier], number: int) -> dict[str, object]:
    stage, matter = occasion.ranked.stage, occasion.circular.matter
    outcomes = {listed.outcome for listed in occasion.listed}
    letters = [letter.cited() for letter in cited]
    # Counted from the deadline that held for these offices, which may have been moved since the circular's own.
    days_late = max((occasion.today - occasion.deadline).days, 0)
    particulars: dict[str, object] = {
        "cited": cited_facts(letters),
        "references": [letter.reference() for letter in letters] if stage.form == "external" else [],
        "matter": "both" if len(outcomes) > 1 else outcomes.pop(),
        "moved": occasion.new_deadline is not None,
        "lagging": lagging_facts(len(occasion.listed), occasion.total, stage.many_percent),
        "follow_up_no": thai_digits(number),
        "days_late": thai_digits(days_late),
    }
    if stage.listing == "enclosure":
        particulars["list"] = _list(occasion)
        if stage.form == "external":
            title = str(_title(occasion))
            particulars["enclosures"] = [{"text": title, "quantity": "จำนวน ๑ ชุด"}]
    elif stage.listing == "qr" and matter.details_address:
        particulars["qr"] = {"label": "รายละเอียด", "address": matter.details_address}
    return particulars


def _title(occasion: Occasion) -> str:
    return f"รายชื่อ{occasion.circular.matter.phrases.doers}ที่ยังดำเนินการไม่แล้วเสร็จ"


def _list(occasion: Occasion) -> dict[str, object]:
    phrases = occasion.circular.matter.phrases
    # The list stands for itself: there is nothing before it that ดังกล่าว could refer to.
    found = {name: getattr(phrases, name).replace("ดังกล่าว", "") for name in ("missing", "incorrect")}
    rows = [
        {
            "no": thai_digits(number),
            "unit": listed.unit_name,
            "district": listed.district_name.removeprefix("อำเภอ"),
            "matter": f"{found[listed.outcome]} ({listed.note})" if listed.note else found[listed.outcome],
        }
        for number, listed in enumerate(occasion.listed, start=1)
    ]
    return {"title": _title(occasion), "as_of": thai_date(occasion.as_of), "rows": rows}


def _below(conn: Connection, occasion: Occasion) -> list[Member]:
    ids = [member.id for member in occasion.addressed]
    of_circular = tasks.c.circular_id == occasion.circular.id
    under = select(tasks.c.unit_id).where(of_circular, tasks.c.above_id.in_(ids))
    return organisation.find(conn, units.c.id.in_(under))
