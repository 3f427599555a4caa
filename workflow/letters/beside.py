"""The lists that go with a letter as files of their own, beside it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import cast

from workflow.letters.press import Press

Enclosed = dict[str, object]


def keep_beside(
    templates: Sequence[str], facts: Mapping[str, object], press: Press, name: str, now: datetime
) -> list[Enclosed]:
    """Print and keep these lists beside the letter called `name`, and return what is recorded of them with it.

    Each is printed from the letter's own facts, of which those named like its template have its title. As with
    the letter, a file that no row points to is mere rubbish (see `Press.keep`).
    """
    return [_kept(template, facts, press, f"{name}-{template}", now) for template in templates]


def is_beside(enclosed: Mapping[str, object]) -> bool:
    """Whether something recorded as enclosed is such a list, and not a letter with a number of its own."""
    return "template" in enclosed


def _kept(template: str, facts: Mapping[str, object], press: Press, name: str, now: datetime) -> Enclosed:
    printed = press.make(template, facts, now)
    return {
        "template": template,
        "title": cast(Mapping[str, object], facts[template])["title"],
        "file": press.keep(name, printed),
        "sha256": printed.sha256,
        "template_sha256": printed.template_sha256,
    }
