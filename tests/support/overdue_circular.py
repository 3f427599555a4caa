"""A circular on its way from issue to its first follow-up, by commands."""

from tests.support.circular_steps import PROVINCE
from tests.support.terminal import MAY, Terminal

DISTRICTS = [f"540{n}" for n in range(1, 9)]
LATE = "2020-09-09 09:30"


def issued(terminal: Terminal) -> None:
    """Issued in May."""
    terminal.done("circular", "issue", terminal.circular(), *MAY)


def reached(terminal: Terminal) -> None:
    """Issued, and passed on down to every office of Phrae."""
    issued(terminal)
    for unit in (PROVINCE, *DISTRICTS):
        terminal.done("acknowledge", "info-2563", unit, "--at", "2020-05-29 09:30")
        terminal.done("pass-on", "info-2563", unit, "--at", "2020-05-29 10:00")


def overdue(terminal: Terminal) -> None:
    """Reached, and the first follow-up waits as a draft."""
    reached(terminal)
    assert "waits for approval" in terminal.done("sweep", "--at", LATE)


def draft(terminal: Terminal) -> str:
    """The id of the only draft."""
    (line,) = terminal.done("letter", "list", "--drafts").splitlines()[1:]
    return line.split()[0]
