"""The report of a run."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.box import HORIZONTALS
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from chaos.faults import KINDS
from chaos.run import Outcome
from chaos.site import Site

console = Console(highlight=False, width=None if sys.stdout.isatty() else 110)
_SHOWN = 20  # rows per broken invariant


@contextmanager
def progress(total: int) -> Iterator[Callable[[str], None]]:
    """A function that prints a line per fault, with a progress bar on a terminal."""
    if not console.is_terminal:
        yield console.print
        return
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=total)

        def tell(line: str) -> None:
            bar.console.print(line)
            bar.advance(task)

        yield tell


def show(site: Site, outcome: Outcome) -> None:
    """Print the tables of a run and the rows of broken invariants."""
    struck = Table("fault", title="Faults", title_justify="left", title_style="bold", box=HORIZONTALS)
    struck.add_column("times", justify="right")
    for kind in KINDS:
        if outcome.struck[kind.name]:
            struck.add_row(kind.name, f"{outcome.struck[kind.name]}")
    struck.add_section()
    struck.add_row("all", f"{outcome.struck.total()}")
    console.print(struck)
    looked = Table("invariant", "looked at", "", title="What must hold", title_justify="left", title_style="bold")
    looked.box = HORIZONTALS
    for each in outcome.checked:
        looked.add_row(
            each.invariant, f"{each.count:,} {each.what}", f"{len(each.broken)} BROKEN" if each.broken else "holds"
        )
    console.print(looked)
    for line in _notes(site, outcome):
        console.print(line, soft_wrap=True)
    for each in outcome.checked:
        for row in each.broken[:_SHOWN]:
            console.print(f"BROKEN {each.invariant}: {row}", soft_wrap=True)
    for trouble in outcome.troubles[:_SHOWN]:
        console.print(f"TROUBLE {trouble}", soft_wrap=True)


def _notes(site: Site, outcome: Outcome) -> Iterator[str]:
    confirmed = {name.partition(":")[0]: n for name, n in site.load.met.items() if name.endswith(": confirmed")}
    yield "people did: " + ", ".join(f"{n} {name}" for name, n in sorted(confirmed.items()))
    met = {name: n for name, n in site.load.met.items() if not name.endswith((": confirmed", ": over"))}
    yield "and met: " + (", ".join(f"{n} {name}" for name, n in sorted(met.items())) or "nothing else")
    ended = ", ".join(f"{name} {n} times" for name, n in sorted(site.fleet.ended.items()))
    yield f"ended by themselves and started again: {ended or 'none'}"
    if site.mended:
        yield f"queues that RabbitMQ had lost by being killed, and were made anew (docs/operations.md): {site.mended}"
    pressed, lost, taken = outcome.unanswered
    yield f"pressed on pages: {pressed}; no answer came to {lost}, of which {taken} had been taken all the same"
    yield f"the web died around a commit: {outcome.web_deaths}"
    yield f"died between file and commit: {outcome.deaths}; the letters' disk was full by {site.disk.how}"
    yield f"left behind, harmless: {outcome.orphans} files that no letter names, {outcome.parts} half written"
