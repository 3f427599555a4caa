"""Expressions that must stay on one line of a letter: their spaces become NBSP (U+00A0)."""

import re

from workflow.thai.dates import MONTHS, WEEKDAYS
from workflow.thai.digits import DIGIT
from workflow.thai.spacing import NBSP

_S = f"[ {NBSP}]"

_ALONE = r"(?<![\u0e00-\u0e7f])"  # no Thai letter, mark or digit just before
_ANY = re.compile(f"[{DIGIT}]|QR")  # a text without these has no such expression
_NOUNS = "แห่ง|ชุด|ฉบับ|แผ่น|เล่ม|คน|รายการ|ราย(?![ก-ฮเ-ไ])|วัน(?!ที่|" + "|".join(WEEKDAYS) + ")|ครั้ง|หน้า|บาท|เดือน|ปี"

_TOGETHER = (
    re.compile(  # a date, with or without its weekday and year, also as people write it (เดือนสิงหาคม พ.ศ. ๒๕๖๓)
        rf"(?:วัน(?:[ก-ฺเ-๎]{{0,12}}?{_S}*ที่|{'|'.join(WEEKDAYS)}){_S}*)?(?<![{DIGIT}])"
        rf"(?:[{DIGIT}]{{1,2}}{_S}*[-–]{_S}*)?[{DIGIT}]{{1,2}}{_S}*(?:เดือน{_S}*)?(?:{'|'.join(MONTHS)})"
        rf"(?:{_S}*(?:พ\.{_S}*ศ\.|พุทธศักราช)?{_S}*[{DIGIT}]{{4}}(?![{DIGIT}]))?"
    ),
    re.compile(rf"เวลา{_S}*[{DIGIT}]{{1,2}}[.:][{DIGIT}]{{2}}{_S}*น\."),
    re.compile(rf"ครั้งที่{_S}+[{DIGIT}]"),
    # Four digits without a comma are a year or the end of a number: what follows is not counted by them.
    re.compile(rf"(?<![{DIGIT}.,/])[{DIGIT}]{{1,3}}(?:,[{DIGIT}]{{3}})*{_S}+(?={_NOUNS})"),
    re.compile(rf"จำนวน{_S}+[{DIGIT}][{DIGIT},.]*(?:{_S}+(?=[ก-ฮเ-ไ]))?"),
    re.compile(rf"พ\.ศ\.{_S}+[{DIGIT}]"),
    re.compile(rf"QR{_S}+Code"),
    re.compile(  # letter number (ภาคผนวก 1 of the saraban regulation); the running number is blank in a draft
        rf"(?:{_ALONE}ที่{_S}+)?{_ALONE}[ก-ฮ]{{2,3}}(?:{_S}*\([ก-๎.]+\))?{_S}+[{DIGIT}]{{4,5}}"
        rf"(?:\.[{DIGIT}]{{1,3}}){{0,2}}/(?:{_S}?ว)?(?:{_S}*[{DIGIT}]{{1,6}})?"
    ),
    re.compile(  # telephone: ๐ ๒๒๔๑ ๙๐๐๐ ต่อ ๒๒๑๒
        rf"(?<![{DIGIT}])[0๐][{DIGIT}]?(?:(?:{_S}|-)[{DIGIT}]{{3,4}}){{2}}(?:{_S}+ต่อ{_S}+[{DIGIT}]+)?"
    ),
)


def keep_together(text: str) -> str:
    """Return the text with NBSP for the spaces inside expressions that must stay on one line.

    These are dates and hours, quantities (จำนวน ๑ ชุด, ๘๔ แห่ง), Buddhist years, QR Code, letter numbers and telephone
    numbers. Every space becomes one NBSP; a second call changes nothing.
    """
    if " " not in text or not _ANY.search(text):
        return text
    for pattern in _TOGETHER:
        text = pattern.sub(lambda match: match[0].replace(" ", NBSP), text)
    return text
