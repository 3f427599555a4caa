"""The servers' programs on this machine, and their users."""

import os
import pwd
import shutil
import socket
import subprocess
from pathlib import Path


class MissingError(Exception):
    """A server's program is not on this machine."""


def postgres_programs() -> Path:
    """The folder of `initdb` and `postgres` of the newest PostgreSQL."""
    folders = []
    if tool := shutil.which("pg_config"):
        answer = subprocess.run([tool, "--bindir"], check=False, capture_output=True, text=True)
        folders = [Path(answer.stdout.strip())]
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True)
    for folder in (*folders, *debian):
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise MissingError("there is no PostgreSQL server here (initdb, postgres)")


def rabbitmq_program() -> Path:
    """The real `rabbitmq-server`; Debian's command of that name wraps it and allows only some users."""
    debian = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
    program = debian if debian.exists() else shutil.which("rabbitmq-server")
    if not program:
        raise MissingError("there is no RabbitMQ server here (rabbitmq-server)")
    return Path(program)


def epmd_program() -> str:
    """Erlang's `epmd`, the register of nodes."""
    program = shutil.which("epmd") or next(map(str, Path("/usr/lib/erlang").glob("erts-*/bin/epmd")), "")
    if not program:
        raise MissingError("there is no Erlang here (epmd)")
    return program


def server_user(*names: str) -> str:
    """The first existing user of these for running a server; empty unless we are root."""
    if os.geteuid() != 0:
        return ""
    all_users = {entry.pw_name for entry in pwd.getpwall()}
    users = [name for name in (*names, "nobody") if name in all_users]
    if not users:
        raise MissingError("root must not run a server, and there is no other user here to run it as")
    return users[0]


def free_port() -> int:
    """A free port of this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
