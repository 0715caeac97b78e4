"""The triangle of pairs: which cell shows which number, and how dark."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coalition.platform.charts import shade

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Cell:
    """A pair's number; ``None`` when it is hidden."""

    value: int | None
    shade: str
    name: str


@dataclass(frozen=True, slots=True)
class Row:
    """An organization, and its cells with all organizations before it."""

    name: str
    cells: tuple[Cell, ...]
    blanks: tuple[None, ...]


def short_name(name: str) -> str:
    """The initials of up to four words, or the first letters of one word: a column heading."""
    words = [word for word in name.split() if word[:1].isalnum()]
    return "".join(word[0] for word in words[:4]) if len(words) > 1 else name[:4]


def triangle(names: Mapping[int, str], pairs: Mapping[Pair, int | None]) -> list[Row]:
    """Rows for the lower triangle, in the order of ``names``; ``pairs`` are keyed by ids, lower first."""
    order = list(names)
    shown = [value for value in pairs.values() if value]
    # From a little below the smallest to the largest: lists of like size would otherwise all look alike.
    low, top = 0.8 * min(shown, default=0), max(shown, default=0)

    def cell(one: int, other: int) -> Cell:
        value = pairs.get((min(one, other), max(one, other)))
        return Cell(value, shade(value - low if value else None, top - low), f"{names[one]} + {names[other]}")

    return [
        Row(names[one], tuple(cell(one, other) for other in order[:place]), (None,) * (len(order) - place))
        for place, one in enumerate(order)
    ]


def headings(names: Sequence[str]) -> list[tuple[str, str]]:
    """Column headings: short and in full."""
    return [(short_name(name), name) for name in names]
