"""Letters made from the sample facts by the templates as they are in the tree."""

from datetime import UTC, datetime

from runtime.settings import ROOT
from workflow.letters.facts import unbreakable
from workflow.letters.qr_picture import qr_png
from workflow.letters.samples.lagging_list import Facts
from workflow.letters.samples.letters import SAMPLES
from workflow.letters.templates.template import LetterTemplate
from workflow.letters.text import paragraphs
from workflow.thai.spacing import squash

TEMPLATES = ROOT / "templates" / "letters"
MADE = datetime(2022, 11, 18, 2, 0, tzinfo=UTC)
PICTURES = {"emblem": (ROOT / "config" / "emblem.png").read_bytes(), "qr": qr_png("https://example.go.th/c/1")}

_LOADED: dict[str, LetterTemplate] = {}


def template(name: str) -> LetterTemplate:
    """The named template, read once."""
    if name not in _LOADED:
        _LOADED[name] = LetterTemplate.load(TEMPLATES / f"{name}.docx")
    return _LOADED[name]


def rendered(name: str, facts: Facts | None = None, /, **changes: object) -> bytes:
    """A letter by the named template, from its sample facts or others, with some of them changed."""
    chosen = {**(SAMPLES[name] if facts is None else facts), **changes}
    return template(name).render({k: unbreakable(v) for k, v in chosen.items()}, pictures=PICTURES, made=MADE)


def lines(name: str, facts: Facts | None = None, /, **changes: object) -> list[str]:
    """The paragraphs of a letter that are not empty, white space squashed."""
    found = [squash(text) for text in paragraphs(rendered(name, facts, **changes))]
    return [text for text in found if text]
