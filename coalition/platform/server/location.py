"""Where the embedded server lives, remembered in ``COMMONLIST_HOME``.

Usually ``home/postgres``. Where root's server account cannot enter that folder, the data lies elsewhere
(``home/postgres-location`` says where); where the path is too long for a Unix socket, the socket does
(``home/postgres-socket``).
"""

import os
import tempfile
from pathlib import Path

from coalition.platform.server.account import Account
from coalition.platform.server.errors import ServerError

LONGEST_SOCKET_PATH = 103
SOCKET_FILE = ".s.PGSQL.5432.lock"
PARENT_FOR_ROOT = Path("/var/lib/commonlist")


def state_directory(home: Path) -> Path:
    """The folder of the embedded server: ``home/postgres``, or the one remembered in ``home/postgres-location``."""
    remembered = home / "postgres-location"
    return Path(remembered.read_text().strip()) if remembered.exists() else home / "postgres"


def socket_directory(home: Path) -> Path:
    """The folder of its Unix socket."""
    remembered = home / "postgres-socket"
    return Path(remembered.read_text().strip()) if remembered.exists() else state_directory(home) / "run"


def settle_state(home: Path, account: Account | None) -> Path:
    """Create the state folder, owned by ``account``, somewhere that account can enter; remember it; return it."""
    create_home(home, passable=account is not None)
    remembered = home / "postgres-location"
    if account and not remembered.exists() and not account.reaches(home):
        remembered.write_text(f"{_folder_of_root()}\n")
    state = state_directory(home)
    try:
        state.mkdir(exist_ok=True, mode=0o700)
        if account:
            os.chown(state, account.uid, account.gid)
    except OSError as error:
        raise ServerError(f"Cannot use the folder {state} for PostgreSQL: {error.strerror}.") from error
    if not os.access(state, os.R_OK | os.W_OK | os.X_OK):
        raise ServerError(f"{state} belongs to another account: run as that account, or set another COMMONLIST_HOME.")
    return state


def create_home(home: Path, *, passable: bool) -> None:
    """Create ``home`` for this user alone; ``passable`` lets other accounts through to what they own in it."""
    try:
        if not home.exists():
            home.mkdir(parents=True)
            home.chmod(0o711 if passable else 0o700)
    except OSError as error:
        raise ServerError(
            f"Cannot create the folder {home}: {error.strerror}. Set COMMONLIST_HOME to another."
        ) from error


def settle_socket(home: Path, account: Account | None) -> Path:
    """Create the socket folder, mode 0700 and owned by ``account``, with a path short enough; remember it."""
    folder = socket_directory(home)
    remembered = home / "postgres-socket"
    if len(str(folder / SOCKET_FILE)) > LONGEST_SOCKET_PATH or (remembered.exists() and not _ours(folder, account)):
        # A new name each time: a folder someone else made in a shared place is never trusted.
        folder = Path(tempfile.mkdtemp(prefix="commonlist-"))
        remembered.write_text(f"{folder}\n")
    folder.mkdir(exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    if account:
        os.chown(folder, account.uid, account.gid)
    return folder


def _ours(folder: Path, account: Account | None) -> bool:
    try:
        status = os.lstat(folder)
    except OSError:
        return False
    return status.st_uid in {os.geteuid(), account.uid if account else -1} and not folder.is_symlink()


def _folder_of_root() -> Path:
    # A random name: a new clone in an old place has new keys and must not meet the old data.
    PARENT_FOR_ROOT.mkdir(parents=True, exist_ok=True)
    PARENT_FOR_ROOT.chmod(0o711)
    return Path(tempfile.mkdtemp(prefix="site-", dir=PARENT_FOR_ROOT))
