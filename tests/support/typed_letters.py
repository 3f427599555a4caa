"""Letters typed by hand in Word: no style of ours, labels with tabs and blanks, the look set on the runs."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as Word
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

from tests.support.sample_letters import PICTURES
from workflow.letters.samples.common import DLA, OFFICE

Element = Any
FONT = "TH SarabunPSK"


@dataclass(frozen=True)
class Look:
    """How somebody formats what he types: the font, points, and so on, set on the run as Word's buttons do."""

    points: float = 16
    bold: bool = False
    red: bool = False
    font: str = FONT


class Typist:
    """Somebody who types a letter into a new Word document, with tabs, blanks and Enter."""

    def __init__(self, left: float = 3, right: float = 2) -> None:
        self.word: Word = Document()
        section = self.word.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin, section.right_margin = Cm(left), Cm(right)

    def type(self, *texts: str | tuple[str, Look], align: ALIGN | None = None, first: float | None = None) -> Paragraph:
        """A paragraph of pieces of text, each plain or with a look."""
        line = self._line(align)
        line.paragraph_format.first_line_indent = Cm(first) if first is not None else None
        for each in texts:
            text, look = each if isinstance(each, tuple) else (each, Look())
            self._format(line.add_run(text)._r, look)
        return line

    def body(self, *texts: str) -> None:
        """Paragraphs of the letter's text."""
        for text in texts:
            self.type(text, align=ALIGN.THAI_JUSTIFY, first=2.5)

    def enter(self, times: int = 1) -> None:
        """Empty paragraphs."""
        for _ in range(times):
            self._line(None)

    def emblem(self, height: float = 3, align: ALIGN = ALIGN.CENTER) -> None:
        """The emblem in a paragraph of its own."""
        line = self._line(align)
        line.add_run().add_picture(BytesIO(PICTURES["emblem"]), height=Cm(height))

    def done(self) -> bytes:
        """The file."""
        out = BytesIO()
        self.word.save(out)
        return out.getvalue()

    def _line(self, align: ALIGN | None) -> Paragraph:
        line = self.word.add_paragraph()
        if align is not None:
            line.alignment = align
        line.paragraph_format.line_spacing = 1.0  # a new document's own is wider
        line.paragraph_format.space_after = Pt(0)
        return line

    def _format(self, run: Element, look: Look) -> None:
        properties = run.get_or_add_rPr()
        fonts = OxmlElement("w:rFonts")
        for slot in ("ascii", "hAnsi", "cs"):
            fonts.set(qn(f"w:{slot}"), look.font)
        properties.append(fonts)
        for tag, value in (("b", "1"), ("bCs", "1")) if look.bold else ():
            properties.append(parse_xml(f'<w:{tag} {nsdecls("w")} w:val="{value}"/>'))
        if look.red:
            properties.append(parse_xml(f'<w:color {nsdecls("w")} w:val="FF0000"/>'))
        for tag in ("sz", "szCs"):
            properties.append(parse_xml(f'<w:{tag} {nsdecls("w")} w:val="{int(Pt(look.points).pt * 2)}"/>'))


def typed_external() -> bytes:
    """An external letter typed by hand: labels with tabs and blanks, no tab stops, blanks between paragraphs."""
    hand = Typist()
    hand.emblem()
    hand.type("ที่ พร ๐๐๒๓.๑/ว ๔๗๙๗\t\t\t\t\tศาลากลางจังหวัดแพร่")
    hand.type("\t\t\t\t\t\t\tถนนไชยบูรณ์ พร ๕๔๐๐๐")
    hand.type("\t\t\t\t\t\t๑๘ พฤศจิกายน ๒๕๖๕")
    hand.enter()
    hand.type("เรื่อง\tการสำรวจที่พักพิงชั่วคราว")
    hand.type("เรียน\tนายอำเภอทุกอำเภอ และนายกเทศมนตรีเมืองแพร่")
    hand.type(f"สิ่งที่ส่งมาด้วย\tสำเนาหนังสือ{DLA} ที่ มท ๐๘๑๐.๒/ว ๓๙๗๒ ลงวันที่ ๙ พฤศจิกายน ๒๕๖๕\tจำนวน ๑ ชุด")
    hand.body(
        f"ด้วย{DLA}แจ้งว่าขอทราบผลการสำรวจที่พักพิงชั่วคราวสำหรับผู้ประสบอุทกภัย รายละเอียดปรากฏตามสิ่งที่ส่งมาด้วย",
        "จังหวัดแพร่ขอให้สำรวจที่พักพิงชั่วคราวและรายงานผล ภายในวันศุกร์ที่ ๓๐ ธันวาคม ๒๕๖๕",
        "จึงเรียนมาเพื่อพิจารณาดำเนินการ สำหรับอำเภอให้แจ้งองค์กรปกครองส่วนท้องถิ่นในพื้นที่ต่อไป",
    )
    hand.enter()
    hand.type("\t\t\t\t\t\tขอแสดงความนับถือ")
    hand.enter(3)
    hand.type("\t\t\t\t\t\t   (ชื่อผู้ลงนาม)")
    hand.type("\t\t\t\t\t\tผู้ว่าราชการจังหวัดแพร่")
    hand.enter(2)
    hand.type("สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัด")
    hand.type("โทร. ๐ ๕๔๕๓ ๔๑๑๙")
    return hand.done()


def typed_stamped() -> bytes:
    """A stamped letter typed by hand, urgent; agency and date centred with an indent."""
    hand = Typist()
    hand.emblem()
    hand.type(("ด่วนที่สุด", Look(32, bold=True, red=True)))
    hand.type("ที่  พร ๐๐๒๓.๑/ว ๔๙๐")
    hand.type("ถึง  สำนักงานส่งเสริมการปกครองท้องถิ่นอำเภอทุกอำเภอ")
    hand.body(
        "ตามหนังสือจังหวัดแพร่ ที่ พร ๐๐๒๓.๑/ว ๒๖๓๙ ลงวันที่ ๒๙ พฤษภาคม ๒๕๖๓ เรื่อง การสำรวจที่พักพิง นั้น",
        f"{OFFICE} ได้ตรวจสอบแล้ว จึงให้เร่งรัดดำเนินการให้แล้วเสร็จ ภายในวันที่ ๓๑ สิงหาคม ๒๕๖๓ เรียนมาเพื่อพิจารณาดำเนินการ",
    )
    hand.enter(3)
    for text in (OFFICE, "๒๔ สิงหาคม ๒๕๖๓"):
        hand.type(text, align=ALIGN.CENTER).paragraph_format.left_indent = Cm(6)
    hand.enter(3)
    hand.type("ฝ่ายบริหารทั่วไป")
    hand.type("โทรศัพท์ ๐ ๕๔๕๓ ๔๑๑๙ ต่อ ๑๐๒")
    return hand.done()


def typed_memo() -> bytes:
    """A memo typed by hand, with dots for the leaders."""
    hand, label = Typist(), Look(20, bold=True)
    hand.emblem(1.5, ALIGN.LEFT)
    hand.type(("บันทึกข้อความ", Look(29, bold=True)), align=ALIGN.CENTER)
    hand.type(("ส่วนราชการ", label), f"....{OFFICE} โทร. ๐ ๕๔๕๓ ๔๑๑๙.......")
    hand.type(("ที่", label), " .....พร ๐๐๒๓.๑/๑๒๓.............", ("วันที่", label), " .....๑๘ พฤศจิกายน ๒๕๖๕........")
    hand.type(("เรื่อง", label), " ......การสำรวจที่พักพิงชั่วคราว.............")
    hand.type("เรียน  ผู้ว่าราชการจังหวัดแพร่")
    hand.body(
        f"ด้วย{DLA}ขอทราบผลการสำรวจที่พักพิงชั่วคราว จึงขอเสนอให้แจ้งอำเภอดำเนินการ",
        "จึงเรียนมาเพื่อโปรดพิจารณา",
    )
    hand.enter(3)
    hand.type("\t\t\t\t\t\t(ชื่อผู้ลงนาม)")
    hand.type("\t\t\t\t\t\tท้องถิ่นจังหวัดแพร่")
    return hand.done()


def typed_table(columns: int) -> bytes:
    """The letter of `typed_external` with a table in its text."""
    hand = Typist()
    hand.word = Document(BytesIO(typed_external()))
    (opening,) = (line for line in hand.word.paragraphs if line.text.startswith("ด้วย"))
    table = hand.word.add_table(2, columns)
    for row, texts in zip(table.rows, (("ลำดับ", "รายการ"), ("แห่งแรก", "ที่พักพิงชั่วคราว")), strict=True):
        for cell, text in zip(row.cells, texts, strict=False):
            cell._tc.replace(cell.paragraphs[0]._p, hand.type(text)._p)
    opening._p.addnext(table._tbl)
    return hand.done()


def typed_with_faults() -> bytes:
    """An external letter typed by somebody who knows neither the rules nor Word's complex-script fonts."""
    hand = Typist(left=2.54, right=2.54)
    hand.type("ที่ พร ๐๐๒๓.๑/ว ๐๐๔๕", align=None)
    hand.type("ศาลากลางจังหวัดแพร่", align=ALIGN.RIGHT)
    hand.type("วันที่ 18 พ.ย. 2565", align=ALIGN.CENTER)
    hand.type(("เรื่อง", Look(bold=True)), " การสำรวจที่พักพิงชั่วคราว")
    hand.type(("เรียน", Look(bold=True)), " นายสมมติ ตัวอย่าง")
    hand.type(("ตามที่จังหวัดแพร่ขอให้องค์กรบริหารส่วนตำบลสำรวจที่พักพิงชั่วคราวไว้แล้ว", Look(font="Angsana New")))
    hand.type("จึงเรียนมาเพื่อทราบ", first=1.25)
    hand.type("ขอแสดงความนับถืออย่างยิ่ง", align=ALIGN.CENTER)
    hand.type("(ชื่อผู้ลงนาม)", align=ALIGN.CENTER)
    hand.type("รองผู้ว่าราชการจังหวัด", align=ALIGN.CENTER)
    hand.type("รักษาราชการแทนผู้ว่าราชการจังหวัดแพร่", align=ALIGN.CENTER)
    hand.type("โทร. 0 5453 4119")
    return hand.done()
