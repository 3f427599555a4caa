"""The start of commands: CPU seconds of whole processes, beside a bare Typer command."""

import os
import resource
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from bench.figure import Figure
from runtime.paths import ROOT

_TIMES = 5
_COMMANDS = (
    ("--help", "the list of commands"),
    ("circular issue --help", "the help of one command"),
    ("circular issue", "wrong usage: an argument is missing"),
    ("sweep --at yesterday", "a refusal that needs no database"),
    ("days look 2020-08-31", "the calendar alone"),
    ("lint none.docx", "the linter alone: there is no such file"),
    ("templates copy none", "the templates alone: there is no such template"),
    ("units list", "a list"),
    ("circular list", "a list"),
    ("letter list", "a list"),
    ("delivery list", "a list"),
    ("register list", "a list"),
    ("signer list", "a list"),
    ("incidents", "a list"),
    ("links renew none none", "refused by the database: there is no such circular"),
    ("outcomes import none none.csv", "refused by the database: there is no such circular"),
    ("report none none", "refused by the database: there is no such circular"),
    ("pass-on none none", "refused by the database: there is no such circular"),
    ("letter approve 1", "refused by the database: there is no such letter"),
    ("sweep", "nothing is due"),
    ("preview", "nothing is due"),
    ("delivery send", "nothing is to be sent"),
)
"""Help, early refusals, and commands of every group without work to do."""

_PEER = "import typer; app = typer.Typer(); app.command()(lambda name='': None); app(['--help'])"
"""The help of a bare Typer command."""


def figures(folder: Path) -> Iterator[Figure]:
    """The CPU seconds of commands beside bare Typer's help; first those of Python alone."""
    nothing, peer = _cpu(["-c", "pass"], folder), _cpu(["-c", _PEER], folder)
    yield Figure("python -c pass", _written(nothing), "what no program can do without", "-", "-")
    _run(["-m", "cli.app", "init"], folder)
    for words, meaning in _COMMANDS:
        ours = _cpu(["-m", "cli.app", *words.split()], folder)
        yield Figure(
            f"wian {words}", _written(ours), f"{meaning}; peer: Typer's own help", _written(peer), f"{ours / peer:.1f}"
        )


def _cpu(words: Sequence[str], folder: Path) -> float:
    """The median CPU seconds of Python with these words, user and system time of all threads."""
    taken = []
    for _ in range(_TIMES):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        _run(words, folder)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        taken.append(after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)
    return median(taken)


def _run(words: Sequence[str], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, *words], cwd=folder, env=environment, capture_output=True, check=False)


def _written(seconds: float) -> str:
    return f"{seconds:.2f} s"
