"""Make the letters' templates: `python -m templates.make_letters` writes templates/letters/*.docx anew.

Each letter is a list of lines, a paragraph style and a text. The order and the places are those of ข้อ 11
(external letter, แบบที่ 1) and ข้อ 14 (stamped letter, แบบที่ 3) of the saraban regulation of 2526. An officer may
instead edit the Word files themselves; whoever changes them here makes them again.
"""

from collections.abc import Sequence
from pathlib import Path

from templates import wording
from templates import wording_notices as notices
from templates.lists import REPORT, SEPARATE_LIST
from templates.ooxml import Block, Line, SideBySide
from templates.package import letter_package
from templates.parts import body, end, external, memo, stamped
from workflow.letters.qr import qr_png

_HERE = Path(__file__).parent
FOLDER = _HERE / "letters"
_EMBLEM = _HERE.parent / "config" / "emblem.png"

LETTERS: dict[str, tuple[Block, ...]] = {
    "original": external(
        *body("{%p for text in body %}", "{%p if loop.revindex > 2 %}", "{{ text }}", "{%p else %}"),
        *end("{{ text }}"),
        *body("{%p endif %}", "{%p endfor %}"),
    ),
    "forwarding": external(
        *body("{%p if phrases.background %}", wording.FORWARD_BACKGROUND),
        *end(wording.FORWARD_NEWS + " ในการนี้ " + wording.FORWARD_ASKS),
        *body("{%p else %}", "ด้วย" + wording.FORWARD_NEWS),
        *end("{{ sender.name }} " + wording.FORWARD_ASKS),
        *body("{%p endif %}"),
        *end(wording.FORWARD_END),
    ),
    "progress": stamped(*body(wording.PROGRESS_REQUESTED), *end(wording.PROGRESS)),
    "reminder": stamped(*body(wording.REQUESTED), *end(wording.REMINDER), enclosed=True),
    "followup": stamped(*body(wording.REQUESTED_AGAIN), *end(wording.FOLLOWUP), enclosed=True),
    "final-followup": external(*body(wording.FINAL_REQUESTED), *end(wording.FINAL, wording.FINAL_END), enclosed=True),
    "escalation": external(
        *body(notices.ESCALATION_REQUESTED), *end(notices.ESCALATION, notices.ESCALATION_END), enclosed=True
    ),
    "escalation-memo": memo(*body(notices.MEMO_REQUESTED), *end(notices.MEMO, notices.MEMO_END), enclosed=True),
    "extension": external(*body(notices.EXTENSION_REQUESTED), *end(notices.EXTENSION, notices.NOTICE_END)),
    "refusal": external(*body(notices.REFUSAL_REQUESTED), *end(notices.REFUSAL, notices.REFUSAL_END)),
    "cancellation": external(*body(notices.CANCELLED_REQUEST), *end(notices.CANCELLATION, notices.NOTICE_END)),
    "replacement": external(*body(notices.CANCELLED_REQUEST), *end(notices.REPLACEMENT, notices.REPLACEMENT_END)),
    "thanks": external(*body(notices.THANKED_REQUEST), *end(notices.THANKS, notices.NOTICE_END)),
    "list": SEPARATE_LIST,
    "closing-report": REPORT,
}


def packages() -> dict[str, bytes]:
    """Return every template's file name and bytes, the same every time."""
    return {f"{name}.docx": _package(blocks) for name, blocks in LETTERS.items()}


def _package(blocks: Sequence[Block]) -> bytes:
    drawings = {block.drawing for block in blocks if isinstance(block, Line)}
    memo = "memo emblem" in drawings
    official = memo or "emblem" in drawings
    pictures = {"emblem": _EMBLEM.read_bytes()} if official else {}
    if any(isinstance(block, SideBySide) for block in blocks):
        pictures["qr"] = qr_png("https://example.go.th/")
    return letter_package(blocks, pictures, secrecy=blocks is not REPORT, memo=memo)


def main() -> None:
    """Write the templates into templates/letters."""
    for name, data in packages().items():
        (FOLDER / name).write_bytes(data)


if __name__ == "__main__":
    main()
