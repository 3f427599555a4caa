"""Fonts, sizes and weight of Thai text, from the complex-script slot that Word prints (saraban.md §2.1, §2.3)."""

from collections.abc import Iterator
from functools import lru_cache

from workflow.docx.runs import Run, Written
from workflow.lint.anatomy.letter import Letter
from workflow.lint.anatomy.lines import Line
from workflow.lint.findings import Form, LetterContext, Seen
from workflow.lint.word.searches import search

SIZE = 32  # half points: 16 points
_HEADING, _MEMO_LABEL = 58, 40
_FAMILY, _FALSE = "thsarabun", "thsarabunit9"
_LABELS = ("number", "subject", "to", "office", "reference", "enclosure")
_MEMO_LABELS = ("unit", "number", "subject")


def fonts(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """Thai is set in a font of the TH Sarabun family."""
    for paragraph, run in letter.document.where(_foreign):
        hint = " (only the Latin slot is set)" if _folded(run.look.latin_font).startswith(_FAMILY) else ""
        yield Seen(paragraph.place, f"Thai text is set in {run.look.font}{hint}", run.text, "TH SarabunPSK as w:cs")


def false_name(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """TH SarabunIT๙ has a Thai nine in its name; no font is named with an Arabic one."""
    for paragraph, run in letter.document.where(_misnamed):
        yield Seen(paragraph.place, f"there is no font {run.look.font}", run.text, "TH SarabunIT๙")


def sizes(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """Thai is 16 points, except urgency, secrecy and a memo's heading and labels, which have their own rules."""
    found = letter.document.where(_of_other_size)
    larger = _larger(letter) if found else {}
    for paragraph, runs in found:
        allowed = larger.get(paragraph.place, (SIZE,))
        run = next((run for run in runs if allowed and run.look.size not in allowed), None)
        if run and any(paragraph is own for own in letter.sheet):
            hint = " (only the Latin slot is set)" if run.look.latin_size == SIZE else ""
            problem = f"Thai text of {run.look.size / 2:g} points{hint}"
            yield Seen(paragraph.place, problem, run.text, "16 points (w:szCs 32)")


def plain_labels(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """Labels are not bold."""
    for part in _LABELS:
        for line in letter[part][:1]:
            run = _label(line)
            if run and (run.look.bold or run.look.latin_bold):
                yield Seen(line.source.place, f"the label {line.word(part)} is bold", run.text, "plain type")


def memo_heading(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """บันทึกข้อความ is 29 points and bold."""
    for line in letter["heading"]:
        for run in line.cut.written.thai:
            if run.look.size != _HEADING or not run.look.bold:
                yield Seen(line.source.place, f"the heading is {_described(run)}", run.text, "29 points, bold")
                break


def memo_labels(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """A memo's labels are 20 points and bold."""
    for part in _MEMO_LABELS:
        for line in letter[part][:1]:
            run = _label(line)
            if run and (run.look.size != _MEMO_LABEL or not run.look.bold):
                yield Seen(
                    line.source.place, f"the label {line.word(part)} is {_described(run)}", run.text, "20 points, bold"
                )


def _larger(letter: Letter) -> dict[str, tuple[int, ...]]:
    """The allowed sizes by place, for text of other than the usual size; empty where another rule checks the size."""
    found: dict[str, tuple[int, ...]] = {line.source.place: () for line in (*letter.urgent, *letter.secret)}
    if letter.form is Form.MEMO:
        labelled = [line for part in (*_MEMO_LABELS, "date") for line in letter[part]]
        found |= {line.source.place: (SIZE, _MEMO_LABEL) for line in labelled}
        found |= {line.source.place: () for line in letter["heading"]}
    return found


def _label(line: Line) -> Run | None:
    return next((run for run in line.cut.runs if run.text.strip()), None)


@search
def _foreign(written: Written) -> Run | None:
    """The first Thai run in another font."""
    for run in written.runs:
        if not _folded(run.look.font).startswith(_FAMILY) and run.thai:
            return run
    return None


@search
def _of_other_size(written: Written) -> list[Run]:
    """The Thai runs of an unusual size."""
    return [run for run in written.runs if run.look.size != SIZE and run.thai]


@search
def _misnamed(written: Written) -> Run | None:
    """The first Thai run whose font name is misspelt."""
    for run in written.runs:
        if _folded(run.look.font) == _FALSE and run.thai:
            return run
    return None


@lru_cache(64)  # called for every run, and letters have few fonts
def _folded(font: str) -> str:
    return font.replace(" ", "").casefold()


def _described(run: Run) -> str:
    return f"{run.look.size / 2:g} points, {'bold' if run.look.bold else 'not bold'}"
