"""`make chaos`: cause faults, heal them, and check that nothing was lost or made twice."""

import argparse
import os
import random
import signal
import sys
import time
from collections.abc import Sequence

from chaos.faults import CLOCK, KINDS
from chaos.plan import plan
from chaos.report import console, progress, show
from chaos.run import run
from chaos.servers.programs import MissingError
from chaos.site import opened

_SHORT = 30
"""The number of faults of the short form, with every kind among them."""


def main(words: Sequence[str] | None = None) -> int:
    """Run and report; return the exit code: 0 if all invariants hold (or there are no servers here), else 1."""
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("--faults", type=int, default=_SHORT, help=f"how many (default: {_SHORT})")
    parser.add_argument(
        "--seed", type=int, default=random.randrange(1_000_000), help="of the plan (default: by chance)"
    )
    parser.add_argument("--keep", action="store_true", help="keep the folder also if everything holds")
    arguments = parser.parse_args(words)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    try:
        return _run(arguments.faults, arguments.seed, arguments.keep)
    except MissingError as error:
        console.print(f"nothing tried: {error}")
        return 1 if os.environ.get("CI") else 0
    except ValueError as error:
        console.print(f"{error}")
        return 1
    except KeyboardInterrupt:
        console.print("stopped; everything that ran has been ended")
        return 1


def _run(count: int, seed: int, keep: bool) -> int:
    began = time.monotonic()
    faults = plan(seed, count, {kind.name: kind.weight for kind in KINDS if kind.name != CLOCK}, regular=CLOCK)
    console.print(f"seed {seed}, {count} faults; starting PostgreSQL and RabbitMQ of our own ...")
    with opened(seed) as site:
        with progress(count + 1) as tell:
            outcome = run(site, faults, tell)
        show(site, outcome)
        if outcome.broken or keep:
            site.save()
            console.print(f"logs, letters and database are kept in {site.folder}")
    seconds = time.monotonic() - began
    verdict = "SOMETHING DID NOT HOLD" if outcome.broken else "everything holds"
    console.print(f"{verdict}: {outcome.struck.total()} faults, seed {seed}, {seconds:.0f} seconds")
    return 1 if outcome.broken else 0


if __name__ == "__main__":
    sys.exit(main())
