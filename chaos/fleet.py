"""The service's processes and their restarts, as by a supervisor."""

import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from chaos.running import Process, Running, children, kill
from runtime.settings import ROOT

_WANTED = {"worker-1": ("worker",), "worker-2": ("worker",), "beat-1": ("beat",), "web-1": ("web",)}
_RESTART_AFTER = 0.5  # seconds


class Fleet:
    """Two workers, a beat and the web, with this environment and working folder."""

    def __init__(self, running: Running, environment: Mapping[str, str], folder: Path) -> None:
        self._running, self._folder = running, folder
        self._environment = {**os.environ, **environment, "PYTHONPATH": str(ROOT)}
        self._wanted = dict(_WANTED)
        self._processes: dict[str, Process] = {}
        self._lock, self._stopped = threading.RLock(), threading.Event()
        self._keeper = threading.Thread(target=self._keep, daemon=True)
        self.ended: Counter[str] = Counter()
        """The number of processes that ended without being killed."""

    def start(self) -> None:
        """Start all processes, and restart those that end."""
        for name in self._wanted:
            self._start(name)
        self._keeper.start()

    def stop(self) -> None:
        """Stop all processes and wait for their end."""
        self.dismiss()
        self._keeper.join()
        for process in self._processes.values():
            process.terminate()
        for process in self._processes.values():
            try:
                process.wait(40)
            except subprocess.TimeoutExpired:
                kill(process)

    def dismiss(self) -> None:
        """Restart nothing any more."""
        self._stopped.set()

    def kill(self, kind: str, dice: random.Random) -> None:
        """SIGKILL a process of a kind with all its children."""
        with self._lock:
            self._kill(dice.choice([name for name in self._processes if name.startswith(kind)]))

    def kill_child(self, dice: random.Random) -> bool:
        """SIGKILL a child of a worker; return whether there was one."""
        with self._lock:
            children = [pid for name in self._processes if name.startswith("worker") for pid in self._children(name)]
            if not children:
                return False
            try:
                os.kill(dice.choice(children), 9)
            except ProcessLookupError:
                return False
            return True

    def add_beats(self, count: int) -> None:
        """Start more beats."""
        with self._lock:
            for number in range(2, count + 2):
                self._wanted[f"beat-{number}"] = ("beat",)
                self._start(f"beat-{number}")

    def one_beat(self) -> None:
        """Stop the additional beats."""
        with self._lock:
            for name in [name for name in self._wanted if name.startswith("beat") and name != "beat-1"]:
                del self._wanted[name]
                self._kill(name)
                del self._processes[name]

    def workers(self) -> list[int]:
        """The ids of the workers' processes and their children."""
        with self._lock:
            names = [name for name in self._processes if name.startswith("worker")]
            return [pid for name in names for pid in (self._processes[name].pid, *self._children(name))]

    def _children(self, name: str) -> list[int]:
        return children(self._processes[name])

    def _kill(self, name: str) -> None:
        process = self._processes[name]
        if process.poll() is None:
            kill(process)
        else:
            self.ended[name.partition("-")[0]] += 1

    def _start(self, name: str) -> None:
        command = [sys.executable, "-m", "chaos.start", *self._wanted[name]]
        self._processes[name] = self._running.start(name, command, self._environment, self._folder)

    def _keep(self) -> None:
        while not self._stopped.wait(0.1):
            with self._lock:
                gone = [name for name, process in self._processes.items() if process.poll() is not None]
            if gone:
                time.sleep(_RESTART_AFTER)
            with self._lock:
                for name in gone:
                    if name in self._wanted and self._processes[name].poll() is not None:
                        if self._processes[name].returncode != -9:
                            self.ended[name.partition("-")[0]] += 1
                        self._start(name)
