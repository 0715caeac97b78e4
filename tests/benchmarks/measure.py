"""Measuring: ours and the floor in turns, the median of each, the ratio of the medians."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

NOT_RUN = "not run"


@dataclass(frozen=True, slots=True)
class Measurement:
    """One line of ``bench.json``. Smaller is better; ``ratio`` is ours over the floor, and good up to ``target``.

    ``value`` and ``ratio`` are empty when it did not run, and ``against`` says why: that is never good.
    """

    name: str
    value: float | None
    unit: str
    against: str
    ratio: float | None
    target: float

    @property
    def verdict(self) -> str:
        """``good``, ``over target`` or ``not run``."""
        if self.ratio is None:
            return NOT_RUN
        return "good" if self.ratio <= self.target else "over target"


def interleaved(ours: Callable[[], object], floor: Callable[[], object], runs: int) -> tuple[float, float]:
    """Median seconds of each, run in turns after one unmeasured turn, so that both meet the same machine."""
    taken: tuple[list[float], list[float]] = ([], [])
    for turn in range(runs + 1):
        for index, run in enumerate((ours, floor) if turn % 2 else (floor, ours)):
            start = perf_counter()
            run()
            if turn:
                taken[index if turn % 2 else 1 - index].append(perf_counter() - start)
    return median(taken[0]), median(taken[1])


def compared(
    name: str,
    ours: Callable[[], object],
    floor: Callable[[], object],
    *,
    against: str,
    target: float,
    unit: str,
    scale: float,
    runs: int = 7,
) -> Measurement:
    """The measurement of ``ours`` against ``floor``; a second times ``scale`` is one ``unit``."""
    mine, least = interleaved(ours, floor, runs)
    return Measurement(name, round(mine * scale, 4), unit, against, round(mine / least, 3), target)


def table(measurements: Sequence[Measurement]) -> str:
    """The measurements as text, one line each."""
    lines = [("measurement", "value", "against", "ratio", "target", "")]
    for one in measurements:
        value = NOT_RUN if one.value is None else f"{one.value:g} {one.unit}"
        ratio = "-" if one.ratio is None else f"{one.ratio:.2f}"
        lines.append((one.name, value, one.against, ratio, f"{one.target:.2f}", one.verdict))
    widths = [max(len(line[column]) for line in lines) for column in range(6)]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines)


def write(measurements: Sequence[Measurement], path: Path) -> None:
    """Write ``bench.json``, keeping earlier lines of subjects that were not asked for."""
    subjects = {one.name.partition(":")[0] for one in measurements}
    before = json.loads(path.read_text()) if path.exists() else []
    kept = [line for line in before if line["name"].partition(":")[0] not in subjects]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(kept + [asdict(one) for one in measurements], indent=1) + "\n")
