"""What became of each row of figures, as a table and as ``trust.json``. What did not run is never shown as good."""

import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.trust.figures import SEED, met

ROOT = Path(__file__).resolve().parents[2]
MET, TOLD, MISSED, FAILED, NOT_RUN = "met", "told", "missed", "test failed", "not run"
GOOD = frozenset({MET, TOLD})
PASSED, NO_TESTS = 0, frozenset({4, 5})  # exit statuses of pytest


@dataclass(frozen=True, slots=True)
class Row:
    """Figures that one run of some tests publishes: ``tests`` are pytest's node ids, ``rounds`` those of full scale."""

    figures: tuple[str, ...]
    tests: tuple[str, ...]
    rounds: int = 1


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of ``trust.json``. ``value`` is empty when nothing was measured; ``why`` says what went wrong."""

    name: str
    target: str
    value: float | None
    unit: str
    rounds: int | None
    verdict: str
    passed: bool
    seconds: float
    tests: tuple[str, ...]
    why: str = ""


def judge(row: Row, status: int | None, lines: Sequence[dict[str, Any]], seconds: float) -> list[Figure]:
    """The figures of a row: ``status`` is pytest's, None when its time ran out; ``lines`` are what was published.

    A figure that is published twice keeps its last value. One that nobody promised is told as well.
    """
    told = {line["name"]: line for line in lines}
    return [_figure(name, row, status, told.get(name), seconds) for name in dict.fromkeys([*row.figures, *told])]


def _figure(name: str, row: Row, status: int | None, line: dict[str, Any] | None, seconds: float) -> Figure:
    found = line or {"target": "", "value": None, "unit": "", "rounds": None}
    verdict, why = _verdict(status, line)
    return Figure(
        name=name,
        target=found["target"],
        value=found["value"],
        unit=found["unit"],
        rounds=found["rounds"],
        verdict=verdict,
        passed=verdict in GOOD,
        seconds=round(seconds, 1),
        tests=row.tests,
        why=why,
    )


def _verdict(status: int | None, line: dict[str, Any] | None) -> tuple[str, str]:
    if status is None:
        return NOT_RUN, "its time ran out"
    if status in NO_TESTS:
        return NOT_RUN, "there is no such test"
    if status != PASSED:
        return FAILED, "the test did not pass"
    if line is None:
        return NOT_RUN, "the test published no such figure"
    good = met(line["value"], line["target"])
    return (TOLD if good is None else MET if good else MISSED), ""


def about(scale: float) -> dict[str, Any]:
    """Where the figures come from: seed, commit, date, machine, and how much of the full rounds was run."""
    return {
        "seed": SEED,
        "commit": _git("rev-parse", "HEAD") or "unknown",
        "altered": bool(_git("status", "--porcelain", "--untracked-files=no")),
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "cores": os.cpu_count(),
        "scale": scale,
    }


def write(path: Path, origin: dict[str, Any], figures: Sequence[Figure]) -> None:
    """Write ``trust.json``, whole or not at all. Figures that were not asked for keep their line and its origin."""
    fresh = [{**asdict(figure), **origin} for figure in figures]
    names = {line["name"] for line in fresh}
    before = json.loads(path.read_text())["figures"] if path.exists() else []
    kept = [line for line in before if line["name"] not in names]
    path.parent.mkdir(parents=True, exist_ok=True)
    waiting = path.with_suffix(".new")
    waiting.write_text(json.dumps({**origin, "figures": kept + fresh}, indent=1, ensure_ascii=False) + "\n")
    waiting.replace(path)


def table(figures: Sequence[Figure]) -> str:
    """The figures as text, one line each."""
    lines = [("figure", "value", "target", "rounds", "seconds", "")]
    for figure in figures:
        value = NOT_RUN if figure.value is None else f"{figure.value:g} {figure.unit}".strip()
        verdict = f"{figure.verdict}: {figure.why}" if figure.why else figure.verdict
        rounds = "-" if figure.rounds is None else f"{figure.rounds:,}"
        lines.append((figure.name, value, figure.target or "-", rounds, f"{figure.seconds:g}", verdict))
    widths = [max(len(line[column]) for line in lines) for column in range(6)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


def _git(*arguments: str) -> str:
    try:
        done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
