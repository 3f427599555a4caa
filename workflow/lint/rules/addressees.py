"""Addressees: posts after เรียน, offices after ถึง (saraban.md §3.1), distinguished by the table of kinds."""

import re
from collections.abc import Iterator

from workflow.lint.anatomy.letter import Letter
from workflow.lint.findings import Form, LetterContext, Seen
from workflow.registry.kinds import KINDS, Kind, Level
from workflow.registry.units import Unit
from workflow.thai.spacing import squash

_TITLES = ("นางสาว", "นาย", "นาง", "น.ส.", "ดร.", "คุณ", "ว่าที่ร้อยตรี", "ว่าที่ร.ต.")
# Posts that begin like a personal title. Posts of the registry are in the table of kinds.
_POSTS_LIKE_TITLES = (
    "นายกรัฐมนตรี", "นายกสภา", "นายกสมาคม", "นายกเหล่ากาชาด", "นายทะเบียน", "นายแพทย์", "นายด่าน", "นายช่าง", "นายสถานี",
    "นายไปรษณีย์", "นายตรวจ", "นายท่า", "นายอำเภอ", "นายกองค์", "นายกเทศมนตรี", "นายกเมือง",
)  # fmt: skip
_POSTS = (
    "ผู้ว่าราชการ", "ปลัด", "ผู้อำนวยการ", "หัวหน้า", "เลขาธิการ", "รัฐมนตรี", "อธิบดี", "ผู้บัญชาการ", "ผู้กำกับ", "ประธาน",
    "ท้องถิ่นจังหวัด", "ท้องถิ่นอำเภอ", "คณบดี", "อธิการบดี", "ผู้จัดการ",
)  # fmt: skip
_OFFICES = ("กระทรวง", "สำนักงาน", "ที่ทำการ", "ที่ว่าการ", "ศาลากลาง", "โรงเรียน", "มหาวิทยาลัย", "โรงพยาบาล")
# Words that may follow a post as its place: นายอำเภอสอง จังหวัดแพร่.
_PLACES = tuple(kind.noun for kind in KINDS.values() if kind.level is not Level.LOCAL)
_LOCAL = tuple(kind.noun for kind in KINDS.values() if kind.level is Level.LOCAL)
_CALLED = {name: kind for kind in KINDS.values() for name in (kind.noun, kind.office, kind.post) if name}
_ASIDE = re.compile(r"\([^)]*\)")
_ANY_CALLED = re.compile("|".join(map(re.escape, sorted(_CALLED, key=len, reverse=True))))
_KIND_POSTS = tuple(kind.post for kind in KINDS.values())
_KIND_OFFICES = tuple({name for kind in KINDS.values() for name in (kind.office, kind.letterhead)} - {*_PLACES})


def named(text: str) -> list[str]:
    """The addressees of a line, roughly: the line's words without the และ before the last."""
    outside = _ASIDE.sub(" ", squash(text))  # (เวียนกระทรวง กรม และจังหวัด) is no addressee
    return [word.removeprefix("และ") for word in outside.split(" ") if word.removeprefix("และ")]


def mixed(text: str) -> bool:
    """Whether a line addresses districts together with other units, by post or by office."""
    found = {kind.level is Level.DISTRICT for word in named(text) for kind in [_kind(word)] if kind is not None}
    return found == {True, False}


def no_persons(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """Addressees are posts, not persons by name."""
    for part in ("to", "office"):
        for word in named(letter.text(part)):
            if word.startswith(_TITLES) and not word.startswith((*_POSTS_LIKE_TITLES, *_KIND_POSTS)):
                yield _seen(
                    letter, part, "a person is addressed by name", word, "a post" if part == "to" else "an office"
                )


def no_offices(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """The addressees after เรียน are posts."""
    for place, word in enumerate(named(letter.text("to"))):
        first = place == 0 or squash(letter.text("to")).split(" ")[place].startswith("และ")
        offices = (*_KIND_OFFICES, *_OFFICES, *_LOCAL, *(_PLACES if first else ()))
        if word.startswith(offices) and not word.startswith("กรรมการ"):
            yield _seen(letter, "to", "an office is addressed in a letter to posts", word, "the post of its head")


def no_posts(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """The addressees after ถึง are offices."""
    for word in named(letter.text("office")):
        if word.startswith((*_KIND_POSTS, *_POSTS, *_POSTS_LIKE_TITLES)):
            yield _seen(letter, "office", "a post is addressed in a letter to offices", word, "its office")


def all_named(letter: Letter, context: LetterContext) -> Iterator[Seen]:
    """The letter addresses every receiver, by name or as part of "every …"."""
    part = "office" if letter.form is Form.STAMPED else "to"
    text = squash(letter.text(part))
    for unit in context.addressees or ():
        name, every = _called(unit, part)
        if text and name not in text and not (every and every in text):
            yield _seen(letter, part, f"{unit.name} gets the letter but is not addressed", text, name)


def greeting(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """กราบเรียน is for the highest posts of the State alone, none of which this service writes to."""
    for line in letter["to"][:1]:
        if line.word("to") == "กราบเรียน" and line.rest("to").startswith(_KIND_POSTS):
            yield Seen(line.source.place, "กราบเรียน is not for this post", line.text, "เรียน")


def _called(unit: Unit, part: str) -> tuple[str, str]:
    kind = KINDS[unit.kind]
    name, every = (unit.post, kind.every_post) if part == "to" else (unit.office, kind.every_office)
    return name, squash(every) if kind.every else ""


def _kind(word: str) -> Kind | None:
    """The kind whose post or office begins a word; the longest match wins."""
    found = _ANY_CALLED.match(word)
    return _CALLED[found[0]] if found else None


def _seen(letter: Letter, part: str, problem: str, text: str, expected: str) -> Seen:
    return Seen(letter[part][0].source.place, problem, text, expected)
