"""What a follow-up letter says: which letters it cites, what is the matter, by when, and its list."""

from collections.abc import Sequence
from typing import Literal

from workflow.circulars.ladder import SERIOUS
from workflow.followup.gather import Occasion
from workflow.letters import lagging_list
from workflow.letters.addressees import compose as address
from workflow.letters.draft import NO_DISTRICT, LetterDraft
from workflow.letters.facts import ONE_SET, cited_facts, lagging_facts
from workflow.letters.issued import FOLLOW_UP, EarlierLetter
from workflow.letters.qr import code_facts
from workflow.registry import signers
from workflow.thai.digits import thai_digits

SUBJECT_MARK = "(ติดตามครั้งที่ {number})"


def compose(occasion: Occasion, reason: str) -> LetterDraft:
    """The letter of this occasion, without a number. Raises NotAllowedError if the signer may not sign that day."""
    circular, stage = occasion.circular, occasion.ranked.stage
    signer = signers.checked(occasion.signer, occasion.today)
    cited, number = _cited(occasion)
    # Some of those cited may be of this same rung, about other offices with a deadline of their own.
    number = min(number, circular.ladder.follow_up_number(occasion.ranked) or number)
    by: Literal["post", "office"] = "office" if stage.form == "stamped" else "post"
    receiver = address([m.unit for m in occasion.addressed], [m.unit for m in occasion.beside], by=by)
    subject = cited[0].subject if cited else circular.subject
    if stage.form == "memo" or stage.escalates:
        subject = circular.subject
    elif stage.form == "external":
        subject = f"{circular.subject} {SUBJECT_MARK.format(number=thai_digits(number))}"
    return LetterDraft(
        circular_id=circular.id,
        sender=occasion.sender,
        kind=FOLLOW_UP,
        stage=stage.id,
        stage_rank=occasion.ranked.rank,
        deadline_version=occasion.version,
        issuer=occasion.issuer,
        content=circular.content,
        form=stage.form,
        template=stage.template,
        reason=reason,
        subject=subject,
        receiver=receiver,
        addressees=occasion.addressed,
        deadline=occasion.new_deadline or occasion.deadline,
        # A memo tells what the letter cited asks for; others tell by when it was to be done until now.
        old_deadline=cited[0].deadline if stage.form == "memo" and cited else occasion.deadline,
        previous_deadline=occasion.deadline if occasion.new_deadline else None,
        urgency=str(stage.urgency),
        signer=signer,
        below=occasion.kinds_below,
        own_facts=_own_facts(occasion, cited, number),
        listed=occasion.listed,
        cites=[letter.record() for letter in cited],
        attached=(lagging_list.LIST,) if stage.listing == "file" else (),
        serious=stage.escalates or number >= SERIOUS,
    )


def _cited(occasion: Occasion) -> tuple[list[EarlierLetter], int]:
    """The sender's own earlier letters to cite, and which follow-up after the deadline this is.

    The follow-ups already sent to all these addressees are cited if there are any (all of them in a signed
    letter, the latest in a stamped one), else the letter that brought them the circular.
    """
    stage, earlier = occasion.ranked.stage, occasion.earlier
    late = {rung.id for rung in occasion.circular.ladder.stages if rung.follows_up}
    follow_ups = [letter for letter in earlier if letter.stage in late]
    first = [letter for letter in earlier if letter.brings]
    if stage.form == "memo":
        return first, len(follow_ups) + 1
    cited = follow_ups if stage.form == "external" else follow_ups[-1:]
    return cited or first, len(follow_ups) + 1


def _own_facts(occasion: Occasion, cited: Sequence[EarlierLetter], number: int) -> dict[str, object]:
    stage, content = occasion.ranked.stage, occasion.circular.content
    outcomes = {listed.outcome for listed in occasion.listed}
    letters = [letter.cited() for letter in cited]
    # Counted from the deadline that held for these offices, which may have been moved since the circular's own.
    days_late = max((occasion.today - occasion.deadline).days, 0)
    own_facts: dict[str, object] = {
        "cited": cited_facts(letters),
        "references": [letter.reference() for letter in letters] if stage.form == "external" else [],
        "matter": "both" if len(outcomes) > 1 else outcomes.pop(),
        "moved": occasion.new_deadline is not None,
        "lagging": lagging_facts(len(occasion.listed), occasion.total, stage.many_percent, _places(occasion)),
        "follow_up_no": thai_digits(number),
        "days_late": thai_digits(days_late),
    }
    if stage.listing in ("enclosure", "file"):
        place: lagging_list.Place = "จังหวัด" if stage.sender == "department" else "อำเภอ"
        own_facts[lagging_list.LIST] = lagging_list.compose(
            content.phrases, occasion.listed, occasion.as_of, place=place, inside=stage.listing == "enclosure"
        )
        if stage.form == "external":
            own_facts["enclosures"] = [{"text": lagging_list.title_of(content.phrases), "quantity": ONE_SET}]
    elif stage.listing == "qr" and content.details_address:
        own_facts["qr"] = code_facts("รายละเอียด", content.details_address)
    return own_facts


def _places(occasion: Occasion) -> set[str]:
    """The districts in which they lag; none if some answer to the province itself."""
    districts = {listed.district_name for listed in occasion.listed}
    return set() if NO_DISTRICT in districts else districts
