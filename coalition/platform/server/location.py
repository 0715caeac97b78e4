"""Where the embedded server's socket is, remembered in ``COMMONLIST_HOME``."""

from pathlib import Path


def state_directory(home: Path) -> Path:
    """The folder of the embedded server: ``home/postgres``, or the one remembered in ``home/postgres-location``."""
    remembered = home / "postgres-location"
    return Path(remembered.read_text().strip()) if remembered.exists() else home / "postgres"


def socket_directory(home: Path) -> Path:
    """The folder of its Unix socket."""
    return state_directory(home) / "run"
