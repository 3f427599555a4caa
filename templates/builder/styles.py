"""The named styles of the letters: fonts, sizes, indents, tabs and spacing (saraban rules).

Lengths are twips, 567 to a centimetre; font sizes are half points, as in WordprocessingML.
"""

from dataclasses import dataclass

FONT = "TH SarabunPSK"
TEXT_WIDTH = 9071  # 16 cm: A4 less 3 cm at the left and 2 cm at the right
MIDDLE = 4252  # the page's middle, 7.5 cm on the ruler: the date and คำลงท้าย begin here
SIGNATURE = 5160  # centre of the signature block, 9.1 cm: the middle of คำลงท้าย, 9.0 in TH SarabunPSK, is given as 9.2
SEAL = 6236  # centre of the agency's name, the seal and the date of a stamped letter, 11 cm
TOP, MEMO_TOP = 1418, 851  # the text begins 2.5 cm from the edge; a memo 1.5 cm, level with its emblem
ADDRESS = 5216  # the sender's name and address begin here: 16 cm less the longest usual address, 6.8 cm
REFERENCE, ENCLOSURE = 672, 1289  # the widths of อ้างถึง and สิ่งที่ส่งมาด้วย with two spaces
COUNTER = 265  # the width of ๑. with a space


@dataclass(frozen=True)
class Style:
    """A paragraph style. `hanging` is the width of the label beside which later lines are indented.

    `exact` fixes the line's height; 0 is single spacing, as the typing rules of 2553 ask for. Single is 18 pt in
    LibreOffice; the font's own measures let expect about 21 pt in Word. A fixed 21 pt everywhere would break pages
    alike, but no longer leaves the longest of the real letters on their one page.
    """

    name: str
    before: int = 0
    exact: int = 0
    tabs: tuple[tuple[str, int], ...] = ()
    hanging: int = 0
    first_line: int = 0
    indent: int = 0
    align: str = ""
    size: int = 32
    bold: bool = False
    red: bool = False
    latin: bool = False
    keep_next: bool = False
    split: bool = False  # a paragraph kept with the next may still be divided between pages
    close_up: bool = False  # no space between neighbours of the same style


STYLES = {
    style.name: style
    for style in (
        # Always there, also when empty: 43 pt bring the foot of ที่ to that of the emblem, 4.5 cm from the edge.
        Style("Wian Urgency", exact=860, size=64, bold=True, red=True),
        Style("Wian Number", hanging=ADDRESS, tabs=(("left", ADDRESS),)),
        Style("Wian Date", before=120, tabs=(("left", MIDDLE),)),
        Style("Wian Subject", before=120, hanging=524),
        Style("Wian To", before=120, hanging=561),
        Style("Wian To Office", before=120, hanging=353),
        Style("Wian Reference", before=120, hanging=REFERENCE, close_up=True),
        Style("Wian Enclosure", before=120, hanging=ENCLOSURE, tabs=(("right", TEXT_WIDTH),), close_up=True),
        # Several are numbered: the numbers stand below each other, and later lines below the text.
        Style(
            "Wian Reference Numbered",
            before=120, hanging=REFERENCE + COUNTER, tabs=(("left", REFERENCE),), close_up=True,
        ),
        Style(
            "Wian Enclosure Numbered",
            before=120, hanging=ENCLOSURE + COUNTER, tabs=(("left", ENCLOSURE), ("right", TEXT_WIDTH)), close_up=True,
        ),
        Style("Wian Body", before=120, first_line=1418, align="thaiDistribute"),
        # The last paragraphs are kept with the next: if a letter runs over, some text goes with the signature, and
        # never the signature or the contact lines alone.
        Style("Wian Body End", before=120, first_line=1418, align="thaiDistribute", keep_next=True, split=True),
        Style("Wian Closing", before=240, tabs=(("left", MIDDLE),), keep_next=True),
        Style("Wian Blank", keep_next=True),
        Style("Wian Signature", tabs=(("center", SIGNATURE),), keep_next=True),
        Style("Wian Seal", tabs=(("center", SEAL),), keep_next=True),
        Style("Wian Contact", keep_next=True),
        # The memo's head; its emblem stands at the left, from 1.5 to 3 cm. Dots fill the lines up to the margin.
        Style("Wian Memo Urgency", exact=720, indent=1020, size=64, bold=True, red=True),
        Style("Wian Memo Heading", exact=700, align="center", size=58, bold=True),
        Style("Wian Memo Unit", before=120, hanging=1520, tabs=(("right.dot", TEXT_WIDTH),)),
        Style("Wian Memo Number", tabs=(("left.dot", MIDDLE), ("right.dot", TEXT_WIDTH))),
        Style("Wian Memo Subject", hanging=680, tabs=(("right.dot", TEXT_WIDTH),)),
        Style("Wian QR", align="center"),
        Style("Wian QR Address", align="center", size=24, latin=True),
        Style("Wian Break", exact=20, size=2),
        Style("Wian List Label", align="right"),
        Style("Wian Title", before=120, align="center"),
        Style("Wian Cell"),
        Style("Wian Cell Centre", align="center"),
        # In a row kept with the next: a group's name with its first row, the last row with the totals.
        Style("Wian Cell Kept", keep_next=True),
        Style("Wian Cell Centre Kept", align="center", keep_next=True),
        Style("Wian Page Number", align="center"),
        # Between 0.4 and 1.4 cm from the edge, above the emblem, which begins at 1.5; empty if not secret.
        Style("Wian Secrecy", exact=560, align="center", size=40, bold=True, red=True),
    )
}  # fmt: skip

LABEL = Style("Wian Memo Label", size=40, bold=True)
"""The character style of a memo's labels."""
TABLE = "Wian Table"
"""The style of tables with borders."""
