"""The geometry of small columns made of parts: numbers in, coordinates out; the words stand beside them as text."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 12, 48
LEAST = 2.0  # what is more than nothing can be seen


@dataclass(frozen=True, slots=True)
class Told:
    """What a column says: a short label below, everything in ``words``, its parts from the bottom up.

    ``values`` are pairs of a tone (the class of its color) and a number, none below zero; ``dot`` stands for a column
    whose height is not told. With ``url`` the column is a link.
    """

    label: str
    words: str
    values: tuple[tuple[str, float], ...] = ()
    url: str = ""
    dot: bool = False

    @property
    def total(self) -> float:
        """All parts together."""
        return sum(value for _tone, value in self.values)


@dataclass(frozen=True, slots=True)
class Part:
    """One rectangle of a column."""

    tone: str
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Column:
    """A column, ready to be drawn."""

    told: Told
    parts: tuple[Part, ...]


def columns(rows: Sequence[Told]) -> tuple[Column, ...]:
    """Columns of one scale, the highest as high as there is room."""
    top = max((row.total for row in rows), default=0)
    return tuple(Column(row, _parts(row, top)) for row in rows)


def _parts(row: Told, top: float) -> tuple[Part, ...]:
    shown = [(tone, value) for tone, value in row.values if value > 0]
    heights = [max(LEAST, HEIGHT * value / top) for _tone, value in shown]
    if sum(heights) > HEIGHT:
        heights = [height * HEIGHT / sum(heights) for height in heights]
    parts, foot = list[Part](), float(HEIGHT)
    for (tone, _value), height in zip(shown, heights, strict=True):
        foot -= height
        parts.append(Part(tone, round(foot, 1), round(height, 1)))
    return tuple(parts)
