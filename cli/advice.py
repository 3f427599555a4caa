"""Advice on refusals and warnings: the commands, settings and options that mend them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from workflow.errors import (
    DeadlinePassedError,
    EmblemError,
    FontError,
    NothingToCiteError,
    OtherFontError,
    OwnTemplatesError,
    UnknownIncidentError,
    UnknownLetterError,
    UnknownSignerError,
    UnknownUnitError,
    WianError,
)

if TYPE_CHECKING:
    from workflow.cascade.checks import CheckWarning

ERRORS: Final[dict[type[WianError], str]] = {
    UnknownUnitError: "`wian units list` shows those there are",
    UnknownLetterError: "`wian letter list` shows those there are",
    UnknownSignerError: "`wian signer list` shows all",
    UnknownIncidentError: "`wian incidents` shows those that do",
    DeadlinePassedError: "`wian extend` does so",
    NothingToCiteError: "--no-letter does it without a letter",
    EmblemError: "set [letters] emblem (WIAN_LETTERS_EMBLEM) to a PNG file in the configuration",
    OwnTemplatesError: "set [letters] own_templates (WIAN_LETTERS_OWN_TEMPLATES) to a folder that is there",
    FontError: "[letters] fonts (WIAN_LETTERS_FONTS) names the folder",
    OtherFontError: (
        "[letters] fonts or WIAN_LETTERS_FONTS names it, `make fonts` fetches them into .venv/fonts"
        " (see docs/fonts.md), and --any-font takes what there is"
    ),
}
"""The advice by kind of error."""

WARNINGS: Final[dict[str, str]] = {
    "unknown_signer": "or enter who signs by `wian signer set {unit} --title … --name …`",
}
"""The advice by kind of warning, with `{unit}` for the unit's code."""


def on_error(error: WianError) -> str:
    """The error's message with advice on its kind, if any."""
    words = ERRORS.get(type(error))
    return f"{error}; {words}" if words else str(error)


def on_warning(warning: CheckWarning) -> str:
    """The warning's text with advice on its kind, if any."""
    words = WARNINGS.get(warning.kind)
    return f"{warning.text}, {words.format(unit=warning.unit)}" if words else warning.text
