"""The lists that go with a letter as files of their own, beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from workflow.letters.press import Press, Printed

Enclosed = dict[str, object]


@dataclass(frozen=True)
class Beside:
    """A list printed to go with a letter: under which name it is kept, and what is recorded of it with the letter."""

    name: str
    printed: Printed
    enclosed: Enclosed


def print_beside(
    templates: Sequence[str], facts: Mapping[str, object], press: Press, name: str, now: datetime
) -> list[Beside]:
    """Print these lists to go beside the letter called `name`.

    Each is printed from the letter's own facts, of which those named like its template have its title.
    """
    return [_printed(template, facts, press, f"{name}-{template}", now) for template in templates]


def is_beside(enclosed: Mapping[str, object]) -> bool:
    """Whether something recorded as enclosed is such a list, and not a letter with a number of its own."""
    return "template" in enclosed


def _printed(template: str, facts: Mapping[str, object], press: Press, name: str, now: datetime) -> Beside:
    printed = press.make(template, facts, now)
    enclosed = {
        "template": template,
        "title": cast(Mapping[str, object], facts[template])["title"],
        "file": press.place(name, printed),
        "sha256": printed.sha256,
        "template_sha256": printed.template_sha256,
    }
    return Beside(name, printed, enclosed)
