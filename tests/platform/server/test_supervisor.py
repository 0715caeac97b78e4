"""The supervisor as a whole: slow, so part of `make verify`; the quick refusals are in test_commandline."""

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg
import pytest

from coalition.platform.server.embedded import EmbeddedServer
from coalition.platform.server.environment import BASE_DIR
from tests.platform.server.conftest import clean_environment, free_port

pytestmark = pytest.mark.verify
KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
STOPPED_IN = 5  # seconds; 0.5 on an idle machine
READY = "Ctrl-C stops it."


class Run:
    """One run of ``manage.py serve``, ready."""

    def __init__(self, home: Path, **given: str) -> None:
        self.port = free_port()
        variables = clean_environment(home, PORT=str(self.port), COMMONLIST_ROOT_KEY=KEY, **given)
        self.process = subprocess.Popen(
            [sys.executable, BASE_DIR / "manage.py", "serve"],
            env=variables,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.lines: list[str] = []
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.strip())
            if self.lines[-1] == READY:
                return
        raise AssertionError(f"not ready: {self.lines}")

    def get(self, path: str, host: str = "127.0.0.1") -> tuple[int, object]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("GET", path, headers={"Host": host})
        answer = connection.getresponse()
        text = answer.read().decode()
        return answer.status, json.loads(text) if text.startswith("{") else text

    def descendants(self) -> list[psutil.Process]:
        """Everything it started, at any depth."""
        return psutil.Process(self.process.pid).children(recursive=True)


def running(processes: list[psutil.Process]) -> list[psutil.Process]:
    return [one for one in processes if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]


@contextmanager
def serving(home: Path, **given: str) -> Iterator[Run]:
    run = Run(home, **given)
    try:
        yield run
    finally:
        run.process.terminate()
        run.process.wait(20)


def test_serve_is_well_and_a_second_run_is_warm_and_keeps_data(home: Path) -> None:
    with serving(home) as run:
        assert run.get("/healthz") == (200, {"status": "ok"})
        well = {"status": "ready", "database": True, "migrations": True, "partitions": True, "worker": True}
        assert run.get("/readyz") == (200, well)
        assert any(line.startswith("Migrating the database (") for line in run.lines)
        with psycopg.connect(EmbeddedServer(home).dsn(user="postgres")) as database:
            database.execute("CREATE TABLE kept AS SELECT 1")
        run.process.terminate()
        assert run.process.wait(10) == 0
    with serving(home) as run:
        assert "Checking the database" in run.lines
        with psycopg.connect(EmbeddedServer(home).dsn(user="postgres")) as database:
            assert database.execute("SELECT count(*) FROM kept").fetchone() == (1,)


def test_serve_is_ready_behind_tls(home: Path) -> None:
    with serving(home, COMMONLIST_BASE_URL="https://commonlist.example", COMMONLIST_HOSTS="commonlist.example") as run:
        assert "https://commonlist.example" in run.lines
        assert run.get("/accounts/login/", host="commonlist.example")[0] == 301
        assert run.get("/readyz", host="commonlist.example")[0] == 200


def test_signals_stop_everything_at_once(home: Path) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        with serving(home) as run:
            started = run.descendants()
            assert len(started) >= 5  # PostgreSQL, web server with two processes, worker
            began = time.monotonic()
            os.killpg(run.process.pid, number)
            assert run.process.wait(10) == 0
            assert time.monotonic() - began < STOPPED_IN
            assert running(started) == []


def test_killing_the_supervisor_leaves_nothing_running(home: Path) -> None:
    with serving(home) as run:
        started = run.descendants()
        run.process.kill()
        deadline = time.monotonic() + 5
        while running(started) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert running(started) == []


def test_a_child_that_ends_stops_everything_with_a_line(home: Path) -> None:
    with serving(home) as run:
        started = run.descendants()
        [worker] = [process for process in started if "worker" in process.cmdline()]
        worker.kill()
        assert run.process.wait(10) == 1
        assert running(started) == []


def test_a_second_run_on_the_same_home_is_refused_with_one_line(home: Path) -> None:
    with serving(home):
        second = subprocess.run(
            [sys.executable, BASE_DIR / "manage.py", "serve"],
            env=clean_environment(home, PORT=str(free_port()), COMMONLIST_ROOT_KEY=KEY),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert (second.returncode, second.stdout, second.stderr.count("\n")) == (1, "", 1)
    assert "is in use by another run" in second.stderr


def test_serve_on_a_server_of_ones_own(home: Path) -> None:
    with EmbeddedServer(home.parent / "server", durable=False) as server:
        app = f"postgresql://commonlist_app@/commonlist?host={server.socket}"
        owner = f"postgresql://commonlist_owner@/commonlist?host={server.socket}"
        with serving(home, DATABASE_URL=app, DATABASE_OWNER_URL=owner) as run:
            assert run.get("/readyz")[0] == 200
            assert not (home / "postgres").exists()
        # Migrated: now a host without the owner's credentials may serve.
        with serving(home, DATABASE_URL=app) as run:
            assert run.get("/readyz")[0] == 200


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("commonlist_owner", "DATABASE_URL must not be for commonlist_owner, which owns the database"),
        ("commonlist_app", "migrations are not applied: run manage.py migrate with DATABASE_OWNER_URL set"),
    ],
)
def test_serve_refuses_a_database_that_is_not_fit(home: Path, role: str, expected: str) -> None:
    with EmbeddedServer(home.parent / "server", durable=False) as server:
        url = f"postgresql://{role}@/commonlist?host={server.socket}"
        done = subprocess.run(
            [sys.executable, BASE_DIR / "manage.py", "serve"],
            env=clean_environment(home, PORT=str(free_port()), COMMONLIST_ROOT_KEY=KEY, DATABASE_URL=url),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert expected in done.stderr
