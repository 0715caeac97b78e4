"""The two services over the database: the web server (granian) and the worker (procrastinate)."""

import contextlib
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from typing import IO

from coalition.platform.server.children import ignore_signals, spawn, stop_all
from coalition.platform.server.environment import BASE_DIR, THREADS, Environment

STOP_PATIENCE = 1.0  # seconds to finish what they do; jobs cut off are tried again


@contextlib.contextmanager
def running_services(environment: Environment) -> Iterator[dict[str, "subprocess.Popen[bytes]"]]:
    """Start both; stop both at the end of the block. Their names, for people, and processes."""
    started: dict[str, subprocess.Popen[bytes]] = {}
    try:
        with _log(environment, "web") as log:
            started["web server"] = _start(environment, _web_command(environment), log, signal.SIGTERM)
        with _log(environment, "worker") as log:
            # Without its database, which dies at the same moment, it could not end in good order.
            started["worker"] = _start(environment, _worker_command(environment), log, signal.SIGKILL)
        yield dict(started)
    finally:
        ignore_signals()
        stop_all(list(started.values()), patience=STOP_PATIENCE)


def _start(
    environment: Environment, command: Sequence[str], log: IO[bytes] | None, on_parent_death: signal.Signals
) -> "subprocess.Popen[bytes]":
    variables = environment.variables
    return spawn(command, environment=variables, folder=BASE_DIR, log=log, on_parent_death=on_parent_death)


@contextlib.contextmanager
def _log(environment: Environment, name: str) -> Iterator[IO[bytes] | None]:
    # The demo's terminal stays calm; in service the lines belong to whoever collects them.
    if not environment.demo:
        yield None
        return
    folder = environment.home / "logs"
    folder.mkdir(exist_ok=True, mode=0o700)
    with (folder / f"{name}.log").open("wb") as log:
        yield log


def _web_command(environment: Environment) -> list[str]:
    return [
        *(sys.executable, "-m", "granian", "coalition.wsgi:application", "--interface", "wsgi"),
        *("--host", environment.bind, "--port", str(environment.port), "--no-ws", "--http", "1"),
        *("--workers", str(environment.web_workers), "--blocking-threads", str(THREADS)),
        *("--workers-kill-timeout", "1", "--respawn-failed-workers", "--respawn-interval", "1"),
        *("--log-level", "warning"),
    ]


def _worker_command(environment: Environment) -> list[str]:
    concurrency = str(environment.job_concurrency)
    return [sys.executable, str(BASE_DIR / "manage.py"), "worker", "--concurrency", concurrency]
