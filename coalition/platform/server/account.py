"""PostgreSQL refuses to run as root: which account runs it instead, and what that account can reach."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coalition.platform.server.errors import ServerError

CANDIDATES = ("postgres", "nobody")


@dataclass(frozen=True, slots=True)
class Account:
    """An unprivileged account that root gives PostgreSQL to."""

    name: str
    uid: int
    gid: int

    def popen_arguments(self) -> dict[str, Any]:
        """The arguments that make ``subprocess`` run as this account alone, without root's groups."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def reaches(self, path: Path) -> bool:
        """Whether this account may enter (a folder) or run (a program) ``path``."""
        command = ["/usr/bin/env", "test", "-x", str(path)]
        return subprocess.run(command, cwd="/", check=False, **self.popen_arguments()).returncode == 0


def server_account(data: Path) -> Account | None:
    """Who runs the server on ``data``: None for "this user"; as root the data's owner, else postgres, else nobody."""
    if os.geteuid() != 0:
        return None
    if data.exists() and data.stat().st_uid != 0:
        return _account(pwd.getpwuid(data.stat().st_uid))
    for name in CANDIDATES:
        try:
            return _account(pwd.getpwnam(name))
        except KeyError:
            continue
    raise ServerError("Root cannot run PostgreSQL itself and there is no account postgres or nobody: run as a user.")


def _account(entry: pwd.struct_passwd) -> Account:
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
