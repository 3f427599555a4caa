"""Placeholders (slots) in the paragraphs of a circular's file, such as `{{ deadline }}`."""

import re
from collections.abc import Mapping

from workflow.errors import WianError

# The text comes from a person's file, so a slot is only a name to look up, never code to run.
_TAG = re.compile(r"\{\{(?P<name>.*?)\}\}|\{[{%#].*|[}%#]\}", re.DOTALL)
_SHOWN = 60


class SlotError(WianError):
    """A paragraph has an unknown or malformed slot."""


def fill(paragraph: str, slots: Mapping[str, str]) -> str:
    """The paragraph with values for its slots. Raises SlotError with the known slots."""

    def value(tag: re.Match[str]) -> str:
        name = (tag["name"] or "").strip()
        if name not in slots:
            raise SlotError(f"'{tag[0][:_SHOWN]}' is no slot; expected {_known_slots(slots)}, or no braces")
        return slots[name]

    return _TAG.sub(value, paragraph)


def has_slot(text: str) -> bool:
    """Whether a text has a slot, well-formed or not."""
    return _TAG.search(text) is not None


def _known_slots(slots: Mapping[str, str]) -> str:
    return " or ".join(f"{{{{ {name} }}}}" for name in slots)
