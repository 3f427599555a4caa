"""The templates of letters: form and sentences of `wording` in order."""

from templates.builder.blocks import Letter
from templates.builder.forms import body, end, external, memo, stamped
from templates.builder.lists import REPORT, SEPARATE_LIST
from templates.builder.wording import escalations, follow_ups, forwarding, notices
from templates.builder.writer import word_file

LETTERS: dict[str, Letter] = {
    "original": external(),
    "forwarding": external(
        *body("{%p if phrases.background %}", forwarding.BACKGROUND),
        *end(forwarding.NEWS + " ในการนี้ " + forwarding.ASKS),
        *body("{%p else %}", "ด้วย" + forwarding.NEWS),
        *end("{{ sender.name }} " + forwarding.ASKS),
        *body("{%p endif %}"),
        *end(forwarding.END),
    ),
    "progress": stamped(*body(follow_ups.REQUESTED), *end(follow_ups.PROGRESS)),
    "reminder": stamped(*body(follow_ups.REQUESTED), *end(follow_ups.REMINDER, follow_ups.STAMPED_END), enclosed=True),
    "followup": stamped(*body(follow_ups.REQUESTED), *end(follow_ups.FOLLOWUP, follow_ups.STAMPED_END), enclosed=True),
    "final-followup": external(
        *body(follow_ups.FOLLOWED_UP), *end(follow_ups.FINAL, follow_ups.FINAL_END), enclosed=True
    ),
    "escalation": external(
        *body(follow_ups.FOLLOWED_UP), *end(escalations.ESCALATION, escalations.ESCALATION_END), enclosed=True
    ),
    "escalation-memo": memo(
        *body(escalations.MEMO_REQUESTED, escalations.MEMO_FACTS),
        *end(escalations.MEMO_PROPOSAL, escalations.MEMO_END),
        enclosed=True,
    ),
    "extension": external(*body(notices.EXTENSION_REQUESTED), *end(notices.EXTENSION, notices.NOTICE_END)),
    "refusal": external(*body(notices.ASKED), *end(notices.REFUSAL, notices.NOTICE_END)),
    "cancellation": external(*body(notices.CANCELLED_REQUEST), *end(notices.CANCELLATION, notices.END_OF_MATTER)),
    "replacement": external(*body(notices.CANCELLED_REQUEST), *end(notices.REPLACEMENT, notices.REPLACEMENT_END)),
    "thanks": external(*body(notices.THANKED_REQUEST), *end(notices.THANKS, notices.END_OF_MATTER)),
    "list": Letter(SEPARATE_LIST),
    "closing-report": Letter(REPORT, secrecy=False),
}


def template_files() -> dict[str, bytes]:
    """The file names and bytes of all templates, reproducible."""
    return {f"{name}.docx": word_file(letter) for name, letter in LETTERS.items()}
