"""What did not run is never good, and the file is whole or not there."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.trust import figures
from tests.trust.report import Figure, Row, judge, table, write
from tests.trust.rows import ROWS

ROW = Row(("races: late", "races: leased"), ("tests/x.py::test_x",), rounds=10)
LATE = {"name": "races: late", "value": 0, "target": "= 0", "unit": "", "rounds": 10}
LEASED = {"name": "races: leased", "value": 7, "target": "", "unit": "people", "rounds": 10}
ORIGIN = {"seed": 1, "commit": "abc", "date": "2026-11-22"}


def verdicts(status: int | None, *lines: dict[str, Any]) -> list[tuple[str, bool]]:
    return [(figure.verdict, figure.passed) for figure in judge(ROW, status, lines, 1.0)]


def test_a_figure_is_judged_by_its_target() -> None:
    assert verdicts(0, LATE, LEASED) == [("met", True), ("told", True)]
    assert verdicts(0, {**LATE, "value": 1}, LEASED) == [("missed", False), ("told", True)]


@pytest.mark.parametrize(
    ("status", "verdict"), [(1, "test failed"), (2, "test failed"), (4, "not run"), (5, "not run"), (None, "not run")]
)
def test_what_did_not_run_or_failed_is_never_good(status: int | None, verdict: str) -> None:
    assert verdicts(status, LATE, LEASED) == [(verdict, False), (verdict, False)]


def test_a_promised_figure_that_was_not_published_did_not_run() -> None:
    assert verdicts(0, LATE) == [("met", True), ("not run", False)]
    assert "the test published no such figure" in table(judge(ROW, 0, [LATE], 1.0))


def test_a_figure_nobody_promised_is_told_as_well() -> None:
    assert [figure.name for figure in judge(ROW, 0, [LATE, LEASED, {**LATE, "name": "more"}], 1.0)] == [
        "races: late", "races: leased", "more"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "target", "found"),
    [(0, "= 0", True), (1, "= 0", False), (0.05, "≤ 0.05", True), (0.06, "≤ 0.05", False), (20_000, "≥ 20,000", True),
     (0.89, "≥ 0.9", False), (5, "", None)],
)  # fmt: skip
def test_targets(value: float, target: str, found: bool | None) -> None:
    assert figures.met(value, target) is found


@pytest.mark.parametrize("target", ["0", "< 3", "≤", "= many"])
def test_a_target_that_cannot_be_read_fails_where_it_is_published(target: str) -> None:
    with pytest.raises(ValueError):
        figures.publish("x", value=0, target=target)


def test_publishing_appends_a_line_where_somebody_listens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(figures.FILE, raising=False)
    figures.publish("x", value=0)
    monkeypatch.setenv(figures.FILE, str(tmp_path / "figures"))
    figures.publish("races: late", value=0, target="= 0", rounds=10)
    assert json.loads((tmp_path / "figures").read_text()) == LATE


def test_rounds_are_the_usual_ones_unless_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(figures.SCALE, raising=False)
    monkeypatch.delenv("COMMONLIST_TRUST_ROUNDS", raising=False)
    assert figures.rounds(100, full=10_000) == 100
    monkeypatch.setenv(figures.SCALE, "0.5")
    assert figures.rounds(100, full=10_000) == 5_000
    monkeypatch.setenv(figures.SCALE, "0.0001")
    assert figures.rounds(100, full=10_000) == 10


def one(name: str, **fields: Any) -> Figure:
    (figure,) = judge(Row((name,), ("t",)), 0, [{**LATE, "name": name, **fields}], 1.0)
    return figure


def test_the_file_keeps_what_was_not_asked_for_and_says_where_each_comes_from(tmp_path: Path) -> None:
    path = tmp_path / "var" / "trust.json"
    write(path, ORIGIN, [one("a"), one("b", value=3)])
    write(path, {**ORIGIN, "commit": "def"}, [one("b")])
    written = json.loads(path.read_text())
    assert [(line["name"], line["commit"], line["value"]) for line in written["figures"]] == [
        ("a", "abc", 0), ("b", "def", 0)
    ]  # fmt: skip
    assert list(path.parent.iterdir()) == [path]


def test_no_figure_is_promised_twice() -> None:
    names = [name for row in ROWS for name in row.figures]
    assert len(names) == len(set(names))
