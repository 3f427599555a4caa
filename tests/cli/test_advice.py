"""A refusal on the command line says which command, option or setting helps."""

import pytest

from cli import advice
from tests.support.terminal import MAY, Terminal
from workflow.cascade.checks import CheckWarning

LATE = ("--at", "2020-09-10 10:00", "--by", "officer")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("why", "99"), "there is no unit with the code '99'; `wian units list` shows those there are"),
        (("letter", "approve", "9", *MAY), "there is no letter 9; `wian letter list` shows those there are"),
        (("signer", "end", "9", "--to", "2020-05-19"), "by 2020-05-19; `wian signer list` shows all"),
        (("settle", "none"), "no incident 'none' stands; `wian incidents` shows those that do"),
        (("templates", "copy", "reminder"), "set [letters] own_templates (WIAN_LETTERS_OWN_TEMPLATES) to a folder"),
    ],
)
def test_what_does_not_exist_is_refused_with_the_command_that_lists_what_does(
    terminal: Terminal, words: tuple[str, ...], said: str
) -> None:
    assert said in terminal.refused(*words)


def test_who_passes_on_after_the_deadline_is_told_how_more_time_is_given(terminal: Terminal) -> None:
    terminal.done("circular", "issue", terminal.circular(), *MAY)
    terminal.done("acknowledge", "info-2563", "54", *LATE)
    refused = terminal.refused("pass-on", "info-2563", "54", *LATE)
    assert "the level above has to give more time first; `wian extend` does so" in refused


def test_a_circular_that_nobody_is_known_to_sign_names_the_command_that_enters_who_signs(terminal: Terminal) -> None:
    file = terminal.circular()
    text = file.read_text(encoding="utf-8")
    assert "signer:" in text
    begin, signer = text.split("signer:", 1)
    rest = signer.split("\n", 1)[1].splitlines()
    while rest and rest[0].startswith(" "):
        rest.pop(0)
    terminal.write("unsigned.yaml", begin + "\n".join(rest) + "\n")
    said = terminal.done("circular", "check", "unsigned.yaml", "--at", MAY[1])
    assert "no name is known of who signs" in said
    assert "give it under `signer` in the file, or enter who signs by `wian signer set DLA --title … --name …`" in said


def test_no_advice_is_given_where_none_is_known() -> None:
    assert advice.on_warning(CheckWarning("closed_day", "the deadline is a Sunday")) == "the deadline is a Sunday"
