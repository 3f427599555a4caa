"""The common blocks of letters of a form: head, foot, signature and seal.

The order and the places are those of ข้อ 11 (external letter, แบบที่ 1) and ข้อ 14 (stamped letter, แบบที่ 3) of the
saraban regulation of 2526.
"""

from templates.builder.blocks import Block, Letter, Line, SideBySide
from templates.builder.lists import enclosed_list


def _labelled(style: str, item: str, items: str, label: str, text: str) -> tuple[Block, ...]:
    """A line for each item beside one label, with numbers if there are several."""
    return (
        Line(style, f"{{%p for {item} in {items} %}}"),
        Line(style, "{%p if loop.length > 1 %}"),
        Line(
            f"{style} Numbered",
            f"{{% if loop.first %}}{label}  {{% else %}}\t{{% endif %}}{{{{ loop.index|thai_digits }}}}.~{text}",
        ),
        Line(style, "{%p else %}"),
        Line(style, f"{label}  {text}"),
        Line(style, "{%p endif %}"),
        Line(style, "{%p endfor %}"),
    )


TOP: tuple[Block, ...] = (Line("Wian Urgency", "{{ urgency }}"),)
EXTERNAL_TOP: tuple[Block, ...] = (
    *TOP,
    Line("Wian Number", "ที่  {{ number }}\t{{ agency }}", drawing="emblem"),
    Line("Wian Number", "{%p for line in address %}"),
    Line("Wian Number", "\t{{ line }}"),
    Line("Wian Number", "{%p endfor %}"),
    Line("Wian Date", "\t{{ date }}"),
    Line("Wian Subject", "เรื่อง  {{ subject }}"),
    Line("Wian To", "เรียน  {{ to }}"),
    *_labelled("Wian Reference", "reference", "references", "อ้างถึง", "{{ reference }}"),
    *_labelled(
        "Wian Enclosure", "enclosure", "enclosures", "สิ่งที่ส่งมาด้วย", "{{ enclosure.text }}\t{{ enclosure.quantity }}"
    ),
)
STAMPED_TOP: tuple[Block, ...] = (
    *TOP,
    Line("Wian Number", "ที่  {{ number }}", drawing="emblem"),
    Line("Wian To Office", "ถึง  {{ to }}"),
)
MEMO_TOP: tuple[Block, ...] = (
    Line("Wian Memo Urgency", "{%p if urgency %}"),
    Line("Wian Memo Urgency", "{{ urgency }}"),
    Line("Wian Memo Urgency", "{%p endif %}"),
    Line("Wian Memo Heading", "บันทึกข้อความ", drawing="memo emblem"),
    Line("Wian Memo Unit", "«ส่วนราชการ»  {{ memo_unit }}\t"),
    Line("Wian Memo Number", "«ที่»  {{ number }}\t«วันที่»  {{ date }}\t"),
    Line("Wian Memo Subject", "«เรื่อง»  {{ subject }}\t"),
    Line("Wian To", "เรียน  {{ to }}"),
)
BLANKS: tuple[Block, ...] = (Line("Wian Blank", ""),) * 3
CONTACT: tuple[Line, ...] = (
    Line("Wian Contact", "{%p for line in contact %}"),
    Line("Wian Contact", "{{ line }}"),
    Line("Wian Contact", "{%p endfor %}"),
)
QR: tuple[Line, ...] = (
    Line("Wian QR", "{%p if qr %}"),
    Line("Wian QR", "", drawing="qr"),
    Line("Wian QR", "{{ qr.label }}"),
    Line("Wian QR Address", "{{ qr.shown }}"),
    Line("Wian QR", "{%p endif %}"),
)
SIGNER: tuple[Block, ...] = (
    Line("Wian Signature", "\t{{ signer.name }}"),
    Line("Wian Signature", "{%p for line in signer.lines %}"),
    Line("Wian Signature", "\t{{ line }}"),
    Line("Wian Signature", "{%p endfor %}"),
)
SIGNED: tuple[Block, ...] = (
    Line("Wian Closing", "\t{{ closing }}"),
    *BLANKS,  # room for the signature
    *SIGNER,
    Line("Wian Contact", ""),
)
SEALED: tuple[Block, ...] = (
    *BLANKS,  # the seal's upper half; its lower half is beside the contact lines
    Line("Wian Seal", "\t{{ seal_agency }}", drawing="seal"),
    Line("Wian Seal", "\t{{ date }}"),
    *BLANKS,
)


def body(*texts: str) -> tuple[Block, ...]:
    """The body paragraphs of these texts."""
    return tuple(Line("Wian Body", text) for text in texts)


def end(*texts: str) -> tuple[Block, ...]:
    """The last two body paragraphs, kept with the signature or the seal."""
    return tuple(Line("Wian Body End", text) for text in texts)


def worded(*standard: Block) -> tuple[Block, ...]:
    """The text of a letter: an officer's own paragraphs if there are any, else the standard ones."""
    return (
        *body("{%p if body %}", "{%p for text in body %}", "{%p if loop.revindex > 2 %}", "{{ text }}", "{%p else %}"),
        *end("{{ text }}"),
        *body("{%p endif %}", "{%p endfor %}", "{%p else %}"),
        *standard,
        *body("{%p endif %}"),
    )


FOOT = SideBySide(CONTACT, QR)
"""The contact lines with the QR code beside them, so that the letter stays on one page."""


def external(*body: Block, enclosed: bool = False) -> Letter:
    """An external letter with this text (ข้อ 11)."""
    ending = enclosed_list("สิ่งที่ส่งมาด้วย") if enclosed else ()
    return Letter((*EXTERNAL_TOP, *worded(*body), *SIGNED, FOOT, *ending))


def stamped(*body: Block, enclosed: bool = False) -> Letter:
    """A stamped letter with this text (ข้อ 14)."""
    ending = enclosed_list("สิ่งที่ส่งมาพร้อมนี้") if enclosed else ()
    return Letter((*STAMPED_TOP, *worded(*body), *SEALED, FOOT, *ending))


def memo(*body: Block, enclosed: bool = False) -> Letter:
    """A memo with this text (ข้อ 12): no คำลงท้าย, no address; the text names what is attached."""
    ending = enclosed_list("เอกสารแนบ") if enclosed else ()
    return Letter((*MEMO_TOP, *worded(*body), *BLANKS, *SIGNER, Line("Wian Blank", ""), *ending), memo=True)
