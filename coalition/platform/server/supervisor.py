"""The supervisor: PostgreSQL, preparation, web server and worker, in the foreground, started and stopped as one.

A child that ends takes all the others with it: whoever started us (a person, systemd) starts us again as a whole.
Every child dies with us, so that even ``kill -9`` leaves nothing running.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from types import FrameType

from coalition.platform.server.children import die_with_parent, ignore_signals, kill_session, spawn
from coalition.platform.server.embedded import EmbeddedServer
from coalition.platform.server.environment import (
    BASE_DIR,
    Environment,
    ensure_root_key,
    read_environment,
    refuse_taken_port,
)
from coalition.platform.server.errors import ServerError
from coalition.platform.server.location import create_home
from coalition.platform.server.locking import take_lock
from coalition.platform.server.readiness import is_ready
from coalition.platform.server.report import say, say_ready
from coalition.platform.server.services import running_services

READY_PATIENCE = 60.0  # seconds
TICK = 0.1


class _Stopped(BaseException):
    """Someone asked us to stop."""


class _Failed(Exception):
    """A child said itself what is wrong."""


def run(*, demo: bool, empty: bool = False, with_parent: bool = False) -> int:
    """Run everything until SIGINT, SIGTERM or SIGHUP; the exit code (0 when asked to stop).

    ``empty``: a demo without its coalition, for spreadsheets of one's own.
    ``with_parent``: end as well when the process that started us ends, as under make.
    """
    _listen_for_signals()
    if with_parent:
        die_with_parent()
    try:
        _run(read_environment(demo=demo, empty=empty))
    except _Stopped:
        say("Stopped.")
        return 0
    except _Failed:
        return 1
    except ServerError as error:
        sys.stderr.write(f"commonlist: {error}\n")
        return 1
    return 0


def _run(environment: Environment) -> None:
    began = time.monotonic()
    refuse_taken_port(environment)
    create_home(environment.home, passable=os.geteuid() == 0)
    # Held open until this process ends, however it ends.
    lock = take_lock(environment.home / "lock")
    ensure_root_key(environment)
    with contextlib.ExitStack() as stack:
        stack.callback(os.close, lock)
        # Whatever comes while we stop must not stop us halfway.
        stack.callback(ignore_signals)
        database = stack.enter_context(_database(environment))
        _prepare(environment)
        children = stack.enter_context(running_services(environment))
        if database is not None and database.process is not None:
            children["PostgreSQL"] = database.process
        _await_ready(environment, children)
        say_ready(environment, seconds=time.monotonic() - began)
        _watch(environment, children)


@contextlib.contextmanager
def _database(environment: Environment) -> Iterator[EmbeddedServer | None]:
    if not environment.embedded:
        yield None
        return
    say("Starting PostgreSQL")
    server = EmbeddedServer(environment.home)
    try:
        server.start()
        yield server
    finally:
        ignore_signals()
        server.stop()


def _prepare(environment: Environment) -> None:
    command = [sys.executable, str(BASE_DIR / "manage.py"), "prepare", *(["--empty"] if environment.empty else [])]
    process = spawn(command, environment=environment.variables, folder=BASE_DIR)
    try:
        code = process.wait()
    finally:
        kill_session(process)
    if code != 0:
        raise _Failed


def _await_ready(environment: Environment, children: dict[str, "subprocess.Popen[bytes]"]) -> None:
    say("Starting web server and worker")
    deadline = time.monotonic() + READY_PATIENCE
    while not is_ready(environment):
        _refuse_ended(environment, children)
        if time.monotonic() > deadline:
            raise ServerError(
                f"Not ready after {READY_PATIENCE:.0f} s: see {environment.address}/readyz for what fails."
            )
        time.sleep(TICK)


def _watch(environment: Environment, children: dict[str, "subprocess.Popen[bytes]"]) -> None:
    while True:
        time.sleep(TICK)
        _refuse_ended(environment, children)


def _refuse_ended(environment: Environment, children: dict[str, "subprocess.Popen[bytes]"]) -> None:
    for name, process in children.items():
        if process.poll() is not None:
            where = f" Its log is in {environment.home / 'logs'}." if environment.demo else ""
            raise ServerError(f"The {name} ended by itself (code {process.returncode}), so everything stops.{where}")


def _listen_for_signals() -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup
        signal.signal(signal.SIGHUP, _stop)


def _stop(number: int, frame: FrameType | None) -> None:
    raise _Stopped
