"""The `wian` command. Exit codes: 0 done, 1 refused (the reason is printed, nothing changed), 2 wrong usage."""

import sys
from typing import Annotated

import typer

from cli import advice
from cli.lazy import LazyGroup, Place
from runtime.gc_tuning import keep_loaded, load_first
from workflow.errors import WianError

COMMANDS = {
    "init": Place(
        "cli.embedded:init",
        "Make the database, or bring an older one up to date; an empty one gets the registry that ships.",
    ),
    "up": Place(
        "cli.embedded:up",
        "Run Wian on this machine: set up what is missing, sweep every few minutes, serve the pages, until Ctrl-C.",
    ),
    "states": Place("cli.embedded:states", "Print the state table and its diagrams as Markdown (docs/states.md)."),
    "demo": Place(
        "cli.demo.command:demo",
        "Replay two real circulars end to end: letters, registers, status and a timeline in out/demo/.",
    ),
    "acknowledge": Place(
        "cli.unit_steps:acknowledge",
        "Receive a letter: give it the next number of the office's incoming register.",
    ),
    "pass-on": Place(
        "cli.unit_steps:pass_on",
        "Issue a province's or district's covering letter to the units below it.",
    ),
    "report": Place("cli.unit_steps:report", "Report the work done."),
    "nil": Place("cli.unit_steps:nil", "Confirm that there is nothing to report."),
    "verify": Place("cli.unit_steps:verify", "Find a report right."),
    "undo": Place("cli.unit_steps:undo", "Take back the unit's last step (acknowledge, report or verify)."),
    "waive": Place("cli.unit_steps:waive", "Excuse a unit from its task, for a reason."),
    "return": Place(
        "cli.unit_steps:return_incorrect",
        "Send a report back as wrong or incomplete, saying what is wrong.",
    ),
    "extend": Place(
        "cli.extension:extend",
        "Give a unit and all below it a later deadline, for a reason; the level above it writes so.",
    ),
    "refuse": Place(
        "cli.extension:refuse",
        "Tell a unit that asked for more time that it gets none; the deadline stays.",
    ),
    "sweep": Place("cli.followup:sweep", "Make every letter that is due now; a second run finds nothing more to do."),
    "preview": Place(
        "cli.followup:preview",
        "List the letters a sweep would make at that moment, and why; nothing is written.",
    ),
    "why": Place("cli.followup:explain", "Tell for a unit what is due, what was sent about it, and what blocks it."),
    "incidents": Place("cli.followup:list_incidents", "List what a person must mend before Wian can go on with it."),
    "settle": Place(
        "cli.followup:settle",
        "Say that an incident has been mended; one that Wian meets again stands again.",
    ),
    "lint": Place(
        "cli.lint:lint",
        "Check official letters, also those typed by hand: exit code 0 without errors, 1 with, 2 for no Word file.",
    ),
    "worker": Place(
        "cli.service:worker",
        "Run a worker of the service until it is stopped; it ends the batch it is at first.",
    ),
    "beat": Place("cli.service:beat", "Ask for a sweep every few minutes until stopped; any number of these may run."),
    "doctor": Place("cli.service:doctor", "Say whether the service is well: exit code 0 if so, 1 with what is wrong."),
    "web": Place("cli.web:web", "Serve the offices' pages until stopped; what has been begun is answered first."),
    "units": Place("cli.units:app", "The registry of offices: load it, list it."),
    "circular": Place("cli.circular:app", "Circulars: check, issue, see how far they have come."),
    "outcomes": Place("cli.outcomes:app", "Outcomes of the offices' work, imported from a CSV file."),
    "letter": Place("cli.letter.commands:app", "Letters: list, read, print, approve, discard."),
    "wording": Place("cli.wording:app", "Own words for all later letters of a stage: an office's or a circular's."),
    "delivery": Place("cli.delivery:app", "Deliveries: to whom letters have gone, and what waits."),
    "links": Place("cli.links:app", "Links to the offices' pages: export for mailing, renew, revoke."),
    "templates": Place("cli.templates:app", "Templates of letters: list, check, copy to edit."),
    "register": Place("cli.register:app", "Registers of letters sent and received."),
    "signer": Place("cli.signer:app", "Who signs a unit's letters, and until when."),
    "days": Place("cli.days:app", "Working days and holidays."),
}
"""The commands with their places and the first sentence of their help."""


class Commands(LazyGroup):
    """The commands of `wian` in the order of its help."""

    places = COMMANDS


app = typer.Typer(
    name="wian",
    help="Wian (เวียน) runs Thai government circulars: cascade, follow-up, official letters, registers.",
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from runtime.version import program_version

        print(f"wian {program_version()}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and exit.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Wian (เวียน) runs Thai government circulars: cascade, follow-up, official letters, registers."""


def main() -> None:
    """Run the command line; a refusal is printed in plain words, without a traceback."""
    load_first()
    try:
        _run()
    finally:
        if "sqlalchemy" not in sys.modules:  # else a database may be open, which is closed by the last look
            keep_loaded()


def _run() -> None:
    try:
        app()
    except WianError as error:
        problem = advice.on_error(error)
    except OSError as error:
        problem = f"{error.filename}: {error.strerror}"
    except Exception as error:
        problem = _problem_outside(error)
        if not problem:
            raise
    print(problem, file=sys.stderr)
    sys.exit(1)


def _problem_outside(error: Exception) -> str:
    """The message for a database that is away, locked, foreign or wrongly addressed; "" for a fault of the program."""
    from sqlalchemy.exc import DatabaseError, OperationalError, ProgrammingError

    wrong_address = isinstance(error, ProgrammingError) and error.statement is None  # refused before any statement
    if isinstance(error, DatabaseError) and (wrong_address or type(error) in (OperationalError, DatabaseError)):
        return f"the database cannot be used: {error.orig}"
    return ""


if __name__ == "__main__":
    main()
