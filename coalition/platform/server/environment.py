"""What the supervisor needs of the environment, read without loading Django: settings come when the home is settled."""

import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from coalition.platform.keys.root import load_root_key
from coalition.platform.server.errors import ServerError

BASE_DIR = Path(__file__).resolve().parents[3]
THREADS = 4  # per web process; as measured, more gain nothing


@dataclass(frozen=True, slots=True)
class Environment:
    """The checked answers. ``variables`` is what children get."""

    home: Path
    bind: str
    port: int
    demo: bool
    empty: bool
    embedded: bool
    web_workers: int
    job_concurrency: int
    variables: Mapping[str, str]

    @property
    def address(self) -> str:
        """Where a browser on this machine finds the site."""
        return self.variables.get("COMMONLIST_BASE_URL") or f"http://127.0.0.1:{self.port}"


def read_environment(*, demo: bool, empty: bool = False) -> Environment:
    """Read and check the environment. Raises ServerError with the remedy."""
    home = Path(os.environ.get("COMMONLIST_HOME") or BASE_DIR / "var").resolve()
    variables = {**os.environ, "COMMONLIST_HOME": str(home), "PYTHONUNBUFFERED": "1"}
    variables["DJANGO_SETTINGS_MODULE"] = "coalition.settings"
    variables["COMMONLIST_DEMO"] = "1" if demo else ""
    cores = min(max(os.cpu_count() or 2, 2), 8)
    return Environment(
        home=home,
        bind=os.environ.get("COMMONLIST_BIND") or "127.0.0.1",
        port=_whole_number("PORT", os.environ.get("PORT"), 8000, 1, 65535),
        demo=demo,
        empty=empty,
        embedded=not os.environ.get("DATABASE_URL"),
        web_workers=_whole_number("COMMONLIST_WEB_WORKERS", os.environ.get("COMMONLIST_WEB_WORKERS"), cores, 1, 64),
        job_concurrency=_whole_number(
            "COMMONLIST_JOB_CONCURRENCY", os.environ.get("COMMONLIST_JOB_CONCURRENCY"), 4, 1, 64
        ),
        variables=variables,
    )


def refuse_taken_port(environment: Environment) -> None:
    """Raise ServerError when another program listens where we are to."""
    family = socket.AF_INET6 if ":" in environment.bind else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((environment.bind, environment.port))
        except PermissionError as error:
            raise ServerError(f"Port {environment.port} needs root: choose one above 1023, as in PORT=8001.") from error
        except OSError as error:
            raise ServerError(
                f"Port {environment.port} on {environment.bind} cannot be used ({error.strerror}):"
                " stop what uses it, or choose another, as in PORT=8001."
            ) from error


def ensure_root_key(environment: Environment) -> None:
    """Make the demo's root key; raise ServerError where production has none."""
    value = environment.variables.get("COMMONLIST_ROOT_KEY", "")
    try:
        load_root_key(value=value, path=environment.home / "keys" / "root.key", generate=environment.demo)
    except ImproperlyConfigured as error:
        raise ServerError(str(error)) from error


def _whole_number(name: str, value: str | None, default: int, least: int, most: int) -> int:
    text = value or str(default)
    if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
        raise ServerError(f"{name} is {text!r}: it must be a whole number from {least} to {most}.")
    return int(text)
