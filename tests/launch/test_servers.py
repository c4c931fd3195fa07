"""The embedded database and broker: private, bare of rights, and alive again after a kill."""

import os
import shutil
import signal
import stat
import subprocess

import psycopg2
import pytest
from kombu import Connection

from vsrisk.launch.postgres import APPLICATION, OWNER
from vsrisk.launch.problems import CannotGoOn
from vsrisk.launch.servers import Servers, private_servers


@pytest.fixture(scope="module")
def servers():
    with private_servers(durable=True) as running:
        yield running


def _ask(url: str, question: str) -> list[tuple]:
    connection = psycopg2.connect(url)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(question)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def test_neither_role_may_do_more_than_its_work(servers: Servers):
    rows = _ask(
        servers.postgres.url(OWNER),
        "SELECT rolname, rolsuper, rolcreaterole, rolbypassrls FROM pg_roles"
        " WHERE rolname LIKE 'vsrisk%' ORDER BY rolname",
    )
    assert rows == [(APPLICATION, False, False, False), (OWNER, False, False, False)]
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        _ask(servers.postgres.url(APPLICATION), "CREATE TABLE mine (id int)")


def test_text_sorts_by_its_bytes(servers: Servers):
    rows = _ask(
        servers.postgres.url(APPLICATION),
        "SELECT datcollate, pg_encoding_to_char(encoding) FROM pg_database"
        " WHERE datname = current_database()",
    )
    assert rows == [("C", "UTF8")]


def test_nobody_listens_on_the_network_and_the_sockets_are_closed_to_others(servers: Servers):
    assert _ask(servers.postgres.url(OWNER), "SHOW listen_addresses") == [("",)]
    assert stat.S_IMODE(servers.postgres.sockets.stat().st_mode) == 0o700
    assert stat.S_IMODE(servers.postgres.data.stat().st_mode) == 0o700
    assert stat.S_IMODE(servers.valkey.data.stat().st_mode) == 0o700


@pytest.mark.skipif(
    os.geteuid() != 0 or not shutil.which("psql"), reason="needs root and psql to become another"
)
def test_another_user_of_the_machine_cannot_sign_in(servers: Servers):
    somebody = servers.postgres.account
    assert somebody is not None
    psql = ["psql", "--no-psqlrc", "-h", str(servers.postgres.sockets), "-U", OWNER, "vsrisk"]
    done = subprocess.run(
        [*psql, "-c", "SELECT 1"],
        user=somebody.uid,
        group=somebody.gid,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "Peer authentication failed" in done.stderr


def test_committed_rows_survive_a_kill(servers: Servers):
    url = servers.postgres.url(OWNER)
    _ask(url, "CREATE TABLE kept AS SELECT 42 AS answer")
    servers.postgres.kill()
    with pytest.raises(psycopg2.OperationalError):
        _ask(url, "SELECT 1")
    servers.postgres.start()
    assert _ask(url, "SELECT answer FROM kept") == [(42,)]


def test_the_broker_keeps_its_messages_through_an_orderly_stop(servers: Servers):
    with Connection(servers.valkey.url) as broker, broker.SimpleQueue("kept") as queue:
        queue.put({"n": 1})
    servers.valkey.stop()
    servers.valkey.start()
    with Connection(servers.valkey.url) as broker, broker.SimpleQueue("kept") as queue:
        message = queue.get(timeout=5)
        message.ack()
    assert message.payload == {"n": 1}


def test_data_of_another_major_version_is_left_alone(servers: Servers):
    version = servers.postgres.data / "PG_VERSION"
    made_by = version.read_text()
    try:
        version.write_text("9\n")
        with pytest.raises(CannotGoOn, match="was made by PostgreSQL 9"):
            servers.postgres.create()
    finally:
        version.write_text(made_by)


def test_nothing_is_left_when_the_tests_are_done():
    with private_servers() as short:
        folder, processes = short.postgres.data.parent, (short.postgres, short.valkey)
        short.valkey.process.send_signal(signal.SIGKILL)
    assert not folder.exists()
    assert all(server.process.poll() is not None for server in processes)
