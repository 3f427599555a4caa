"""Clean letters, each with one fault in its type or its page put in, and the rule that must see it."""

from tests.support.lint_edits import (
    FOOT,
    HEAD,
    STYLES,
    attribute,
    blanks,
    both,
    drop,
    font,
    insert,
    move,
    say,
    set_out,
    text_look,
    without_tabs,
)
from tests.support.lint_faults import Fault
from tests.support.lint_single_edits import emblem_again, emblem_left, no_drawing, theme_fonts

_FIRST, _SECOND, _LAST = "ตามที่กรม", "กรมส่งเสริมการปกครองท้องถิ่นแจ้ง", "จึงเรียนมา"
_CLOSING, _NAME, _AGENCY = "ขอแสดงความนับถือ", "(ชื่อผู้ลงนาม)", "สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัดแพร่"
_DEPUTY, _GOVERNOR = "รองผู้ว่าราชการจังหวัด", "ผู้ว่าราชการจังหวัดแพร่"
_CONTACT = ("สำนักงานส่งเสริม", "ฝ่ายบริหาร", "โทรศัพท์")
_EMBLEM = ".//wp:docPr[@name='emblem']/../wp:extent"


_CENTRED, _RIGHT = 'jc w:val="center"', 'jc w:val="right"'

PAGE_FAULTS = (
    Fault("L13-font", "a font for Latin alone", "external", font(_SECOND, cs="Cordia New")),
    Fault("L13-font", "a theme's font", "typed", theme_fonts),
    Fault("L13-font", "another font in the head of a page", "secret", font("ลับ", cs="Angsana New"), HEAD),
    Fault("M02-name", "the font's name with an Arabic nine", "external", font(_SECOND, cs="TH SarabunIT9")),
    Fault("L13-size", "a size for Latin alone", "external", text_look("เรื่อง", szCs="22")),
    Fault("L13-size", "text of 19 points", "external", text_look(_SECOND, sz="38", szCs="38")),
    Fault("L13-size", "contact lines of 14 points", "stamped", text_look("โทรศัพท์", sz="28", szCs="28")),
    Fault("L13-paper", "paper of the size Letter", "external", attribute(".//w:pgSz", "w:h", "15840")),
    Fault("L13-margins", "a margin of one inch", "external", attribute(".//w:pgMar", "w:left", "1440")),
    Fault("L13-justified", "text justified the Latin way", "external", set_out(_SECOND, 'jc w:val="both"')),
    Fault("L13-indent", "a first line of 1.25 cm", "external", set_out(_SECOND, 'ind w:firstLine="709"')),
    Fault("L13-spacing", "lines one and a half apart", "external",
          set_out(_SECOND, 'spacing w:line="360" w:lineRule="auto"')),
    Fault("M04-labels", "bold labels", "external", text_look("เรื่อง", b="1", bCs="1")),
    Fault("M04-labels", "a bold ถึง", "stamped", text_look("ถึง", b="1", bCs="1")),
    Fault("L13-heading", "a memo's heading of 20 points", "memo", text_look("บันทึก", szCs="40")),
    Fault("L13-labels", "a memo's labels not bold", "memo", text_look("ส่วนราชการ", bCs="0")),
    Fault("L13-emblem", "an emblem of 2.5 cm", "external",
          both(attribute(_EMBLEM, "cx", "900000"), attribute(_EMBLEM, "cy", "900000"))),
    Fault("L13-emblem", "a memo's emblem of 3 cm", "memo",
          both(attribute(".//wp:extent", "cx", "1080000"), attribute(".//wp:extent", "cy", "1080000"))),
    Fault("M25-missing", "no emblem", "external", no_drawing),
    Fault("M25-stretched", "a stretched emblem", "external", attribute(_EMBLEM, "cx", "1300000")),
    Fault("M25-place", "an emblem at the left", "external", emblem_left),
    Fault("M25-pages", "an emblem on the enclosure", "stamped", emblem_again),
    Fault("L13-urgency", "urgency in black", "stamped", text_look("ด่วน", color="000000")),
    Fault("L13-urgency", "urgency of 20 points", "stamped", text_look("ด่วน", szCs="40")),
    Fault("L13-urgency", "urgency not bold", "stamped", text_look("ด่วน", bCs="0")),
    Fault("M12-urgency", "urgency below ที่", "stamped", move("ด่วนที่สุด", after="ที่")),
    Fault("M12-urgency", "urgency in the middle", "final", set_out("ด่วน", _CENTRED)),
    Fault("M12-grades", "two grades of urgency", "stamped", insert("ด่วน", after="ด่วนที่สุด")),
    Fault("L13-secrecy", "secrecy in black", "secret", text_look("ลับ", color="000000"), HEAD),
    Fault("M12-secrecy", "secrecy at the top alone", "secret", drop("ลับ"), FOOT),
    Fault("M12-secrecy", "secrecy at the right", "secret", set_out("ลับ", _RIGHT), HEAD),
    Fault("M05-beside", "the sender below ที่", "external",
          both(without_tabs("ที่"), say("ศาลากลางจังหวัดแพร่", ""))),
    Fault("M05-aligned", "the address at the right", "external", both(without_tabs("ถนน"), set_out("ถนน", _RIGHT))),
    Fault("M07-place", "the closing in the middle", "external",
          both(without_tabs(_CLOSING), set_out(_CLOSING, _CENTRED))),
    Fault("L13-inside", "a position too long for its line", "external",
          say("รองผู้ว่าราชการจังหวัด", "รองผู้ว่าราชการจังหวัดด้านการส่งเสริมการปกครองท้องถิ่นและการพัฒนางาน")),
    Fault("M07-centred", "the name at the margin", "external", without_tabs(_NAME)),
    Fault("M07-centred", "the position at the right", "external",
          both(without_tabs(_GOVERNOR), set_out(_GOVERNOR, _RIGHT))),
    Fault("M07-room", "one blank line for the signature", "external", blanks(2, after=_CLOSING)),
    Fault("L13-indent", "a style without the first line", "external",
          attribute(".//w:style[@w:styleId='WianBody']/w:pPr/w:ind", "w:firstLine", "0"), STYLES),
)  # fmt: skip
