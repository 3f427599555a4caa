"""The run's own RabbitMQ node."""

import os
import shutil
import signal
import socket
from collections.abc import Mapping
from pathlib import Path

from kombu import Connection
from kombu.exceptions import OperationalError

from chaos.running import Process, Running, kill
from chaos.servers.programs import epmd_program, free_port, rabbitmq_program, server_user
from chaos.servers.waiting import until


class RabbitMQ:
    """A private node in `folder`. Raises MissingError without RabbitMQ on this machine."""

    def __init__(self, folder: Path, running: Running) -> None:
        self._program, self._epmd = rabbitmq_program(), epmd_program()
        self._user = server_user("rabbitmq")
        self._folder, self._running = folder, running
        self.port, self._dist, self._epmd_port = free_port(), free_port(), free_port()
        self._process: Process | None = None

    @property
    def address(self) -> str:
        """The address of the node, as a setting."""
        return f"amqp://guest:guest@127.0.0.1:{self.port}//"

    def create(self) -> None:
        """Create and start the node."""
        self._folder.mkdir(parents=True)
        self._file("rabbitmq.conf").write_text(f"listeners.tcp.1 = 127.0.0.1:{self.port}\n", "ascii")
        self._file("enabled_plugins").write_text("[].\n", "ascii")
        self._file("rabbitmq-env.conf").write_text("", "ascii")
        if self._user:
            shutil.chown(self._folder, self._user)
        # epmd is started first and in the foreground, so that no node starts one that outlives us.
        command = [self._epmd, "-port", str(self._epmd_port), "-address", "127.0.0.1"]
        self._running.start("epmd", command, os.environ, self._folder, self._user)
        until(lambda: _listens(self._epmd_port), "epmd listens")
        self.start()

    def start(self) -> None:
        """Start the node and wait until it answers."""
        command = [str(self._program)]
        self._process = self._running.start("rabbitmq", command, self._environment, self._folder, self._user)
        until(self._answers, "RabbitMQ answers")

    def stop(self, crash: bool = False) -> None:
        """Stop the node in order, or kill it."""
        if self._process is None:
            return
        if not crash:
            os.kill(int(self._file("pid").read_text("ascii")), signal.SIGTERM)
            until(lambda: self._process is None or self._process.poll() is not None, "RabbitMQ has stopped")
        kill(self._process)
        self._process = None

    def _file(self, name: str) -> Path:
        return self._folder / name

    @property
    def _environment(self) -> Mapping[str, str]:
        ours = {name: value for name, value in os.environ.items() if not name.startswith(("RABBITMQ_", "ERL_"))}
        return {
            **ours,
            "HOME": str(self._folder),  # for the cookie
            "RABBITMQ_NODENAME": f"wian-chaos-{os.getpid()}@localhost",
            "RABBITMQ_DIST_PORT": str(self._dist),
            "RABBITMQ_CONFIG_FILE": str(self._file("rabbitmq.conf")),
            "RABBITMQ_CONF_ENV_FILE": str(self._file("rabbitmq-env.conf")),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self._file("enabled_plugins")),
            "RABBITMQ_MNESIA_BASE": str(self._file("mnesia")),
            "RABBITMQ_LOG_BASE": str(self._file("logs")),
            "RABBITMQ_LOGS": "-",
            "RABBITMQ_PID_FILE": str(self._file("pid")),
            "RABBITMQ_GENERATED_CONFIG_DIR": str(self._file("generated")),
            "ERL_EPMD_PORT": str(self._epmd_port),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "ERL_FLAGS": "-kernel inet_dist_use_interface {127,0,0,1}",
            "ERL_CRASH_DUMP_SECONDS": "0",
        }

    def _answers(self) -> bool:
        if not _listens(self.port):
            return False
        try:
            with Connection(self.address, connect_timeout=5) as connection:
                connection.ensure_connection(max_retries=1)
        except (OSError, OperationalError):
            return False
        return True


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    except OSError:
        return False
    return True
