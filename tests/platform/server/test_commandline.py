import socket

import pytest

from tests.platform.server.conftest import Manage, free_port

KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
NOWHERE = "postgres://somebody:secret-word@127.0.0.1:1/commonlist"


def one_line(manage: Manage, *arguments: str, **given: str) -> str:
    """Run a command that must fail with one line, and return that line."""
    done = manage(*arguments, **given)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr + done.stdout
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("commonlist: ")
    return done.stderr.removeprefix("commonlist: ").strip()


@pytest.mark.parametrize("command", ["migrate", "check", "serve"])
def test_without_a_root_key_every_command_says_where_to_put_one(manage: Manage, command: str) -> None:
    line = one_line(manage, command, PORT=str(free_port()))
    assert line.startswith("No root key: set COMMONLIST_ROOT_KEY to base64 of 32 random bytes")


def test_a_root_key_of_the_wrong_length_is_refused(manage: Manage) -> None:
    assert one_line(manage, "check", COMMONLIST_ROOT_KEY="c2hvcnQ=") == "COMMONLIST_ROOT_KEY has 5 bytes, it needs 32."


def test_a_command_without_a_running_server_says_how_to_start_one(manage: Manage) -> None:
    line = one_line(manage, "migrate", COMMONLIST_ROOT_KEY=KEY)
    assert line.startswith("No database is running for ")
    assert "start it with `make demo` or `manage.py serve` in another terminal, or set DATABASE_URL." in line


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_an_unreachable_database_is_one_line_without_its_password(manage: Manage, command: str) -> None:
    port = str(free_port())
    line = one_line_after_progress(manage, command, COMMONLIST_ROOT_KEY=KEY, DATABASE_URL=NOWHERE, PORT=port)
    assert line.startswith("commonlist: The database of DATABASE_URL does not answer: ")
    assert "secret-word" not in line


def test_a_taken_port_is_one_line(manage: Manage) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert f"Port {port} on 127.0.0.1 cannot be used" in one_line(manage, "demo", PORT=str(port))


def one_line_after_progress(manage: Manage, *arguments: str, **given: str) -> str:
    done = manage(*arguments, **given)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    return done.stderr.strip()
