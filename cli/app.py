"""The `wian` command. Exit codes: 0 done, 1 refused (the reason is printed, nothing changed), 2 wrong usage."""

import sys

import typer
from sqlalchemy.exc import DatabaseError, DBAPIError, OperationalError

from cli import (
    advice,
    circular,
    days,
    delivery,
    embedded,
    extension,
    followup,
    links,
    lint,
    outcomes,
    register,
    service,
    signer,
    templates,
    unit_steps,
    units,
    web,
)
from cli.demo import command
from cli.letter import commands as commands_module
from workflow.errors import WianError

app = typer.Typer(
    name="wian",
    help="Wian (เวียน) runs Thai government circulars: cascade, follow-up, official letters, registers.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(units.app, name="units")
app.add_typer(circular.app, name="circular")
app.add_typer(outcomes.app, name="outcomes")
app.add_typer(commands_module.app, name="letter")
app.add_typer(delivery.app, name="delivery")
app.add_typer(links.app, name="links")
app.add_typer(templates.app, name="templates")
app.add_typer(register.app, name="register")
app.add_typer(signer.app, name="signer")
app.add_typer(days.app, name="days")
for module in (embedded, command, unit_steps, extension, followup, lint, service, web):
    module.add_to(app)


def main() -> None:
    """Run the command line; a refusal is printed in plain words, without a traceback."""
    try:
        app()
    except WianError as error:
        problem = advice.on_error(error)
    except OSError as error:
        problem = f"{error.filename}: {error.strerror}"
    except DBAPIError as error:
        # These two come from outside: no server, a locked or foreign file. Any other is a fault of the program.
        if type(error) not in (OperationalError, DatabaseError):
            raise
        problem = f"the database cannot be used: {error.orig}"
    print(problem, file=sys.stderr)
    sys.exit(1)


if __name__ == "__main__":
    main()
