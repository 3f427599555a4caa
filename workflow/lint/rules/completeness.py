"""What letters typed by hand often lack, or still have in them: telephone, address, purpose, copies, placeholders."""

import re
from collections.abc import Iterator, Sequence

from workflow.lint.anatomy.letter import Letter
from workflow.lint.anatomy.lines import Line
from workflow.lint.findings import LetterContext, Seen
from workflow.lint.rules.dates import own_date
from workflow.lint.rules.numbers import bare, citations
from workflow.thai.dates import find_dates
from workflow.thai.digits import DIGIT, arabic_digits

_TELEPHONE = re.compile(rf"(?:โทร|สายด่วน|Tel)|[{DIGIT}][{DIGIT}\s-]{{6,}}")
_FOOT = {
    "telephone": re.compile(r"โทร(?!สาร)|สายด่วน|Tel"),
    "fax": re.compile("โทรสาร|Fax"),
    "e-mail": re.compile(r"ไปรษณีย์อิเล็กทรอนิกส์|อีเมล|e-?mail", re.IGNORECASE),
    "coordinator": re.compile("(?:เจ้าหน้าที่)?ผู้ประสานงาน"),
    "copies": re.compile("สำเนาส่ง"),
}
_INTENT = re.compile(r"(?:^|\s)(?:จึงเรียน|จึงกราบเรียน|จึงแจ้ง|จึงขอ|จึงนมัสการ|เรียนมาเพื่อ|แจ้งมาเพื่อ)")
_COPIES = re.compile(rf"จำนวน\s*[{DIGIT}]+\s*\S|[{DIGIT}]+\s*(?:ชุด|ฉบับ|แผ่น|เล่ม|หน้า|รายการ|ชิ้น|แผ่นพับ)")
_POINTED = re.compile("ที่ส่งมา|ที่แนบ|เอกสารแนบ|ดังแนบ|QR Code|สำเนา")
_NUMBERED = re.compile(rf"(?P<number>[{DIGIT}]{{1,2}})[.)]")
_REFERRED = re.compile("อ้างถึง|ตามที่|ตามหนังสือ|หนังสือดังกล่าว")
_LEFT = re.compile(r"\.{5,}|…{2,}|_{4,}|\{\{|\}\}|\[[^\]\d]{1,40}\]|(?<![A-Za-z])[Xx]{3,}(?![A-Za-z])|\?{2,}")
_RANK = re.compile(
    r"^\(?\s*(?:พล\s?\.|พ\.(?:ต|อ|ท|จ)\.|ร\.(?:ต|ท|อ)\.|จ\.ส\.|ส\.(?:ต|ท|อ)\.|ด\.ต\.|น\.(?:ต|ท|อ)\.|ว่าที่ ?ร\.)"
)
_DATED = 120  # characters after a number, within which its date stands
_CODE = re.compile(rf"[{DIGIT}]{{5}}")


def telephone(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """The unit in charge stands with its telephone (ข้อ 11, 14)."""
    lines = letter["contact"]
    if lines and not any(_TELEPHONE.search(line.text) for line in lines):
        yield Seen(lines[-1].source.place, "the unit in charge has no telephone", lines[-1].text, "โทร. …")


def foot(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """Telephone, fax, e-mail, coordinator and copies stand in this order; a coordinator may have a telephone below."""
    order, before = list(_FOOT), ""
    for line in letter["contact"]:
        kind = next((kind for kind, begin in _FOOT.items() if begin.match(line.text)), "")
        if kind and before and order.index(kind) < order.index(before):
            if (kind, before) != ("telephone", "coordinator"):
                yield Seen(line.source.place, f"the {kind} stands below the {before}", line.text, ", ".join(order))
            continue
        before = kind or before


def address(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """The sender's address stands below its name: a second line, or a postal code."""
    lines = letter["sender"]
    if len(lines) == 1 and not _CODE.search(lines[0].text):
        yield Seen(
            lines[0].source.place, "the sender's address is missing", lines[0].text, "the address and postal code"
        )


def intent(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """The text ends with what the letter is for: จึงเรียนมาเพื่อ…, in a stamped letter จึงแจ้งมาเพื่อ…"""
    if letter.body and not _INTENT.search(letter.body[-1].plain):
        last = letter.body[-1]
        yield Seen(last.place, "the text does not end with its purpose", last.plain[-40:], "จึงเรียนมาเพื่อ…")


def stamped_intent(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """The text of a stamped letter says what is asked, if not in a paragraph of its own."""
    if letter.body and not any(_INTENT.search(text.plain) or "ขอให้" in text.plain for text in letter.body):
        last = letter.body[-1]
        yield Seen(last.place, "the text does not say what it is for", last.plain[-40:], "จึงแจ้งมาเพื่อ…")


def copies(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """Every enclosure has its number of copies."""
    for item, line in _items(letter, "enclosure"):
        if not _COPIES.search(item):
            yield Seen(line.source.place, "the number of copies is missing", item, "จำนวน ๑ ชุด")


def mentioned(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """Enclosures are mentioned in the text."""
    if letter["enclosure"] and len(letter.body) > 1 and not any(_POINTED.search(text.plain) for text in letter.body):
        line = letter["enclosure"][0]
        yield Seen(
            line.source.place, "the text does not mention the enclosure", line.text, "รายละเอียดปรากฏตามสิ่งที่ส่งมาด้วย"
        )


def without_gap(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """Numbered enclosures and references count without a gap."""
    for part in ("reference", "enclosure"):
        for place, (item, line) in enumerate(_items(letter, part), start=1):
            match = _NUMBERED.match(item)
            if match and int(arabic_digits(match["number"])) != place:
                yield Seen(line.source.place, "the items are not counted on", item, f"number {place}")
                break


def referred_to(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """A letter under อ้างถึง is used in the text."""
    if letter["reference"] and letter.body and not any(_REFERRED.search(text.plain) for text in letter.body):
        line = letter["reference"][0]
        yield Seen(line.source.place, "the text does not use the reference", line.text, "ตามหนังสือที่อ้างถึง …")


def cited_earlier(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """A cited letter is older than this one, and another one."""
    own, own_number = own_date(letter), bare(letter.text("number"))
    for place, text, number in citations(letter):
        dated = find_dates(text[text.index(number) :][:_DATED])
        day = dated[0].value if dated else None
        if own_number and bare(number) == own_number and day in (own, None):  # numbers begin anew each year
            yield Seen(place, "the letter cites itself", number, "an earlier letter")
        elif own and day and day > own:
            yield Seen(place, "the letter cited is dated after this one", dated[0].text, "an earlier letter")


def no_leftovers(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """No dots, placeholders, comments, tracked changes, highlights or hidden text are left."""
    for leftover in letter.document.leftovers:
        yield Seen("document", f"{leftover} is left in the file", "", "none")
    subject = [(line.source.place, line.text) for line in letter["subject"]]  # without the dotted lines of a form
    for place, text in (*subject, *((paragraph.place, paragraph.plain) for paragraph in letter.body)):
        if match := _LEFT.search(text):
            yield Seen(place, "something is still to be filled in", match[0], "the words themselves")


def full_rank(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """A rank before the signer's name is written in full."""
    for line in letter["name"]:
        if match := _RANK.match(line.text):
            yield Seen(line.source.place, "the rank is shortened", match[0], "the rank in full")


def subject_without_stop(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """No full stop ends the subject."""
    subject = letter.text("subject")
    if subject.endswith(".") and not subject.endswith(("..", " พ.ศ.", "ฯ.")) and len(subject.rsplit(" ", 1)[-1]) > 6:
        yield Seen(letter["subject"][0].source.place, "a full stop ends the subject", subject[-30:], "no full stop")


def plain_salutation(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """The salutation has no ท่าน, and จึงกราบเรียน goes with กราบเรียน alone."""
    for line in letter["to"][:1]:
        if line.rest("to").startswith("ท่าน"):
            yield Seen(line.source.place, "ท่าน does not belong in the salutation", line.text, "the post alone")
        if line.word("to") == "เรียน":
            for text in letter.body:
                if "จึงกราบเรียน" in text.plain:
                    yield Seen(text.place, "จึงกราบเรียน does not go with เรียน", text.plain[-40:], "จึงเรียนมาเพื่อ…")


def _items(letter: Letter, part: str) -> Sequence[tuple[str, Line]]:
    """The items of a part; a line that continues an item is joined to it."""
    items: list[tuple[str, Line]] = []
    for line in letter[part]:
        text = line.rest(part)
        if items and not _NUMBERED.match(text) and not _COPIES.search(items[-1][0]):
            items[-1] = f"{items[-1][0]} {text}", items[-1][1]
        elif text:
            items.append((text, line))
    return items
