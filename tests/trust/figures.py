"""How a test publishes a figure for ``make trust``.

    from tests.trust.figures import publish, rounds

    ROUNDS = rounds(1_000, full=10_000)
    ...
    publish("withdrawal races: late", value=outcome.late(), target="= 0", unit="hand-offs", rounds=ROUNDS)

The name is the one of a row in ``tests/trust/rows.py``. Outside ``make trust`` publishing does nothing, so the test
asserts its figure itself.
"""

import json
import operator
import os
from collections.abc import Callable
from pathlib import Path

FILE = "COMMONLIST_FIGURES"
SCALE = "COMMONLIST_TRUST_SCALE"
SEED = int(os.environ.get("COMMONLIST_TRUST_SEED", "20261122"))
LEAST = 10
COMPARISONS: dict[str, Callable[[float, float], bool]] = {"=": operator.eq, "≤": operator.le, "≥": operator.ge}


def rounds(usual: int, *, full: int) -> int:
    """How many rounds to run: ``usual`` in the tests, ``full`` times the chosen scale under ``make trust``."""
    scale = os.environ.get(SCALE, "")
    if not scale:
        return int(os.environ.get("COMMONLIST_TRUST_ROUNDS", usual))
    return max(LEAST, round(full * float(scale)))


def publish(name: str, *, value: float, target: str = "", unit: str = "", rounds: int | None = None) -> None:
    """Append one figure as a line of JSON to the file that ``make trust`` named.

    ``target`` is ``= x``, ``≤ x`` or ``≥ x``; empty for what is told without being judged.
    """
    met(value, target)  # a target that cannot be read fails the test also where nobody listens
    path = os.environ.get(FILE, "")
    if not path:
        return
    line = {"name": name, "value": value, "target": target, "unit": unit, "rounds": rounds}
    with Path(path).open("a") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")


def met(value: float, target: str) -> bool | None:
    """Whether the value meets the target; None when there is none. Raises ValueError for one that cannot be read."""
    if not target:
        return None
    sign, _, number = target.partition(" ")
    if sign not in COMPARISONS:
        raise ValueError(f"a target is '= x', '≤ x' or '≥ x', not {target!r}")
    return COMPARISONS[sign](value, float(number.replace(",", "")))
