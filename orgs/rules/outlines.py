"""Boundaries as a picture: drawn on one grid for all districts of a map, so that neighbors share their borders."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from orgs.rules.boundaries import Point, Shape

WIDTH, HEIGHT = 600, 420  # of the whole picture, at most
LONGEST = 48_000  # letters of all paths: what a page may carry
GRIDS = (1, 2, 4, 8)
Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Plane:
    """How degrees become places in the picture: north up, as broad as the land is in its middle."""

    west: float
    north: float
    narrow: float
    scale: float

    def cell(self, point: Point, grid: int) -> Cell:
        """The nearest place on the grid."""
        x = (point[0] - self.west) * self.narrow * self.scale
        y = (self.north - point[1]) * self.scale
        return round(x / grid) * grid, round(y / grid) * grid


def outlines(shapes: Sequence[Shape]) -> dict[str, str]:
    """SVG path data for each district's code, as fine as a page can carry; empty for too many districts."""
    plane = plane_of(point for shape in shapes for ring in shape.rings for point in ring.points)
    if plane is None:
        return {}
    for grid in GRIDS:
        drawn = {shape.code: _outline(shape, plane, grid) for shape in shapes}
        if sum(map(len, drawn.values())) <= LONGEST:
            return drawn
    return {}


def plane_of(points: Iterable[Point]) -> Plane | None:
    """The plane on which all points have room; None without any."""
    known = list(points)
    if not known:
        return None
    west, east = min(x for x, _y in known), max(x for x, _y in known)
    south, north = min(y for _x, y in known), max(y for _x, y in known)
    narrow = max(math.cos(math.radians((south + north) / 2)), 0.05)
    scale = min(WIDTH / max((east - west) * narrow, 1e-9), HEIGHT / max(north - south, 1e-9))
    return Plane(west, north, narrow, scale)


def _outline(shape: Shape, plane: Plane, grid: int) -> str:
    rings = [_corners([plane.cell(point, grid) for point in ring.points[:-1]]) for ring in shape.rings]
    drawn = "".join(_path(ring) for ring in rings if len(ring) > 2)
    if drawn:
        return drawn
    # Too small to be drawn: a point, so that it is on the map all the same.
    x, y = plane.cell(shape.rings[0].points[0], grid)
    return f"M{x} {y}h2v2h-2z"


def _corners(cells: Sequence[Cell]) -> list[Cell]:
    """A closed line without what lies on the way from one corner to the next; nothing for a line without an area."""
    kept = list[Cell]()
    for cell in cells:
        if kept and cell == kept[-1]:
            continue
        while len(kept) > 1 and _in_line(kept[-2], kept[-1], cell):
            kept.pop()
        if not kept or cell != kept[-1]:
            kept.append(cell)
    while len(kept) > 2 and (kept[0] == kept[-1] or _in_line(kept[-2], kept[-1], kept[0])):
        kept.pop()
    return kept


def _in_line(a: Cell, b: Cell, c: Cell) -> bool:
    return (b[0] - a[0]) * (c[1] - a[1]) == (c[0] - a[0]) * (b[1] - a[1])


def _path(cells: Sequence[Cell]) -> str:
    steps = [
        f"{there[0] - here[0]}{_second(there[1] - here[1])}" for here, there in zip(cells, cells[1:], strict=False)
    ]
    return f"M{cells[0][0]} {cells[0][1]}l{' '.join(steps)}z"


def _second(number: int) -> str:
    return str(number) if number < 0 else f" {number}"


@dataclass(frozen=True, slots=True)
class Step:
    """One shade of the map: its class, and from how many to how many people it stands for."""

    shade: str
    low: int
    high: int


def steps(top: int) -> list[Step]:
    """The shades of numbers up to ``top``: none, then at most five, none of them empty."""
    found = [Step("q0", 0, 0)]
    if top <= 0:
        return found
    count = min(5, top)
    bounds = [-(-top * part // count) for part in range(count + 1)]
    return found + [Step(f"q{6 - count + part}", bounds[part] + 1, bounds[part + 1]) for part in range(count)]


def shade_of(value: int, scale: Sequence[Step]) -> str:
    """The class of a number on a scale."""
    return next((step.shade for step in scale if step.low <= value <= step.high), scale[-1].shade)


def frame(drawn: Iterable[str]) -> tuple[int, int]:
    """Width and height of the picture of these paths."""
    right = bottom = 0
    for path in drawn:
        for start, moves in re.findall(r"M(\d+ \d+)l?([^zM]*)z", path):
            x, y = map(int, start.split())
            numbers = [int(number) for number in re.findall(r"-?\d+", moves)]
            right, bottom = max(right, x), max(bottom, y)
            for dx, dy in zip(numbers[::2], numbers[1::2], strict=False):
                x, y = x + dx, y + dy
                right, bottom = max(right, x), max(bottom, y)
    return right + 4, bottom + 4
