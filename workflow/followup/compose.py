"""The draft of a follow-up letter: its citations, subject, deadline, facts and lagging list."""

from collections.abc import Sequence
from typing import Literal

from workflow.circulars.circular import Circular
from workflow.circulars.ladder import SERIOUS, Stage
from workflow.followup.gather import FollowUpMaterial
from workflow.letters import lagging_list
from workflow.letters.addressee_line import addressee_line
from workflow.letters.citation import ONE_SET, cited_facts
from workflow.letters.draft import NO_DISTRICT, LetterDraft
from workflow.letters.facts import lagging_facts
from workflow.letters.issued import FOLLOW_UP, EarlierLetter
from workflow.letters.qr import code_facts
from workflow.registry import signers
from workflow.thai.digits import thai_digits

SUBJECT_MARK = "(ติดตามครั้งที่ {number})"


def compose(material: FollowUpMaterial, reason: str) -> LetterDraft:
    """The draft from this material. Raises NotAllowedError if the signer may not sign that day."""
    circular, stage = material.circular, material.ranked.stage
    signer = signers.check(material.signer, material.today)
    cited, number = _citations(material)
    # A cited letter may be of this same stage, about other offices with a deadline of their own.
    number = min(number, circular.ladder.follow_up_number(material.ranked) or number)
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
        subject=_subject(circular, stage, cited, number),
        receiver=addressee_line(addressed, all_below, by=by),
        addressees=material.addressed,
        deadline=material.new_deadline or material.deadline,
        # A memo states the deadline of the letter it cites, other letters the deadline in force until now.
        stated_deadline=cited[0].deadline if stage.form == "memo" and cited else material.deadline,
        replaced_deadline=material.deadline if material.new_deadline else None,
        urgency=str(stage.urgency),
        signer=signer,
        below=material.kinds_below,
        own_facts=_own_facts(material, cited, number),
        listed=material.listed,
        cites=[letter.record() for letter in cited],
        attached=(lagging_list.LIST,) if stage.listing == "file" else (),
        serious=stage.escalates or number >= SERIOUS,
    )


def _subject(circular: Circular, stage: Stage, cited: Sequence[EarlierLetter], number: int) -> str:
    if stage.form == "memo" or stage.escalates:
        return circular.subject
    if stage.form == "external":
        return f"{circular.subject} {SUBJECT_MARK.format(number=thai_digits(number))}"
    return cited[0].subject if cited else circular.subject


def _citations(material: FollowUpMaterial) -> tuple[list[EarlierLetter], int]:
    """The sender's earlier letters to cite, and the number of this follow-up, 1 for the first after the deadline.

    The citations are the follow-ups already sent to all addressees (all of them in a signed letter, the latest in a
    stamped one); without any, the letter that carried the circular to them.
    """
    stage, earlier = material.ranked.stage, material.earlier
    follow_up_stages = {rung.id for rung in material.circular.ladder.stages if rung.follows_up}
    follow_ups = [letter for letter in earlier if letter.stage in follow_up_stages]
    carriers = [letter for letter in earlier if letter.carries_circular]
    if stage.form == "memo":
        return carriers, len(follow_ups) + 1
    cited = follow_ups if stage.form == "external" else follow_ups[-1:]
    return cited or carriers, len(follow_ups) + 1


def _own_facts(material: FollowUpMaterial, cited: Sequence[EarlierLetter], number: int) -> dict[str, object]:
    stage, content = material.ranked.stage, material.circular.content
    outcomes = {listed.outcome for listed in material.listed}
    citations = [letter.citation() for letter in cited]
    # Counted from the deadline of these offices, which may be later than the circular's own.
    days_late = max((material.today - material.deadline).days, 0)
    own_facts: dict[str, object] = {
        "cited": cited_facts(citations),
        "references": [citation.reference() for citation in citations] if stage.form == "external" else [],
        "matter": "both" if len(outcomes) > 1 else outcomes.pop(),
        "moved": material.new_deadline is not None,
        "lagging": lagging_facts(len(material.listed), material.total, stage.many_percent, _places(material)),
        "follow_up_no": thai_digits(number),
        "days_late": thai_digits(days_late),
    }
    if stage.listing in ("enclosure", "file"):
        place: lagging_list.Place = "จังหวัด" if stage.sender == "department" else "อำเภอ"
        own_facts[lagging_list.LIST] = lagging_list.compose(
            content.phrases, material.listed, material.as_of, place=place, inside=stage.listing == "enclosure"
        )
        if stage.form == "external":
            own_facts["enclosures"] = [{"text": lagging_list.title_of(content.phrases), "quantity": ONE_SET}]
    elif stage.listing == "qr" and content.details_address:
        own_facts["qr"] = code_facts("รายละเอียด", content.details_address)
    return own_facts


def _places(material: FollowUpMaterial) -> set[str]:
    """The districts of the lagging offices; empty if an office answers to the province itself."""
    districts = {listed.district_name for listed in material.listed}
    return set() if NO_DISTRICT in districts else districts
