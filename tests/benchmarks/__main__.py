"""``python -m tests.benchmarks [subject]``: print the table, write ``bench.json``. Fails when something did not run."""

import importlib
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connections

from tests import USERS_HOME
from tests.benchmarks.measure import NOT_RUN, Measurement, table, write
from tests.database import clone, ensure_template, start_server

SUBJECTS = ("keys", "tenancy", "audit", "imports", "people", "exports", "consent", "propagation")


def main(only: str) -> int:
    """Measure one subject, or all; the exit status."""
    if only and only not in SUBJECTS:
        print(f"No subject {only!r}: there are {', '.join(SUBJECTS)}.", file=sys.stderr)
        return 2
    server = start_server(durable=True)
    try:
        ensure_template()
        found = [one for subject in SUBJECTS if only in ("", subject) for one in _measured(subject)]
    finally:
        server.stop()
    path = Path(USERS_HOME or settings.BASE_DIR / "var") / "bench.json"
    write(found, path)
    print(f"{table(found)}\n\n{path}")
    return 1 if any(one.verdict == NOT_RUN for one in found) else 0


def _measured(subject: str) -> Iterator[Measurement]:
    connections.close_all()
    clone(settings.DATABASES["default"]["NAME"])
    try:
        yield from importlib.import_module(f"tests.benchmarks.{subject}").measurements()
    except Exception as error:  # the others still run, and this one is shown as what it is
        traceback.print_exc()
        yield Measurement(f"{subject}: {NOT_RUN}", None, "", f"{type(error).__name__}", None, 0.0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
