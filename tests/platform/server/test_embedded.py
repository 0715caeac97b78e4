import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from coalition.platform.server import embedded
from coalition.platform.server.embedded import EmbeddedServer
from coalition.platform.server.environment import BASE_DIR
from coalition.platform.server.errors import ServerError
from coalition.platform.server.location import LONGEST_SOCKET_PATH, SOCKET_FILE, socket_directory, state_directory

SMALL = {"shared_buffers": "16MB", "max_connections": "10"}
ROLES = "SELECT rolname, rolsuper, rolcanlogin, rolcreatedb, rolcreaterole, rolbypassrls, rolreplication FROM pg_roles"


def server_in(home: Path) -> EmbeddedServer:
    return EmbeddedServer(home, durable=False, settings=SMALL)


def test_start_creates_roles_without_powers_and_a_closed_database(home: Path) -> None:
    with server_in(home) as server, psycopg.connect(server.dsn()) as connection:
        roles = set(connection.execute(f"{ROLES} WHERE rolname LIKE 'commonlist%'").fetchall())
        assert roles == {
            ("commonlist_owner", False, True, True, False, False, False),
            ("commonlist_app", False, True, False, False, False, False),
            ("commonlist_definer", False, False, False, False, False, False),
        }
        memberships = "SELECT roleid::regrole::text, member::regrole::text FROM pg_auth_members WHERE roleid > 16383"
        assert connection.execute(memberships).fetchall() == [("commonlist_definer", "commonlist_owner")]
        database = "SELECT datdba::regrole::text, datacl::text FROM pg_database WHERE datname = 'commonlist'"
        assert connection.execute(database).fetchone() == (
            "commonlist_owner",
            "{commonlist_owner=CTc/commonlist_owner,commonlist_app=Tc/commonlist_owner}",
        )
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE TABLE mine (id int)")


def test_start_listens_on_no_network_and_sorts_by_code_point(home: Path) -> None:
    with server_in(home) as server, psycopg.connect(server.dsn()) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        assert connection.execute("SELECT 'É' = upper('é'), 'Z' < 'a'").fetchone() == (True, True)
        assert server.socket.stat().st_mode & 0o777 == 0o700


def test_start_again_keeps_the_data(home: Path) -> None:
    with server_in(home) as server, psycopg.connect(server.dsn(user="commonlist_owner")) as connection:
        connection.execute("CREATE TABLE kept (id int)")
    with server_in(home) as server, psycopg.connect(server.dsn(user="commonlist_owner")) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)


def test_stop_does_not_wait_for_a_busy_disk_and_what_was_committed_is_kept(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "STOP_PATIENCE", 0.0)
    slow = EmbeddedServer(home, settings=SMALL)
    with slow as server, psycopg.connect(server.dsn(user="commonlist_owner")) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1")
    assert "received immediate shutdown request" in (state_directory(home) / "postgres.log").read_text()
    with server_in(home) as server, psycopg.connect(server.dsn(user="commonlist_owner")) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (1,)


def test_start_under_a_private_folder_finds_a_place_its_account_can_enter(private_home: Path) -> None:
    with server_in(private_home) as server:
        psycopg.connect(server.dsn()).close()
        assert socket_directory(private_home) == server.socket
        assert (server.state == private_home / "postgres") == (os.geteuid() != 0)
        assert server.state.parent.stat().st_mode & 0o022 == 0


def test_start_in_a_deep_folder_puts_the_socket_where_its_path_is_short(home: Path) -> None:
    deep = home / ("deep" * 20) / "var"
    with server_in(deep) as server:
        psycopg.connect(server.dsn()).close()
        assert len(str(server.socket / SOCKET_FILE)) <= LONGEST_SOCKET_PATH
        assert socket_directory(deep) == server.socket
        assert state_directory(deep) == deep / "postgres"
        first = server.socket
    with server_in(deep) as server:
        assert server.socket == first


def test_start_refuses_a_home_in_use(home: Path) -> None:
    with server_in(home), pytest.raises(ServerError, match="is in use by another run"):
        server_in(home).start()


def test_start_refuses_the_data_of_another_version(home: Path) -> None:
    with server_in(home) as server:
        version_file = server.data / "PG_VERSION"
    version_file.write_text("9\n")
    with pytest.raises(ServerError, match=r"was made by PostgreSQL 9, but \d+"):
        server.start()
    server.stop()


def test_start_tells_why_the_server_did_not_start(home: Path) -> None:
    server = EmbeddedServer(home, durable=False, settings={**SMALL, "shared_buffers": "nonsense"})
    with pytest.raises(ServerError, match="did not start: .*shared_buffers"):
        server.start()
    server.stop()


def test_the_log_holds_no_data_of_a_failed_statement(home: Path) -> None:
    with server_in(home) as server, psycopg.connect(server.dsn(user="commonlist_owner")) as connection:
        connection.execute("CREATE TABLE person (email text PRIMARY KEY)")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO person VALUES ('ana@alder.example'), ('ana@alder.example')")
    log = (server.state / "postgres.log").read_text()
    assert "person_pkey" in log
    assert "ana@" not in log


KEEPER = """
import sys, time
from pathlib import Path
from coalition.platform.server.embedded import EmbeddedServer
server = EmbeddedServer(Path(sys.argv[1]), durable=False, settings={"shared_buffers": "16MB", "max_connections": "10"})
server.start()
print(server.process.pid, flush=True)
time.sleep(600)
"""


def keeper(home: Path) -> "tuple[subprocess.Popen[str], int]":
    command = [sys.executable, "-c", KEEPER, str(home)]
    process = subprocess.Popen(command, cwd=BASE_DIR, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, int(process.stdout.readline())


def goes(pid: int) -> bool:
    """Whether the process ends within ten seconds."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def test_the_server_dies_with_its_parent(home: Path) -> None:
    process, server = keeper(home)
    process.kill()
    process.wait()
    assert goes(server)


def test_start_ends_the_orphan_of_a_killed_run_first(home: Path) -> None:
    process, orphan = keeper(home)
    os.kill(orphan, signal.SIGSTOP)  # so that it outlives its parent's signal
    process.kill()
    process.wait()
    os.kill(orphan, signal.SIGCONT)
    with server_in(home) as server:
        psycopg.connect(server.dsn()).close()
        assert goes(orphan)
