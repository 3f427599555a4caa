"""Letters per second on one core, against docxtpl with the same template and facts; the shares of the steps."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from io import BytesIO
from statistics import median
from typing import cast

from docxtpl import DocxTemplate
from jinja2 import Environment

from bench.figure import Figure, interleaved, seconds
from tests.support.sample_letters import MADE, PICTURES, TEMPLATES, template
from workflow.docx.zip_writer import ZipEntry, deflated, stored
from workflow.letters.facts import unbreakable
from workflow.letters.lagging_list import Listing
from workflow.letters.pagination.paginate import paged
from workflow.letters.samples.lagging_list import Facts, unit_list
from workflow.letters.samples.letters import SAMPLES
from workflow.letters.templates.parts import PICTURE_WIDTH
from workflow.letters.templates.plain_facts import plain
from workflow.letters.templates.template import DOCUMENT
from workflow.lint import lint
from workflow.thai.digits import thai_digits

_TIMES = 15
_AT_ONCE = 100  # of our letters per letter of docxtpl, for similar durations
_COVERING, _REMINDER = "forwarding", "reminder"


def figures() -> Iterator[Figure]:
    """A covering letter of one page with its emblem, and a reminder that lists 100 offices."""
    listed = {**SAMPLES[_REMINDER], "list": unit_list(100)}
    yield from _of("a covering letter of one page", _COVERING, SAMPLES[_COVERING])
    yield from _of("a reminder with a list of 100 offices", _REMINDER, listed)


def _of(what: str, name: str, samples: Facts) -> Iterator[Figure]:
    facts: Facts = {key: unbreakable(value) for key, value in samples.items()}
    ours, peer = _ours(name, facts), _docxtpl(name, facts)
    fast, slow = interleaved(_repeated(ours), peer, _TIMES)
    fast /= _AT_ONCE
    yield Figure(
        what,
        f"{1 / fast:,.0f} letters/s",
        f"facts to the bytes of a Word file; peer: docxtpl; medians of {_TIMES} by turns",
        f"{1 / slow:.0f} letters/s",
        f"{slow / fast:.0f} times as many",
    )
    yield Figure("its size", f"{len(ours()):,} bytes", "the whole file", f"{len(peer()):,} bytes")
    others = [_ours(name, _of_its_own(facts, number))() for number in range(_AT_ONCE * _TIMES)]
    paging, linting = (_each(work, others) for work in (paged, lint))
    yield Figure(
        "its pages settled and every rule asked of it",
        f"{paging * 1000:.2f} + {linting * 1000:.2f} ms",
        f"letters that differ in their numbers and offices, each once; medians of {_TIMES} rounds of {_AT_ONCE}",
    )
    yield Figure(
        "its time by step",
        "",
        f"{_shares(ours, dict(_steps(name, facts)))}; each step measured alone, the rest lies between them",
    )


def _shares(whole: Callable[[], object], steps: Mapping[str, Callable[[], object]]) -> str:
    """The steps' shares of the whole: medians over rounds of all steps."""
    rounds: list[list[float]] = []
    for _ in range(_TIMES):
        total, *parts = [seconds(_repeated(work)) for work in (whole, *steps.values())]
        rounds.append([part / total for part in parts])
    return ", ".join(
        f"{step} {median(taken):.0%}" for step, taken in zip(steps, zip(*rounds, strict=True), strict=True)
    )


def _steps(name: str, facts: Facts) -> Iterator[tuple[str, Callable[[], object]]]:
    """The steps of `LetterTemplate.render` for a letter's own text."""
    compiled = template(name)
    story = compiled.stories[DOCUMENT]
    letter_facts: Facts = {**facts, PICTURE_WIDTH: lambda _place, height: height}
    data = story.filled(letter_facts)
    entries: list[ZipEntry] = [stored("word/media/emblem.png", PICTURES["emblem"]), deflated(DOCUMENT, data)]
    yield "checking the facts", lambda: plain(facts)
    yield "filling in", lambda: story.filled(letter_facts)
    yield "deflating", lambda: deflated(DOCUMENT, data)
    yield "writing the archive", lambda: compiled.begun(letter_facts).finished(entries)


def _repeated(work: Callable[[], object]) -> Callable[[], object]:
    def many() -> None:
        for _ in range(_AT_ONCE):
            work()

    return many


def _ours(name: str, facts: Facts) -> Callable[[], bytes]:
    chosen = template(name)
    return lambda: chosen.render(facts, pictures=PICTURES, made=MADE)


def _of_its_own(facts: Facts, number: int) -> Facts:
    """The facts of another letter, with another number and other listed offices."""
    told = f"{facts['number']}{thai_digits(number)}"
    if not facts["list"]:
        return {**facts, "number": told}
    listing = cast(Listing, facts["list"])
    groups = [
        {**group, "rows": [{**row, "unit": f"{row['unit']} {thai_digits(number)}"} for row in group["rows"]]}
        for group in listing["groups"]
    ]
    return {**facts, "number": told, "list": {**listing, "groups": groups}}


def _each(work: Callable[[bytes], object], letters: Sequence[bytes]) -> float:
    """The median seconds per letter."""
    rounds = [letters[start : start + _AT_ONCE] for start in range(0, len(letters), _AT_ONCE)]
    return median(seconds(partial(_all, work, each)) / len(each) for each in rounds)


def _all(work: Callable[[bytes], object], letters: Sequence[bytes]) -> None:
    for letter in letters:
        work(letter)


def _docxtpl(name: str, facts: Facts) -> Callable[[], bytes]:
    path, environment = TEMPLATES / f"{name}.docx", Environment(autoescape=True)
    environment.filters["thai_digits"] = thai_digits

    def render() -> bytes:
        document, out = DocxTemplate(path), BytesIO()
        document.render(facts, environment)
        document.save(out)
        return out.getvalue()

    return render
