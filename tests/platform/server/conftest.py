"""Homes to run in, and the command line run as a person would."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from coalition.platform.server.environment import BASE_DIR
from coalition.platform.server.location import PARENT_FOR_ROOT, state_directory

Manage = Callable[..., "subprocess.CompletedProcess[str]"]
OURS = ("COMMONLIST_", "DATABASE_", "DJANGO_", "PORT")


def clean_environment(home: Path, **given: str) -> dict[str, str]:
    """The environment of a person who set nothing but ``given``."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return {**inherited, "COMMONLIST_HOME": str(home), **given}


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def home() -> Iterator[Path]:
    """A new COMMONLIST_HOME that the server's account can pass through."""
    parent = Path(tempfile.mkdtemp(prefix="commonlist-home-"))
    parent.chmod(0o711)
    yield parent / "var"
    _remove(parent / "var")
    shutil.rmtree(parent)


@pytest.fixture
def private_home() -> Iterator[Path]:
    """A new COMMONLIST_HOME under a folder that nobody but this user can enter."""
    parent = Path(tempfile.mkdtemp(prefix="commonlist-home-"))
    yield parent / "var"
    _remove(parent / "var")
    shutil.rmtree(parent)


@pytest.fixture
def manage(home: Path) -> Manage:
    """Run ``manage.py`` with arguments and variables; text of both outputs."""

    def run(*arguments: str, **given: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, BASE_DIR / "manage.py", *arguments],
            env=clean_environment(home, **given),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


def _remove(home: Path) -> None:
    elsewhere = state_directory(home)
    if elsewhere.parent == PARENT_FOR_ROOT:
        shutil.rmtree(elsewhere)
    remembered = home / "postgres-socket"
    if remembered.exists():
        shutil.rmtree(remembered.read_text().strip(), ignore_errors=True)
