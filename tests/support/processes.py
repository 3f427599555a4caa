"""Processes of Wian that tests start."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from runtime.settings import ROOT

UNREACHABLE = {
    "WIAN_BROKER_ADDRESS": "amqp://wian:geheim@127.0.0.1:1//",
    "WIAN_DATABASE_ADDRESS": "postgresql+psycopg://wian:geheim@127.0.0.1:1/wian",
}


def started(
    folder: Path, given: Mapping[str, str], command: str = "web", errors: int = subprocess.PIPE
) -> subprocess.Popen[str]:
    """A process that serves the pages on any free port, with these settings; what it says can be read."""
    words = [sys.executable, "-m", "cli.app", command, "--port", "0"]
    environment = {"PYTHONPATH": str(ROOT), **given}
    return subprocess.Popen(words, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True)
