"""The table and the file of measurements tell what happened, no more."""

import json
from pathlib import Path
from time import sleep

from tests.benchmarks.measure import Measurement, compared, interleaved, table, write

GOOD = Measurement("keys: one", 1.5, "µs", "HMAC", 1.2, 2.0)
SLOW = Measurement("keys: two", 3.0, "µs", "HMAC", 2.4, 2.0)
MISSING = Measurement("audit: not run", None, "", "OperationalError", None, 0.0)


def test_runs_take_turns_and_the_first_does_not_count() -> None:
    order: list[str] = []
    interleaved(lambda: order.append("ours"), lambda: order.append("floor"), runs=2)
    assert order == ["floor", "ours", "ours", "floor", "floor", "ours"]


def test_the_ratio_is_ours_over_the_floor() -> None:
    found = compared(
        "x: y", lambda: sleep(0.02), lambda: sleep(0.01), against="sleep", target=3, unit="ms", scale=1e3, runs=3
    )
    assert found.value is not None
    assert 20 <= found.value < 30
    assert found.ratio is not None
    assert 1.4 < found.ratio < 2.4


def test_what_did_not_run_is_never_good() -> None:
    assert [one.verdict for one in (GOOD, SLOW, MISSING)] == ["good", "over target", "not run"]
    assert "not run" in table([MISSING]).splitlines()[1]
    assert "good" not in table([MISSING])


def test_other_subjects_keep_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "bench.json"
    write([GOOD, MISSING], path)
    write([SLOW], path)
    assert [line["name"] for line in json.loads(path.read_text())] == ["audit: not run", "keys: two"]
    assert set(json.loads(path.read_text())[1]) == {"name", "value", "unit", "against", "ratio", "target"}
