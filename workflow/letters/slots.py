"""Filling the slots that an officer may write into a circular's paragraphs, such as `{{ deadline }}`."""

from collections.abc import Mapping

from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from workflow.errors import WianError

# The text comes from a file somebody sends in: it may name slots, never reach into the program.
_ENVIRONMENT = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False)


class SlotError(WianError):
    """A paragraph with a slot that does not exist or is not written rightly."""


def fill(paragraph: str, slots: Mapping[str, str]) -> str:
    """The paragraph with its slots filled. Raises SlotError, naming the slots there are."""
    try:
        return _ENVIRONMENT.from_string(paragraph).render(slots)
    except TemplateError as error:
        raise SlotError(f"{error.message}; the slots are {', '.join('{{ ' + name + ' }}' for name in slots)}") from None
