"""Filling the slots that an officer may write into a circular's paragraphs, such as `{{ deadline }}`."""

import re
from collections.abc import Mapping

from workflow.errors import WianError

# The text comes from a file somebody sends in: a slot is a name to be looked up, never code to be run.
_TAG = re.compile(r"\{\{(?P<name>.*?)\}\}|\{[{%#].*|[}%#]\}", re.DOTALL)
_SHOWN = 60


class SlotError(WianError):
    """A paragraph with a slot that does not exist or is not written rightly."""


def fill(paragraph: str, slots: Mapping[str, str]) -> str:
    """The paragraph with its slots filled. Raises SlotError, naming the slots there are."""

    def value(tag: re.Match[str]) -> str:
        name = (tag["name"] or "").strip()
        if name not in slots:
            raise SlotError(f"'{tag[0][:_SHOWN]}' is no slot; expected {listed(slots)}, or no braces")
        return slots[name]

    return _TAG.sub(value, paragraph)


def has_slot(text: str) -> bool:
    """Whether a text has anything that looks like a slot."""
    return _TAG.search(text) is not None


def listed(slots: Mapping[str, str]) -> str:
    """The slots there are, as they are written."""
    return " or ".join(f"{{{{ {name} }}}}" for name in slots)
