"""The processes of a run, with sessions and logs of their own, all ended with the run."""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Lock

Process = subprocess.Popen[bytes]


class Running:
    """The processes of a run; `logs` is the folder of their logs."""

    def __init__(self, logs: Path) -> None:
        logs.mkdir(parents=True, exist_ok=True)
        self._logs = logs
        self._lock = Lock()
        self._all: list[Process] = []
        self._ended = False

    def start(
        self, name: str, command: Sequence[str], environment: Mapping[str, str], folder: Path, user: str = ""
    ) -> Process:
        """Start a process with its output in `name`.log; root can run it as another user.

        Raises RuntimeError after the end of the run.
        """
        with self._lock, (self._logs / f"{name}.log").open("ab") as log:
            if self._ended:
                raise RuntimeError("the run has been ended; nothing is started any more")
            process = subprocess.Popen(
                command,
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                user=user or None,
                group=user or None,
                extra_groups=[] if user else None,
            )
            self._all.append(process)
        return process

    def end(self) -> None:
        """Kill the running processes and refuse new ones."""
        with self._lock:
            self._ended = True
            for process in self._all:
                kill(process)


def kill(process: Process, number: signal.Signals = signal.SIGKILL) -> None:
    """Send a signal to a process and its children (SIGKILL, like a power failure) and wait for its end."""
    if process.poll() is None:
        os.killpg(process.pid, number)
        process.wait()


def children(process: Process) -> list[int]:
    """The ids of a process's children, eldest first; empty if the system does not list them."""
    try:
        listing = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text("ascii")
    except OSError:
        return []
    return [int(number) for number in listing.split()]
