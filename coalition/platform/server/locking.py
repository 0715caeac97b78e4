"""One run at a time per folder."""

import fcntl
import os
from pathlib import Path

from coalition.platform.server.errors import ServerError


def take_lock(path: Path) -> int:
    """Lock ``path`` until the returned descriptor is closed or the process ends. Raises ServerError when it is held."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise ServerError(
            f"Cannot use the folder {path.parent}: {error.strerror}. Run as its owner, or set another COMMONLIST_HOME."
        ) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(descriptor)
        raise ServerError(
            f"{path.parent} is in use by another run: stop that one, or set COMMONLIST_HOME to another folder."
        ) from error
    return descriptor
