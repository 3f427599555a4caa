"""Letters a second on one core, against docxtpl filling the same template with the same facts; where the time goes."""

from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from statistics import median

from docxtpl import DocxTemplate
from jinja2 import Environment

from bench.figure import Figure, interleaved, seconds
from tests.letter_rendering import MADE, PICTURES, TEMPLATES, template
from workflow.letters.facts import together
from workflow.letters.pages.paging import paged
from workflow.letters.samples.letters import SAMPLES
from workflow.letters.samples.listed import Facts, unit_list
from workflow.letters.templates.filling import PICTURE_WIDTH
from workflow.letters.templates.plain import plain
from workflow.letters.templates.template import DOCUMENT
from workflow.letters.zipping import Entry, deflated, stored
from workflow.lint import lint
from workflow.thai import thai_digits

_TIMES = 15
_AT_ONCE = 100  # of ours to one of docxtpl's, so that both take about as long
_COVERING, _REMINDER = "forwarding", "reminder"


def figures() -> Iterator[Figure]:
    """A covering letter of one page with its emblem, and a reminder that lists 100 offices."""
    listed = {**SAMPLES[_REMINDER], "list": unit_list(100)}
    yield from _of("a covering letter of one page", _COVERING, SAMPLES[_COVERING])
    yield from _of("a reminder with a list of 100 offices", _REMINDER, listed)


def _of(what: str, name: str, samples: Facts) -> Iterator[Figure]:
    facts: Facts = {key: together(value) for key, value in samples.items()}
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
    yield Figure(
        "with its pages settled and every rule asked of it",
        f"{1 / median(seconds(_whole(ours)) for _ in range(_TIMES)):,.0f} letters/s",
        "all that happens to a letter before it is registered, but for the database and the disk",
    )
    yield Figure(
        "its time by step",
        "",
        f"{_shares(ours, dict(_steps(name, facts)))}; each step measured alone, the rest lies between them",
    )


def _shares(whole: Callable[[], object], steps: Mapping[str, Callable[[], object]]) -> str:
    """What part of the whole each step takes: medians over rounds in which each has its turn."""
    rounds: list[list[float]] = []
    for _ in range(_TIMES):
        all_of_it, *each = [seconds(_repeated(work)) for work in (whole, *steps.values())]
        rounds.append([taken / all_of_it for taken in each])
    return ", ".join(
        f"{step} {median(taken):.0%}" for step, taken in zip(steps, zip(*rounds, strict=True), strict=True)
    )


def _steps(name: str, facts: Facts) -> Iterator[tuple[str, Callable[[], object]]]:
    """The steps of `LetterTemplate.render` that a letter's own text passes through."""
    chosen = template(name)
    story = chosen.stories[DOCUMENT]
    known: Facts = {**facts, PICTURE_WIDTH: lambda _place, height: height}
    data = story.filled(known)
    entries: list[Entry] = [stored("word/media/emblem.png", PICTURES["emblem"]), deflated(DOCUMENT, data)]
    yield "checking the facts", lambda: plain(facts)
    yield "filling in", lambda: story.filled(known)
    yield "deflating", lambda: deflated(DOCUMENT, data)
    yield "writing the archive", lambda: chosen.begun(known).finished(entries)


def _repeated(work: Callable[[], object]) -> Callable[[], object]:
    def many() -> None:
        for _ in range(_AT_ONCE):
            work()

    return many


def _ours(name: str, facts: Facts) -> Callable[[], bytes]:
    chosen = template(name)
    return lambda: chosen.render(facts, pictures=PICTURES, made=MADE)


def _whole(ours: Callable[[], bytes]) -> Callable[[], object]:
    return lambda: lint(paged(ours()))


def _docxtpl(name: str, facts: Facts) -> Callable[[], bytes]:
    path, environment = TEMPLATES / f"{name}.docx", Environment(autoescape=True)
    environment.filters["thai_digits"] = thai_digits

    def render() -> bytes:
        document, out = DocxTemplate(path), BytesIO()
        document.render(facts, environment)
        document.save(out)
        return out.getvalue()

    return render
