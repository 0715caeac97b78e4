"""The PostgreSQL of a run that was killed: found by its pid file and ended, before the next one starts."""

import contextlib
import os
import signal
import subprocess
import time
from pathlib import Path

from coalition.platform.server.errors import ServerError

PATIENCE = 10.0  # seconds


def end_orphan(data: Path) -> None:
    """End the server that still runs on ``data``. Only for the holder of the lock, so that nobody else is using it."""
    try:
        pid = int((data / "postmaster.pid").read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return
    deadline = time.monotonic() + PATIENCE
    while str(data) in _command_line(pid):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGINT)
        if time.monotonic() > deadline:
            raise ServerError(f"PostgreSQL of an earlier run (process {pid}) does not end: kill it, then try again.")
        time.sleep(0.05)


def _command_line(pid: int) -> str:
    # The number may long belong to another process. Bare machines have no ps, macOS has no /proc.
    if Path("/proc/self").exists():
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            return ""
    return subprocess.run(["ps", "-o", "args=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
