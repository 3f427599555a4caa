"""Clean letters, each with one fault in its parts or words put in, and the rule that must see it."""

from dataclasses import dataclass

from tests.support.lint_edits import BODY, Edit, blanks, both, drop, edited, insert, move, say, without_tabs
from tests.support.lint_single_edits import (
    ends_with,
    highlighted,
    line_break,
    numbered,
    seal_gone,
    sender_gone,
    underlined,
)
from tests.support.sample_letters import rendered
from tests.support.typed_letters import typed_external, typed_memo

_CLEAN = {
    "external": lambda: rendered("forwarding"),
    "original": lambda: rendered("original"),
    "final": lambda: rendered("final-followup"),
    "stamped": lambda: rendered("reminder"),
    "progress": lambda: rendered("progress"),
    "secret": lambda: rendered("original", secrecy="ลับ"),
    "memo": typed_memo,
    "typed": typed_external,
}
_FIRST, _SECOND, _LAST = "ตามที่กรม", "กรมส่งเสริมการปกครองท้องถิ่นแจ้ง", "จึงเรียนมา"
_CLOSING, _NAME, _AGENCY = "ขอแสดงความนับถือ", "(ชื่อผู้ลงนาม)", "สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัดแพร่"
_DEPUTY, _GOVERNOR = "รองผู้ว่าราชการจังหวัด", "ผู้ว่าราชการจังหวัดแพร่"
_CONTACT = ("สำนักงานส่งเสริม", "ฝ่ายบริหาร", "โทรศัพท์")
_EMBLEM = ".//wp:docPr[@name='emblem']/../wp:extent"


@dataclass(frozen=True)
class Fault:
    """A fault: the rule that must see it, what it is, the letter it is put into, and how."""

    rule: str
    what: str
    letter: str
    edit: Edit
    part: str = BODY

    def made(self) -> bytes:
        """The letter with the fault."""
        return edited(_CLEAN[self.letter](), self.edit, self.part)

    def __str__(self) -> str:
        return f"{self.rule}-{self.what}".replace(" ", "-")


FAULTS = (
    Fault("L01-parts", "the label ที่ is missing", "external", say("ที่  พร", "พร")),
    Fault("L01-parts", "the date is missing", "external", drop("๑๘ พฤศจิกายน")),
    Fault("L01-parts", "the subject is missing", "external", drop("เรื่อง")),
    Fault("L01-parts", "เรียน is missing", "external", drop("เรียน")),
    Fault("L01-parts", "the closing is missing", "external", drop(_CLOSING)),
    Fault("L01-parts", "the name is missing", "external", drop(_NAME)),
    Fault("L01-parts", "the position is missing", "external", drop(_DEPUTY, _GOVERNOR)),
    Fault("L01-parts", "the unit in charge is missing", "external", drop(*_CONTACT)),
    Fault("L01-parts", "the sender is missing", "external", sender_gone),
    Fault("L01-text", "one paragraph of text", "external", drop(_FIRST, _SECOND)),
    Fault("L01-order", "the subject below เรียน", "external", move("เรื่อง", after="เรียน")),
    Fault("L01-order", "the date below เรียน", "external", move("๑๘ พฤศจิกายน", after="เรียน")),
    Fault("L01-enclosure", "an enclosure that is not named", "external", drop("สิ่งที่ส่งมาด้วย")),
    Fault("L01-items", "a single enclosure with a number", "external", say("สำเนาหนังสือ", "๑.·สำเนาหนังสือ")),
    Fault("L01-intent", "no purpose at the end", "external", say("จึงเรียนมาเพื่อทราบ", "ทั้งนี้ ให้ทราบ")),
    Fault("L01-telephone", "no telephone", "external", drop("โทรศัพท์")),
    Fault("L01-foot", "the fax above the telephone", "original", move("โทร.", after="โทรสาร")),
    Fault("L01-foot", "copies above the telephone", "external",
          insert("สำเนาส่ง สำนักงานปลัดกระทรวงมหาดไทย", after="ฝ่ายบริหาร")),
    Fault("L01-address", "no address", "external", drop("ถนน")),
    Fault("L01-copies", "no number of copies", "external", say("จำนวน·๑·ชุด", "")),
    Fault("L01-mentioned", "an enclosure that the text does not mention", "external",
          say(" รายละเอียดปรากฏตามสิ่งที่ส่งมาด้วย", "")),
    Fault("L01-counted", "references with a gap", "final", say("๒.·หนังสือ", "๓.·หนังสือ")),
    Fault("L01-stop", "a full stop after the subject", "external", ends_with("เรื่อง", "ทั้งหมด.")),
    Fault("L01-left", "dots to be filled in", "external", say("ในการนี้", "ในการนี้ .......... ")),
    Fault("L01-left", "a placeholder", "external", say("ในการนี้", "[ระบุเหตุผล]")),
    Fault("L01-left", "a highlighted word", "external", highlighted("ในการนี้")),
    Fault("L02-intent", "a stamped letter without a purpose", "stamped",
          both(say("จึงแจ้งมาเพื่อพิจารณาดำเนินการ", "ทั้งนี้"), say("จึงขอให้", "และให้"), say("ขอให้", "ให้"),
               say("ขอให้", "ให้"))),
    Fault("M18-earlier", "a cited letter of a later day", "final",
          say("ลงวันที่·๒·ตุลาคม·๒๕๖๓", "ลงวันที่·๒·ตุลาคม·๒๕๖๔")),
    Fault("M18-earlier", "a letter that cites itself", "final",
          both(say("พร·๐๐๒๓.๑/ว·๔๘๒๐", "พร·๐๐๒๓.๑/ว·๕๒๘๓"), say("ลงวันที่·๒·ตุลาคม·๒๕๖๓", "ลงวันที่·๒·พฤศจิกายน·๒๕๖๓"))),
    Fault("M18-used", "a reference that the text does not use", "original",
          insert("อ้างถึง  หนังสือจังหวัดแพร่ ที่ พร ๐๐๒๓.๑/ว ๔๑ ลงวันที่ ๒ มีนาคม ๒๕๖๓", after="เรียน")),
    Fault("M19-words", "a misspelt word", "external", say("รายละเอียดปรากฏ", "รายละเอียดปรากฎ")),
    Fault("M19-words", "a department that does not exist", "external",
          say("กรมส่งเสริมการปกครองท้องถิ่นแจ้ง", "กรมส่งเสริมการปกครองส่วนท้องถิ่นแจ้ง")),
    Fault("M19-phrases", "ภายในไม่เกิน", "external", say("ภายในวันศุกร์", "ภายในไม่เกินวันศุกร์")),
    Fault("M14-doubled", "two conjunctions", "external", say("ในการนี้", "เนื่องจากเพราะในการนี้")),
    Fault("M10-salutation", "ท่าน in the salutation", "original", say("เรียน  ผู้ว่า", "เรียน  ท่านผู้ว่า")),
    Fault("L12-rank", "a shortened rank", "external", say("(ชื่อผู้ลงนาม)", "(พ.ต.อ. ชื่อผู้ลงนาม)")),
    Fault("L02-parts", "ถึง is missing", "stamped", drop("ถึง")),
    Fault("L02-parts", "the agency is missing", "stamped", drop(_AGENCY + "¶")),
    Fault("L02-parts", "the date is missing", "stamped", drop("๒๔ สิงหาคม")),
    Fault("L02-parts", "the unit in charge is missing", "stamped", drop("ฝ่ายบริหาร", "โทรศัพท์", "โทรสาร")),
    Fault("L02-order", "ถึง above ที่", "stamped", move("ที่", after="ถึง")),
    Fault("L02-forbidden", "a stamped letter with เรื่อง", "stamped", insert("เรื่อง  การสำรวจ", after="ที่")),
    Fault("L02-forbidden", "a stamped letter with เรียน", "stamped", insert("เรียน  นายอำเภอทุกอำเภอ", after="ถึง")),
    Fault("L02-forbidden", "a stamped letter with a closing", "stamped", insert(_CLOSING, after=_AGENCY + "¶")),
    Fault("L02-forbidden", "a stamped letter with a name", "stamped", insert(_NAME, after="๒๔ สิงหาคม")),
    Fault("L02-forbidden", "a stamped letter with an address", "stamped",
          say("/ว·๔๑๙๐", "/ว·๔๑๙๐    ศาลากลางจังหวัดแพร่")),
    Fault("L02-enclosure", "สิ่งที่ส่งมาด้วย in a stamped letter", "stamped",
          say("ตามบัญชีรายชื่อที่ส่งมาพร้อมนี้", "ตามบัญชีรายชื่อ รายละเอียดปรากฏตามสิ่งที่ส่งมาด้วย")),
    Fault("L02-room", "no room for the seal", "stamped", both(seal_gone, blanks(2, after="จึงแจ้งมา"))),
    Fault("L02-place", "the date of a stamped letter at the left", "stamped", without_tabs("๒๔ สิงหาคม")),
    Fault("M08-parts", "a memo without its heading", "memo", drop("บันทึกข้อความ")),
    Fault("M08-parts", "a memo without ส่วนราชการ", "memo", drop("ส่วนราชการ")),
    Fault("M08-order", "a memo with เรื่อง below เรียน", "memo", move("เรื่อง", after="เรียน")),
    Fault("M08-closing", "a memo with a closing", "memo", insert(_CLOSING, after=_LAST)),
    Fault("M08-heads", "a memo with อ้างถึง", "memo",
          insert("สิ่งที่ส่งมาด้วย  บัญชีรายชื่อ จำนวน ๑ ชุด", after="เรียน")),
    Fault("M08-rule", "a solid line below a memo's head", "memo", underlined("เรียน")),
    Fault("L03-form", "an owner's number of two digits", "external", say("พร·๐๐๒๓.๑/ว", "พร·๒๓/ว")),
    Fault("L03-form", "a number without letters", "stamped", say("พร·๐๐๒๓.๑/ว·๔๑๙๐", "๐๐๒๓.๑/ว·๔๑๙๐")),
    Fault("M16-zeros", "a number filled up with zeros", "external", say("/ว·๔๗๙๗", "/ว·๐๔๗๙๗")),
    Fault("M16-year", "a number with its year", "external", say("/ว·๔๗๙๗", "/ว·๔๗๙๗/๒๕๖๕")),
    Fault("M18-dated", "a reference without its date", "final", say(" ลงวันที่·๑๙·ตุลาคม·๒๕๖๓", "")),
    Fault("M18-dated", "a letter cited in the text without its date", "stamped",
          say(" ลงวันที่·๒๙·พฤษภาคม·๒๕๖๓", "")),
    Fault("M18-reference", "ที่อ้างถึง without อ้างถึง", "final", drop("อ้างถึง", "๒. หนังสือ")),
    Fault("L04-date", "a day with a zero before it", "final", say("๒·พฤศจิกายน·๒๕๖๓", "๐๒·พฤศจิกายน·๒๕๖๓")),
    Fault("L04-weekday", "the wrong weekday", "external", say("วันศุกร์ที่", "วันเสาร์ที่")),
    Fault("L04-day", "a day there is not", "stamped", say("๓๑·สิงหาคม", "๓๒·สิงหาคม")),
    Fault("M06-label", "วันที่ before the date", "external", say("๑๘·พฤศจิกายน", "วันที่·๑๘·พฤศจิกายน")),
    Fault("M06-era", "พ.ศ. in the date", "external", say("พฤศจิกายน·๒๕๖๕", "พฤศจิกายน·พ.ศ.·๒๕๖๕")),
    Fault("M06-month", "a short month in the date", "external", say("๑๘·พฤศจิกายน", "๑๘·พ.ย.")),
    Fault("M06-month", "a short month in the text", "stamped", say("๓๑·สิงหาคม", "๓๑·ส.ค.")),
    Fault("M06-place", "the date at the margin", "external", without_tabs("๑๘ พฤศจิกายน")),
    Fault("M13-year", "a year of the Christian era", "external", say("พฤศจิกายน·๒๕๖๕", "พฤศจิกายน·๒๐๒๒")),
    Fault("M13-year", "ค.ศ. in the text", "external", say("พ.ศ.·๒๕๖๕", "ค.ศ.·๒๐๒๒")),
    Fault("M24-ahead", "a deadline before the letter", "external",
          say("วันศุกร์ที่·๓๐·ธันวาคม·๒๕๖๕", "วันพฤหัสบดีที่·๓๐·ธันวาคม·๒๕๖๔")),
    Fault("L05-digits", "Arabic digits in the text", "external", say("ด้านที่ ๖", "ด้านที่ 6")),
    Fault("L05-digits", "Arabic digits in the telephone number", "stamped", say("๐·๕๔๕๓·๔๑๑๙", "0·5453·4119")),
    Fault("L05-lists", "a list with Arabic digits", "memo", numbered("จึงเรียน")),
    Fault("M13-digits", "a number of both kinds of digits", "external", say("พ.ศ.·๒๕๖๕", "พ.ศ.·๒๕6๕")),
    Fault("L06-that", "ตามที่ without นั้น", "external", say(" (INFO ระบบใหม่) นั้น", " (INFO ระบบใหม่)")),
    Fault("L06-that", "ตามหนังสือ without นั้น", "stamped", say("๒๕๖๓ นั้น", "๒๕๖๓")),
    Fault("M14-news", "ด้วย with นั้น", "original", ends_with("ด้วย", " นั้น")),
    Fault("L11-districts", "nothing said for the districts", "external",
          say("สำหรับอำเภอขอความร่วมมือ", "ขอความร่วมมือ")),
    Fault("L11-districts", "nothing said for the line offices", "stamped", say("สำหรับอำเภอขอให้แจ้ง", "และขอให้แจ้ง")),
    Fault("L20-spelling", "องค์กรบริหารส่วน", "external", say("นายกองค์การบริหารส่วน", "นายกองค์กรบริหารส่วน")),
    Fault("L20-spelling", "องค์การปกครองส่วน", "stamped", say("องค์กรปกครองส่วน", "องค์การปกครองส่วน")),
    Fault("M22-quotes", "typewriter quotation marks", "external", say("“ปีงบประมาณ”", '"ปีงบประมาณ"')),
    Fault("M22-characters", "an invisible character", "external", say("ในการนี้", "ใน\u200bการนี้")),
    Fault("M22-characters", "a doubled vowel", "external", say("แจ้งว่า", "แจ้งว่าา")),
    Fault("M22-words", "a vowel torn off", "external", say("ในการนี้", "ในการน ี้")),
    Fault("M22-breaks", "a line break in a paragraph", "external", line_break(_FIRST)),
    Fault("M20-person", "a person after เรียน", "original", say("เรียน  ผู้ว่า", "เรียน  นายสมมติ ตัวอย่าง ผู้ว่า")),
    Fault("M20-office", "an office after เรียน", "original", say("เรียน  ผู้ว่าราชการจังหวัด", "เรียน  จังหวัด")),
    Fault("M20-post", "a post after ถึง", "progress",
          say("สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัด", "ผู้ว่าราชการจังหวัด")),
    Fault("M10-greeting", "กราบเรียน to governors", "original",
          both(say("เรียน  ผู้ว่า", "กราบเรียน  ผู้ว่า"), say(_CLOSING, _CLOSING + "อย่างยิ่ง"))),
    Fault("L17-closing", "the closing of the highest posts", "external", say(_CLOSING, _CLOSING + "อย่างยิ่ง")),
    Fault("L17-closing", "a closing of one's own", "external", say(_CLOSING, "ขอแสดงความเคารพ")),
    Fault("L12-lines", "the post signed for is missing", "external", drop(_GOVERNOR)),
    Fault("M21-acting", "the acting phrase on the second line", "external",
          both(say(" รักษาราชการแทน", ""), say("ผู้ว่าราชการจังหวัดแพร่", "รักษาราชการแทน ผู้ว่าราชการจังหวัดแพร่"))),
    Fault("M21-acting", "the acting phrase on a line of its own", "external",
          both(say(" รักษาราชการแทน", ""), insert("\tรักษาราชการแทน", after=_DEPUTY))),
)  # fmt: skip
