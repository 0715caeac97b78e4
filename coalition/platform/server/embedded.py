"""An embedded PostgreSQL: for trying out, for small sites and for the tests. Unix socket only, dies with its parent."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import psycopg

from coalition.platform.server.account import server_account
from coalition.platform.server.binaries import Binaries, find_binaries
from coalition.platform.server.children import kill_session, spawn
from coalition.platform.server.errors import ServerError
from coalition.platform.server.location import settle_socket, settle_state, state_directory
from coalition.platform.server.locking import take_lock
from coalition.platform.server.orphan import end_orphan
from coalition.platform.server.roles import APPLICATION, create_database, create_roles

SUPERUSER = "postgres"
DATABASE = "commonlist"
START_PATIENCE = 60.0  # seconds; recovery after a crash takes the longest
# In good order PostgreSQL syncs every file it wrote: after a first migration 1,500, which takes a busy disk long.
# What is committed stands in its log; when this takes longer, the next start reads it from there.
STOP_PATIENCE = 2.0
ABORT_PATIENCE = 10.0
LOG_KEPT = 5_000_000  # bytes

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "max_wal_size": "2GB",
    "timezone": "UTC",
    "log_destination": "stderr",
    # Statements and the DETAIL of a broken constraint hold people's data; the log must not.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
THROW_AWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class EmbeddedServer:
    """PostgreSQL under ``home`` (``COMMONLIST_HOME``), with the roles and the database of Commonlist.

    ``durable=False`` is for tests: nothing is synced to disk. ``settings`` adds to or replaces ``SETTINGS``.
    Start it from the main thread: it dies with the thread that started it. Raises ServerError throughout.
    """

    def __init__(self, home: Path, *, durable: bool = True, settings: Mapping[str, str] | None = None) -> None:
        self.home = home.resolve()
        self.account = server_account(state_directory(self.home) / "data")
        self.state = settle_state(self.home, self.account)
        self.data = self.state / "data"
        self.socket = settle_socket(self.home, self.account)
        self.settings = {**SETTINGS, **({} if durable else THROW_AWAY), **(settings or {})}
        self.process: subprocess.Popen[bytes] | None = None
        self._lock = -1

    def dsn(self, database: str = DATABASE, user: str = APPLICATION) -> str:
        """A libpq connection string for ``database`` as ``user`` (one of the three roles, or ``postgres``)."""
        return f"host='{self.socket}' port=5432 dbname={database} user={user}"

    def start(self) -> None:
        """Create the data folder when there is none, start, wait until it answers, create roles and database."""
        self._lock = take_lock(self.state / "lock")
        binaries = self._readable_binaries()
        end_orphan(self.data)
        if not (self.data / "PG_VERSION").exists():
            self._initialise(binaries)
        self._refuse_other_version(binaries)
        with self._open_log() as log:
            options = [part for name, value in self._all_settings().items() for part in ("-c", f"{name}={value}")]
            command = [str(binaries.folder / "postgres"), "-D", str(self.data), *options]
            self.process = spawn(
                command,
                environment=self._environment(),
                folder=self.state,
                log=log,
                account=self.account,
                on_parent_death=signal.SIGINT,
            )
        self._await_answer()
        create_roles(self.dsn("postgres", SUPERUSER))
        create_database(self.dsn("postgres", SUPERUSER), DATABASE)

    def stop(self) -> None:
        """Stop it, in good order or at once, and wait until it is gone. Open transactions are rolled back."""
        if self.process is not None:
            for number, patience in ((signal.SIGINT, STOP_PATIENCE), (signal.SIGQUIT, ABORT_PATIENCE)):
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self.process.send_signal(number)
                    self.process.wait(patience)
                    break
            kill_session(self.process)
            self.process = None
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _readable_binaries(self) -> Binaries:
        binaries = find_binaries()
        if self.account and not self.account.reaches(binaries.folder / "postgres"):
            folder = self.state / "programs"
            folder.mkdir(exist_ok=True, mode=0o755)
            return binaries.copied_to(folder)
        return binaries

    def _initialise(self, binaries: Binaries) -> None:
        locale = (
            ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
            if binaries.major >= 17
            else ["--locale-provider=libc", "--locale=C.UTF-8"]
        )
        options = [f"--username={SUPERUSER}", "--auth=trust", "--encoding=UTF8", "--no-instructions", *locale]
        if "fsync" in self.settings:
            options.append("--no-sync")
        done = subprocess.run(
            [str(binaries.folder / "initdb"), "-D", str(self.data), *options],
            cwd=self.state,
            env=self._environment(),
            capture_output=True,
            text=True,
            check=False,
            **(self.account.popen_arguments() if self.account else {}),
        )
        if done.returncode != 0:
            reason = (done.stderr.strip().splitlines() or ["no message"])[-1]
            raise ServerError(f"PostgreSQL could not create its data folder {self.data}: {reason}")

    def _refuse_other_version(self, binaries: Binaries) -> None:
        version = (self.data / "PG_VERSION").read_text().strip()
        if version != str(binaries.major):
            raise ServerError(
                f"{self.data} was made by PostgreSQL {version}, but {binaries.version} is installed:"
                " dump it with the old version and load it into the new one (coalition/docs/operations.md)."
            )

    def _all_settings(self) -> dict[str, str]:
        return {**self.settings, "unix_socket_directories": str(self.socket)}

    def _environment(self) -> dict[str, str]:
        return {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"}

    def _open_log(self) -> IO[bytes]:
        path = self.state / "postgres.log"
        if path.exists() and path.stat().st_size > LOG_KEPT:
            path.replace(path.with_suffix(".log.1"))
        return path.open("ab")

    def _await_answer(self) -> None:
        deadline = time.monotonic() + START_PATIENCE
        while True:
            if self.process is None or self.process.poll() is not None:
                raise ServerError(
                    f"PostgreSQL did not start: {self._last_words()} (all of it: {self.state}/postgres.log)"
                )
            try:
                psycopg.connect(self.dsn("postgres", SUPERUSER), connect_timeout=2).close()
                return
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    raise ServerError(
                        f"PostgreSQL did not answer in {START_PATIENCE:.0f} s: see its log in {self.state}."
                    ) from None
                time.sleep(0.02)

    def _last_words(self) -> str:
        lines = (self.state / "postgres.log").read_text(errors="replace").strip().splitlines()
        return lines[-1] if lines else "it said nothing"
