"""`make bench`: take measurements in a temporary folder and print them."""

import tempfile
import time
from pathlib import Path

from bench import acknowledging, command_line, issuing, letters, registry, sweeping, volume
from bench.figure import show
from bench.nation import OPEN_DATA, nation
from bench.national import race


def main() -> None:
    """Take all measurements and print them."""
    began, units = time.perf_counter(), nation()
    source = "the department's open data" if OPEN_DATA.exists() else "made-up offices in the nation's shape"
    print(f"{len(units):,} units from {source}; takes some minutes ...", flush=True)
    with tempfile.TemporaryDirectory(prefix="wian-bench-") as folder:
        show("The command line", list(command_line.figures(Path(folder, "command-line"))))
        show("The nation's registry", list(registry.figures(units, Path(folder, "registry"))))
        show("Issuing to the nation", list(issuing.figures(units, Path(folder, "issuing"))))
        show("Sweeping", list(sweeping.figures(units, Path(folder, "sweeping"))))
        show("Millions of tasks", list(volume.figures(units, Path(folder, "volume"))))
        show("The offices' pages", list(acknowledging.figures(units, Path(folder, "acknowledging"))))
        show("Letters", list(letters.figures()))
        show("A follow-up round of the nation", list(race.figures(units, Path(folder, "race"))))
    print(f"measured in {time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
