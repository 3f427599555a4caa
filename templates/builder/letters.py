"""The templates of letters: form and sentences of `wording` in order."""

from templates.builder.blocks import Letter
from templates.builder.forms import body, end, external, memo, stamped
from templates.builder.lists import REPORT, SEPARATE_LIST
from templates.builder.wording import follow_ups, forwarding, notices
from templates.builder.writer import word_file

LETTERS: dict[str, Letter] = {
    "original": external(
        *body("{%p for text in body %}", "{%p if loop.revindex > 2 %}", "{{ text }}", "{%p else %}"),
        *end("{{ text }}"),
        *body("{%p endif %}", "{%p endfor %}"),
    ),
    "forwarding": external(
        *body("{%p if phrases.background %}", forwarding.BACKGROUND),
        *end(forwarding.NEWS + " ในการนี้ " + forwarding.ASKS),
        *body("{%p else %}", "ด้วย" + forwarding.NEWS),
        *end("{{ sender.name }} " + forwarding.ASKS),
        *body("{%p endif %}"),
        *end(forwarding.END),
    ),
    "progress": stamped(*body(follow_ups.PROGRESS_REQUESTED), *end(follow_ups.PROGRESS)),
    "reminder": stamped(*body(follow_ups.REQUESTED), *end(follow_ups.REMINDER), enclosed=True),
    "followup": stamped(*body(follow_ups.REQUESTED_AGAIN), *end(follow_ups.FOLLOWUP), enclosed=True),
    "final-followup": external(
        *body(follow_ups.FINAL_REQUESTED), *end(follow_ups.FINAL, follow_ups.FINAL_END), enclosed=True
    ),
    "escalation": external(
        *body(notices.ESCALATION_REQUESTED), *end(notices.ESCALATION, notices.ESCALATION_END), enclosed=True
    ),
    "escalation-memo": memo(*body(notices.MEMO_REQUESTED), *end(notices.MEMO, notices.MEMO_END), enclosed=True),
    "extension": external(*body(notices.EXTENSION_REQUESTED), *end(notices.EXTENSION, notices.NOTICE_END)),
    "refusal": external(*body(notices.REFUSAL_REQUESTED), *end(notices.REFUSAL, notices.REFUSAL_END)),
    "cancellation": external(*body(notices.CANCELLED_REQUEST), *end(notices.CANCELLATION, notices.NOTICE_END)),
    "replacement": external(*body(notices.CANCELLED_REQUEST), *end(notices.REPLACEMENT, notices.REPLACEMENT_END)),
    "thanks": external(*body(notices.THANKED_REQUEST), *end(notices.THANKS, notices.NOTICE_END)),
    "list": Letter(SEPARATE_LIST),
    "closing-report": Letter(REPORT, secrecy=False),
}


def template_files() -> dict[str, bytes]:
    """The file names and bytes of all templates, reproducible."""
    return {f"{name}.docx": word_file(letter) for name, letter in LETTERS.items()}
