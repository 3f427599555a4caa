"""The run's own PostgreSQL server."""

import os
import shutil
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path

import psycopg

from chaos.running import Process, Running, kill
from chaos.servers.programs import free_port, postgres_programs, server_user
from chaos.servers.waiting import until

_OPTIONS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "250",  # 50 sweeps at once, the load, the workers
    "shared_buffers": "64MB",
    "log_line_prefix": "%m [%p] ",
    "deadlock_timeout": "1s",
}
"""The settings, without a loss of durability: commits are on disk."""


class Postgres:
    """A cluster in `folder`. Raises MissingError without PostgreSQL on this machine."""

    def __init__(self, folder: Path, running: Running) -> None:
        self._programs, self._user = postgres_programs(), server_user("postgres")
        self._folder, self._running, self.port = folder, running, free_port()
        self._process: Process | None = None

    @property
    def address(self) -> str:
        """The address of the database `wian`, as a setting."""
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/wian"

    def create(self) -> None:
        """Create the cluster, start it and create the database."""
        self._folder.mkdir(parents=True)
        if self._user:
            shutil.chown(self._folder, self._user)
        words = ("-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "-D", self._data)
        self._run("initdb", *words)
        self.start()
        with psycopg.connect(self._dsn("postgres"), autocommit=True) as conn:
            conn.execute("CREATE DATABASE wian")

    def start(self) -> None:
        """Start the server and wait until it answers."""
        command = [str(self._programs / "postgres"), "-D", self._data, "-p", str(self.port), "-k", str(self._folder)]
        for name, value in _OPTIONS.items():
            command += ["-c", f"{name}={value}"]
        self._process = self._running.start("postgres", command, self._environment, self._folder, self._user)
        until(self._answers, "PostgreSQL answers")

    def stop(self, crash: bool = False) -> None:
        """Stop the server in order, or by a crash after which it must recover."""
        if self._process is not None:
            kill(self._process, signal.SIGQUIT if crash else signal.SIGINT)
            self._process = None

    def dump(self, file: Path) -> None:
        """Dump the database into a file of SQL."""
        words = ("-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", "wian")
        file.write_bytes(self._run("pg_dump", *words))

    @property
    def _data(self) -> str:
        return str(self._folder / "data")

    @property
    def _environment(self) -> Mapping[str, str]:
        return {**os.environ, "LC_ALL": "C"}

    def _dsn(self, database: str) -> str:
        return f"host=127.0.0.1 port={self.port} user=postgres dbname={database} connect_timeout=5"

    def _answers(self) -> bool:
        try:
            psycopg.connect(self._dsn("postgres")).close()
        except psycopg.OperationalError:
            return False
        return True

    def _run(self, program: str, *words: str) -> bytes:
        done = subprocess.run(
            [str(self._programs / program), *words],
            check=False,
            cwd=self._folder,
            env=self._environment,
            capture_output=True,
            user=self._user or None,
            group=self._user or None,
            extra_groups=[] if self._user else None,
        )
        if done.returncode != 0:
            raise RuntimeError(f"{program} failed: {done.stderr.decode(errors='replace')}")
        return done.stdout
