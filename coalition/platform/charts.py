"""The geometry of charts: numbers in, coordinates out. Templates draw them as SVG."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH, HEIGHT = 560, 180
LEFT, RIGHT, TOP, BOTTOM = 36, 12, 10, 24
STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class Mark:
    """A label at a place."""

    at: float
    label: str
    anchor: str = "mid"


@dataclass(frozen=True, slots=True)
class Line:
    """A line chart: SVG paths, grid marks, and the last point."""

    path: str
    area: str
    pace: str
    rows: tuple[Mark, ...]
    columns: tuple[Mark, ...]
    last: tuple[float, float] | None
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    foot: int = HEIGHT - BOTTOM


def line(points: Sequence[tuple[str, float]], goal: float = 0) -> Line:
    """A chart of labelled values in order; with a ``goal``, a dashed line from the last point to it."""
    top = ceiling(max([value for _, value in points] + [goal, 1]))
    places = len(points) + (max(1, len(points) // 3) if goal else 0)
    spots = [(_x(index, places), _y(value, top)) for index, (_, value) in enumerate(points)]
    path = " ".join(f"{'M' if index == 0 else 'L'}{x} {y}" for index, (x, y) in enumerate(spots))
    foot = HEIGHT - BOTTOM
    area = f"{path} L{spots[-1][0]} {foot} L{spots[0][0]} {foot} Z" if len(spots) > 1 else ""
    last = spots[-1] if spots else None
    pace = f"M{last[0]} {last[1]} L{WIDTH - RIGHT} {_y(goal, top)}" if goal and last else ""
    rows = tuple(Mark(_y(top * part / 4, top), short(top * part / 4), "end") for part in (0, 2, 4))
    return Line(path, area, pace, rows, _columns(points, spots), last)


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its corner, its size, and what it says when pointed at."""

    x: float
    y: float
    width: float
    height: float
    label: str


@dataclass(frozen=True, slots=True)
class Bars:
    """A bar chart: bars, grid marks, and the labels below."""

    bars: tuple[Bar, ...]
    rows: tuple[Mark, ...]
    columns: tuple[Mark, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT


def bars(points: Sequence[tuple[str, float | Decimal]]) -> Bars:
    """A chart with a bar for each labelled value, none below zero, in order."""
    values = [(label, float(value)) for label, value in points]
    top = ceiling(max([value for _, value in values] + [1]))
    room = (WIDTH - LEFT - RIGHT) / max(1, len(values))
    drawn = tuple(
        Bar(
            round(LEFT + room * (index + 0.15), 1),
            _y(value, top),
            round(room * 0.7, 1),
            round(_height(value, top), 1),
            label,
        )
        for index, (label, value) in enumerate(values)
    )
    names = tuple(Mark(round(LEFT + room * (index + 0.5), 1), label) for index, (label, _) in enumerate(values))
    rows = tuple(Mark(_y(top * part / 4, top), short(top * part / 4), "end") for part in (0, 2, 4))
    return Bars(drawn, rows, names)


def _height(value: float, top: float) -> float:
    return (HEIGHT - TOP - BOTTOM) * value / top


def _columns(points: Sequence[tuple[str, float]], spots: list[tuple[float, float]]) -> tuple[Mark, ...]:
    shown = sorted({0, len(points) // 2, len(points) - 1}) if points else []
    anchors = {0: "start", len(points) - 1: "end" if len(points) > 1 else "start"}
    return tuple(Mark(spots[index][0], points[index][0], anchors.get(index, "mid")) for index in shown)


def _x(index: int, places: int) -> float:
    return round(LEFT + (WIDTH - LEFT - RIGHT) * (index / max(1, places - 1)), 1)


def _y(value: float, top: float) -> float:
    return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / top, 1)


def ceiling(value: float) -> float:
    """The next round number at or above ``value``, to end an axis."""
    size: float = 1
    while value > size * 10:
        size *= 10
    return next(size * step for step in STEPS if size * step >= value)


def short(value: float) -> str:
    """A number as an axis shows it: 250, 2.5k, 12k."""
    if value >= 1_000_000:
        return f"{value / 1_000_000:g}M"
    if value >= 1000:
        return f"{value / 1000:g}k"
    return f"{value:g}"


def shade(value: float | None, top: float) -> str:
    """The class of a heat-map cell: q0 (nothing) to q5 (the most)."""
    if not value or top <= 0:
        return "q0"
    return f"q{min(5, 1 + int(5 * value / (top * 1.0001)))}"
