"""The draft of a follow-up letter: its citations, subject, deadline, facts and lagging list."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Literal

from workflow.circulars.circular import Circular
from workflow.circulars.ladder import SERIOUS, Stage
from workflow.followup.gather import FollowUpMaterial
from workflow.followup.lag_count import count_lag
from workflow.followup.told_deadline import ToldDeadline, told_deadline
from workflow.letters import lagging_list
from workflow.letters.addressee_line import addressee_line
from workflow.letters.citation import ONE_SET, cited_facts
from workflow.letters.draft import LetterDraft
from workflow.letters.issued import FOLLOW_UP, EarlierLetter
from workflow.letters.qr import code_facts
from workflow.registry import signers
from workflow.thai.dates import thai_date, thai_date_weekday
from workflow.thai.digits import thai_digits

SUBJECT_MARK = "(ติดตามครั้งที่ {number})"
FRESH = timedelta(14)
"""A letter says the day of data that are older: ten working days are never less than two weeks."""


def compose(material: FollowUpMaterial, reason: str) -> LetterDraft:
    """The draft from this material. Raises NotAllowedError if the signer may not sign that day."""
    circular, stage = material.circular, material.ranked.stage
    signer = signers.check(material.signer, material.today)
    told = told_deadline(material)
    # A cited letter may be of this same stage, about other offices with a deadline of their own.
    number = min(told.follow_ups + 1, circular.ladder.follow_up_number(material.ranked) or told.follow_ups + 1)
    by: Literal["post", "office"] = "office" if stage.form == "stamped" else "post"
    addressed, all_below = ([office.unit for office in offices] for offices in (material.addressed, material.all_below))
    return LetterDraft(
        circular_id=circular.id,
        sender=material.sender,
        kind=FOLLOW_UP,
        stage=stage.id,
        stage_rank=material.ranked.rank,
        deadline_version=material.version,
        issuer=material.issuer,
        content=circular.content,
        form=stage.form,
        template=stage.template,
        reason=reason,
        subject=_subject(circular, stage, told.cited, number),
        receiver=addressee_line(addressed, all_below, by=by),
        addressees=material.addressed,
        deadline=material.new_deadline or material.deadline,
        stated_deadline=told.date,
        replaced_deadline=material.deadline if material.new_deadline else None,
        urgency=str(stage.urgency.at_least(circular.content.urgency)),
        signer=signer,
        below=material.kinds_below,
        own_facts=_own_facts(material, told, number),
        listed=material.listed,
        cites=[letter.record() for letter in told.cited],
        words=circular.content.words.get(stage.id) or material.words,
        warnings=_warnings(material),
        attached=(lagging_list.LIST,) if stage.listing == "file" and _has_list(material) else (),
        serious=stage.escalates or number >= SERIOUS,
    )


def _warnings(material: FollowUpMaterial) -> list[str]:
    if not is_stale(material):
        return []
    return [f"the list shows how things stood on {material.as_of}; import newer outcomes first if there are any"]


def _subject(circular: Circular, stage: Stage, cited: Sequence[EarlierLetter], number: int) -> str:
    if stage.form == "memo" or stage.escalates:
        return circular.subject
    if stage.form == "external":
        return f"{circular.subject} {SUBJECT_MARK.format(number=thai_digits(number))}"
    return cited[-1].subject if cited else circular.subject


def _own_facts(material: FollowUpMaterial, told: ToldDeadline, number: int) -> dict[str, object]:
    stage = material.ranked.stage
    outcomes = {listed.outcome for listed in material.listed}
    citations = [letter.citation() for letter in told.cited]
    return {
        "cited": cited_facts(citations),
        "references": [citation.reference() for citation in citations] if stage.form == "external" else [],
        "matter": "both" if len(outcomes) > 1 else outcomes.pop(),
        "moved": material.new_deadline is not None,
        "lagging": count_lag(material.listed, material.places, material.totals, stage.many_percent).facts(),
        "told": thai_date_weekday(told.date) if told.is_set else "",
        "follow_up_no": thai_digits(number),
        "follow_ups": thai_digits(told.follow_ups) if told.follow_ups else "",
        "passed": told.passed,
        "days_late": thai_digits(told.days_late) if told.days_late else "",
        "as_of": thai_date(material.as_of) if is_stale(material) else "",
        "data_day": thai_date(material.as_of),
        **_list_facts(material),
    }


def _list_facts(material: FollowUpMaterial) -> dict[str, object]:
    """The list of the lagging offices, or the address under which it is kept; a single office is named in the text."""
    stage, content = material.ranked.stage, material.circular.content
    if stage.listing == "qr" and content.details_address:
        return {"qr": code_facts("รายละเอียด", content.details_address)}
    if not _has_list(material):
        return {}
    place: lagging_list.Place = "จังหวัด" if stage.sender == "department" else "อำเภอ"
    listing = lagging_list.compose(
        content.phrases, material.listed, material.as_of, place=place, inside=stage.listing == "enclosure"
    )
    enclosed = {"text": lagging_list.title_of(content.phrases), "quantity": ONE_SET}
    return {lagging_list.LIST: listing, "enclosures": [enclosed] if stage.form == "external" else []}


def _has_list(material: FollowUpMaterial) -> bool:
    return material.ranked.stage.listing in ("enclosure", "file") and len(material.listed) > 1


def is_stale(material: FollowUpMaterial) -> bool:
    """Whether the letter must say up to which day its data go: they end before the deadline that has passed, or old."""
    ended_before = material.as_of <= material.deadline < material.today
    return ended_before or material.today - material.as_of > FRESH
