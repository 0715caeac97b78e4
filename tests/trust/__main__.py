"""``python -m tests.trust [SCALE] [ONLY]``: run the rows, print the table, write ``trust.json``.

``SCALE`` is the part of the full rounds (1); ``ONLY`` picks rows whose name or test contains the word. The exit status
is 1 when a figure missed its target, its test failed, or it did not run.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from django.conf import settings

from tests import USERS_HOME
from tests.trust.figures import FILE, LEAST, SCALE
from tests.trust.report import ROOT, Figure, Row, about, judge, table, write
from tests.trust.rows import ROWS

LIMIT = 3600  # seconds for one row: then it counts as not run


def main(scale: str, only: str) -> int:
    """Run the rows that ``only`` picks; the exit status."""
    try:
        part = float(scale)
    except ValueError:
        part = 0.0
    rows = [row for row in ROWS if any(only.lower() in word.lower() for word in (*row.figures, *row.tests))]
    if not 0 < part <= 10 or not rows:
        print("Give a scale between 0 and 10, and a word that stands in the name of a figure.", file=sys.stderr)
        return 2
    found: list[Figure] = []
    for row in rows:
        print(f"… {', '.join(row.figures)}", file=sys.stderr, flush=True)
        found += run(row, part)
    path = Path(USERS_HOME or settings.BASE_DIR / "var") / "trust.json"
    write(path, about(part), found)
    print(f"{table(found)}\n\n{path}")
    return 0 if all(figure.passed for figure in found) else 1


def run(row: Row, scale: float) -> list[Figure]:
    """Run the tests of a row in a process of their own, and judge what they published."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "figures"
        environment = {
            **os.environ,
            FILE: str(file),
            SCALE: str(scale),
            "COMMONLIST_TRUST_ROUNDS": str(max(LEAST, round(row.rounds * scale))),
        }
        begun = time.monotonic()
        try:
            done = subprocess.run(
                [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *row.tests],
                cwd=ROOT, env=environment, stdout=sys.stderr, check=False, timeout=LIMIT,
            )  # fmt: skip
            status: int | None = done.returncode
        except subprocess.TimeoutExpired:
            status = None
        return judge(row, status, _published(file), time.monotonic() - begun)


def _published(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


if __name__ == "__main__":
    sys.exit(main(*(sys.argv[1:] + ["1", ""][len(sys.argv) - 1 :])))
