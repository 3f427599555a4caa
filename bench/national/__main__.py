"""`python -m bench.national`: the national round alone."""

import tempfile
from pathlib import Path

from bench.figure import show
from bench.nation import nation
from bench.national.race import figures

if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="wian-bench-") as place:
        show("A follow-up round of the nation", list(figures(nation(), Path(place))))
