"""`wian demo`: replay the shipped scenarios in a new database and a folder."""

import os
import shutil
import time
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from cli.common import console
from cli.embedded import set_up

MARK = ".demo"  # marks a demo's folder, the only kind that is emptied
SCENARIOS = ("circular-2563.yaml", "circular-2565.yaml")


def demo(
    out: Annotated[Path, typer.Option(help="The folder to leave everything in; it is emptied first.")] = Path(
        "out/demo"
    ),
    scenario: Annotated[
        list[Path] | None, typer.Option(help="A scenario of your own instead; may be repeated.")
    ] = None,
) -> None:
    """Replay two real circulars end to end: letters, registers, status and a timeline in out/demo/."""
    from rich.progress import Progress

    from cli.demo.export import export_all
    from cli.demo.player import Player, local
    from cli.demo.scenario import read_scenario
    from runtime.settings import ROOT, load_settings

    began = time.perf_counter()
    files = scenario or [ROOT / "config" / "scenarios" / name for name in SCENARIOS]
    chosen = [(file, read_scenario(file)) for file in files]
    _empty(out)
    # Only the demo's own folder is used, even if the environment names another database.
    given = {name: value for name, value in os.environ.items() if name == "WIAN_LETTERS_EMBLEM"}
    here, loaded = set_up(load_settings(given, out.resolve()))
    lines: list[str] = []

    def tell(moment: datetime, text: str) -> None:
        lines.append(f"{local(moment)}  {text}")

    with Progress(console=console, transient=True) as bar:
        task = bar.add_task("replaying", total=sum(len(played.steps) for _, played in chosen))
        for file, played in chosen:
            lines += ["", played.title, *([played.about] if played.about else [])]
            Player(here, file.parent, tell).play(played, lambda: bar.advance(task))
    count = export_all(here, out)
    (out / "timeline.txt").write_text("\n".join(lines).lstrip() + "\n", encoding="utf-8")
    here.database.close()
    console.print("\n".join(lines))
    console.print(f"\n{loaded} units, {count} letters, {time.perf_counter() - began:.1f} s. Look into {out}/:")
    console.print("  letters/ (Word files and index.json), received/ (with receiving stamps), registers/, reports/,")
    console.print("  status.csv, events.csv, timeline.txt")


def _empty(out: Path) -> None:
    if out.exists() and any(out.iterdir()) and not any((out / name).exists() for name in (MARK, "timeline.txt")):
        raise typer.BadParameter(f"{out} is not empty and no earlier demo's folder; choose another", param_hint="--out")
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    (out / MARK).touch()
