"""The appearance of a template: styles, fonts, pictures, and leftover changes and comments."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from lxml import etree

from workflow.docx.parts import W
from workflow.letters.template_check.problems import Problem
from workflow.letters.template_check.tags import Paragraph
from workflow.lint import Form, LetterContext, Severity
from workflow.lint.anatomy.letter import take_apart
from workflow.lint.rules.fonts import fonts
from workflow.lint.word.document import Document, Section
from workflow.lint.word.paragraphs import Paragraph as Printed
from workflow.lint.word.read import read

_BY_HAND = {
    "jc": "alignment", "ind": "indents", "spacing": "spacing", "tabs": "tab stops", "numPr": "an automatic list",
    "pBdr": "a border", "shd": "shading",
}  # fmt: skip
_CHANGES = [f"{W}{name}" for name in ("ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange")]
_COMMENT = f"{W}commentReference"
_WHOLE = "the file"


def styled_by_hand(paragraphs: Sequence[Paragraph], styles: Collection[str]) -> Iterator[Problem]:
    """Paragraphs formatted by hand, which stop matching once their style changes."""
    for paragraph in (shown for shown in paragraphs if shown.text.strip() and not shown.vanishes):
        properties = paragraph.element.find(f"{W}pPr")
        named = None if properties is None else properties.find(f"{W}pStyle")
        steps = () if properties is None else properties
        by_hand = [_BY_HAND[name] for step in steps if (name := str(step.tag).removeprefix(W)) in _BY_HAND]
        if named is None or named.get(f"{W}val") not in styles:
            yield _mild(paragraph.problem("the paragraph has no style of its own; give it one of the Wian styles"))
        elif by_hand:
            properties_set = " and ".join(by_hand)
            yield _mild(
                paragraph.problem(f"{properties_set} set by hand; change the style {named.get(f'{W}val')} instead")
            )


def left_over(paragraphs: Sequence[Paragraph]) -> Iterator[Problem]:
    """Paragraphs with tracked changes or comments, which every letter would show."""
    for paragraph in paragraphs:
        if any(True for _ in paragraph.element.iter(*_CHANGES)):
            yield paragraph.problem("has tracked changes, which every letter would show; accept or reject them")
        if any(True for _ in paragraph.element.iter(_COMMENT)):
            yield paragraph.problem("has a comment, which every letter would show; delete it")


def wrong_fonts(data: bytes) -> Iterator[Problem]:
    """Text, also of tags, in a font that letters do not use."""
    document = read(data)
    printed = [_as_printed(paragraph) for paragraph in document.everything if "{%p " not in paragraph.text]
    # The rule for letters is applied to the template as a letter with Thai words in place of tags.
    letter = take_apart(Document(printed, [Section()], {}), Form.OTHER)
    texts = {paragraph.place: paragraph.text for paragraph in document.everything}
    for fault in fonts(letter, LetterContext()):
        yield Problem(fault.place, texts[fault.place].strip(), f"{fault.problem}; expected {fault.expected}")


def missing_pictures(places: Mapping[str, str], *, official: bool, shows_code: bool) -> Iterator[Problem]:
    """Missing places of the emblem and of the QR code."""
    hint = "insert a picture there and name it so in Word's Selection Pane"
    if official and "emblem" not in places:
        yield Problem(_WHOLE, "", f"there is no picture named emblem, so letters would have no emblem; {hint}")
    if shows_code and "qr" not in places:
        yield Problem(_WHOLE, "", f"no picture is named qr, so the QR code is left out; {hint}", severity=_WARNING)


def style_names(styles: etree._Element | None) -> set[str]:
    """The identifiers of the paragraph styles in a file."""
    elements = () if styles is None else styles.iter(f"{W}style")
    return {str(style.get(f"{W}styleId")) for style in elements if style.get(f"{W}type") == "paragraph"}


_WARNING = Severity.WARNING


def _mild(problem: Problem) -> Problem:
    return replace(problem, severity=_WARNING)


def _as_printed(paragraph: Printed) -> Printed:
    """The paragraph with a Thai letter in place of every run that touches a printing tag."""
    at, runs, tags = 0, [], _printing_tags(paragraph.text)
    for run in paragraph.runs:
        end = at + len(run.text)
        tagged = any(begin < end and stop > at for begin, stop in tags)
        runs.append(run._replace(text="ก") if tagged else run)
        at = end
    return paragraph.saying(runs)


def _printing_tags(text: str) -> list[tuple[int, int]]:
    spans, at = [], text.find("{{")
    while at >= 0 and (end := text.find("}}", at)) >= 0:
        spans.append((at, end + 2))
        at = text.find("{{", end)
    return spans
