"""Child processes that die with their parent, whatever becomes of it."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

from coalition.platform.server.account import Account

PR_SET_PDEATHSIG = 1  # linux/prctl.h


def spawn(
    command: Sequence[str | Path],
    *,
    environment: Mapping[str, str],
    folder: Path,
    log: IO[bytes] | None = None,
    account: Account | None = None,
    on_parent_death: signal.Signals = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """Start ``command`` in a session of its own, so that Ctrl-C reaches only us.

    On Linux it receives ``on_parent_death`` when the calling *thread* ends: call from the main thread.
    """
    return subprocess.Popen(
        [str(part) for part in command],
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        start_new_session=True,
        preexec_fn=_dying_with(os.getpid(), on_parent_death),  # our callers have one thread
        **(account.popen_arguments() if account else {}),
    )


def _dying_with(parent: int, number: signal.Signals) -> Callable[[], None] | None:
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)

    # Runs after the change of account, which would clear the setting.
    def prepare() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(number))
        if os.getppid() != parent:
            os._exit(1)

    return prepare


def die_with_parent() -> None:
    """Have this process receive SIGTERM when its parent ends (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal.SIGTERM))


def ignore_signals() -> None:
    """From here on nothing interrupts us: for the way out, which must not stop halfway."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def stop_all(processes: Sequence["subprocess.Popen[bytes]"], *, patience: float) -> None:
    """Ask all to end (SIGTERM); after ``patience`` seconds together kill their sessions. Returns when all are gone."""
    for process in processes:
        process.terminate()
    deadline = time.monotonic() + patience
    for process in processes:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(max(0.0, deadline - time.monotonic()))
        kill_session(process)


def kill_session(process: subprocess.Popen[bytes]) -> None:
    """Kill what is left of the session of ``process``, and reap it."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
