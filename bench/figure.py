"""Figures: ours, a peer's, and their ratio, with their measuring and printing."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from rich.box import HORIZONTALS
from rich.console import Console
from rich.table import Table

_WIDTH = 110


@dataclass(frozen=True)
class Figure:
    """A measurement with its results and its meaning."""

    what: str
    ours: str
    meaning: str
    peer: str = ""
    ratio: str = ""


def seconds(work: Callable[[], object]) -> float:
    """The wall-clock seconds of a function."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def interleaved(ours: Callable[[], object], peer: Callable[[], object], times: int) -> tuple[float, float]:
    """The median seconds of both functions, run by turns so that other load affects both alike."""
    taken = [(seconds(ours), seconds(peer)) for _ in range(times)]
    return median(pair[0] for pair in taken), median(pair[1] for pair in taken)


def show(title: str, figures: Sequence[Figure]) -> None:
    """Print figures as a table, with meanings below."""
    table = Table("what", title=title, title_justify="left", title_style="bold", box=HORIZONTALS, show_lines=True)
    for name in ("ours", "peer", "ratio"):
        table.add_column(name, justify="right", no_wrap=True)
    for figure in figures:
        table.add_row(f"[bold]{figure.what}[/]\n{figure.meaning}", figure.ours, figure.peer, figure.ratio)
    Console(highlight=False, width=_WIDTH).print(table)
