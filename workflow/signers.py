"""Who signs, and on whose behalf (saraban.md §3.3)."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator, model_validator

from workflow.documents import Settings
from workflow.errors import WianError
from workflow.thai import parse_date

_BY_HAND = "." * 40
"""In the place of a name that is not known: it is written on the paper."""


class Mode(StrEnum):
    """By what right a person signs for a post."""

    SELF = ""
    ON_BEHALF = "ปฏิบัติราชการแทน"  # delegated in writing while the holder is in office
    ACTING = "รักษาราชการแทน"  # the post is vacant or its holder unable to act
    ACTING_POSITION = "รักษาการในตำแหน่ง"  # a civil-service position filled for a time


def _day(value: object) -> object:
    # TOML has dates of its own: they are looked at like written ones, so that a Buddhist year is found there too.
    written = value.isoformat() if isinstance(value, date) else value
    if not isinstance(written, str):
        raise ValueError("this is not a date; write 2020-08-31 or ๓๑ สิงหาคม ๒๕๖๓")
    try:
        return parse_date(written)
    except WianError as error:
        raise ValueError(str(error)) from None


Day = Annotated[date, BeforeValidator(_day)]
"""A day in a settings file: ISO (2020-08-31) or Thai (วันจันทร์ที่ ๓๑ สิงหาคม ๒๕๖๓)."""


class Signer(Settings):
    """A signature block. `for_title` is the post signed for; the right may be limited to [valid_from, valid_to].

    Without a name, there are dots in the brackets: it is written in by hand.
    """

    name: str = ""
    own_title: str
    mode: Mode = Mode.SELF
    for_title: str = ""
    valid_from: Day | None = None
    valid_to: Day | None = None

    @model_validator(mode="after")
    def _acting_for_a_post(self) -> "Signer":
        if self.mode is not Mode.SELF and not self.for_title:
            raise ValueError(f"someone who signs {self.mode} signs for a post: give for_title")
        if self.mode is Mode.SELF and self.for_title:
            raise ValueError("for_title is given but mode is not: how does this person sign for that post?")
        return self

    def bracketed(self) -> str:
        """The name as it is printed under the signature."""
        return f"({self.name or _BY_HAND})"

    def lines(self) -> list[str]:
        """The lines printed under the bracketed name: own post with the acting phrase, then the post acted for."""
        if self.mode is Mode.SELF:
            return [self.own_title]
        return [f"{self.own_title} {self.mode}", self.for_title]

    def may_sign_on(self, day: date) -> bool:
        """Whether the right to sign covers this day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)
