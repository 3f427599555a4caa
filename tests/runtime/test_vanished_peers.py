"""A client or a server that vanishes without a word: the other side gives it up soon, and nobody waits for it long."""

import subprocess
import sys

import pytest
from psycopg import Connection

from runtime.services import Services, open_database
from runtime.settings import ROOT
from tests.support.lock_waits import PATIENCE, until_waiting

pytestmark = pytest.mark.postgres

_LOCKED = "SELECT id FROM units WHERE code = '54' FOR UPDATE"


@pytest.mark.parametrize("patience", [0, 3], ids=["who works", "who looks"])
def test_a_session_that_stops_or_vanishes_is_given_up_by_the_server_and_by_us(
    postgres_services: Services, patience: int
) -> None:
    database = open_database(postgres_services.settings, patience)
    with database.read() as conn:
        told = {
            "idle_in_transaction_session_timeout": "2min",
            "client_connection_check_interval": "10s",
            "tcp_keepalives_idle": "30",
            "tcp_keepalives_interval": "10",
            "tcp_keepalives_count": "3",
            "tcp_user_timeout": "30000",
        }
        assert {name: conn.exec_driver_sql(f"SHOW {name}").scalar() for name in told} == told
        session = conn.connection.driver_connection
        assert isinstance(session, Connection)
        ours = session.info.get_parameters()
    database.close()
    assert ours["tcp_user_timeout"] == "30000"
    names = ("keepalives_idle", "keepalives_interval", "keepalives_count")
    assert [ours[name] for name in names] == ["30", "10", "3"]


def test_a_client_that_is_killed_while_it_waits_for_a_lock_does_not_wait_on(postgres_services: Services) -> None:
    address = postgres_services.database.url.render_as_string(hide_password=False)
    work = (
        "import sys; from workflow.store.database import Database\n"
        "with Database(sys.argv[1]).write() as conn: conn.exec_driver_sql(sys.argv[2])"
    )
    with postgres_services.database.write() as conn:
        conn.exec_driver_sql(_LOCKED)
        client = subprocess.Popen([sys.executable, "-c", work, address, _LOCKED], cwd=ROOT)
        until_waiting(postgres_services)
        client.kill()
        client.wait(PATIENCE)
        until_waiting(postgres_services, 0)
