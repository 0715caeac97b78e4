"""The geometry of an UpSet plot (Lex et al., 2014): which groups, how large, where each mark stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

LEFT, COLUMN, LINE, BARS, TOP = 270, 38, 24, 120, 24
MOST_GROUPS = 20
SIZE_BAR = 70


@dataclass(frozen=True, slots=True)
class Dot:
    """A mark: the organization is in the group, or not."""

    y: int
    on: bool


@dataclass(frozen=True, slots=True)
class Column:
    """One group: a bar with its number, and the organizations in it."""

    x: int
    bar_x: int
    bar_y: int
    bar_height: int
    label_y: int
    value: int
    name: str
    dots: tuple[Dot, ...]
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Line:
    """One organization with the size of its list; ``size`` is ``None`` when it is hidden."""

    y: int
    stripe_y: int
    striped: bool
    name: str
    size: int | None
    bar: int


@dataclass(frozen=True, slots=True)
class UpSet:
    """The whole plot."""

    width: int
    height: int
    lines: tuple[Line, ...]
    columns: tuple[Column, ...]
    line_height: int = LINE
    bar_width: int = COLUMN - 16


def upset(
    names: Mapping[int, str], sizes: Mapping[int, int | None], groups: Sequence[tuple[Sequence[int], int]]
) -> UpSet:
    """The plot of ``groups`` (organization ids and number, largest first; the first twenty are drawn)."""
    shown = groups[:MOST_GROUPS]
    top = max((value for _, value in shown), default=1)
    largest = max((size for size in sizes.values() if size), default=1)
    first_line = TOP + BARS + LINE
    places = {organization: first_line + index * LINE for index, organization in enumerate(names)}
    lines = tuple(
        Line(
            places[organization],
            places[organization] - LINE // 2,
            index % 2 == 0,
            _cut(name),
            sizes.get(organization),
            round(SIZE_BAR * (sizes.get(organization) or 0) / largest),
        )
        for index, (organization, name) in enumerate(names.items())
    )
    columns = tuple(_column(index, group, value, top, places, names) for index, (group, value) in enumerate(shown))
    return UpSet(LEFT + COLUMN * max(1, len(shown)) + 12, first_line + LINE * len(names), lines, columns)


def _column(
    index: int, group: Sequence[int], value: int, top: int, places: Mapping[int, int], names: Mapping[int, str]
) -> Column:
    x = LEFT + COLUMN * index + COLUMN // 2
    height = max(2, round(BARS * value / top))
    inside = [places[organization] for organization in places if organization in group]
    return Column(
        x=x,
        bar_x=x - (COLUMN - 16) // 2,
        bar_y=TOP + BARS - height,
        bar_height=height,
        label_y=TOP + BARS - height - 6,
        value=value,
        name=" + ".join(names[organization] for organization in places if organization in group),
        dots=tuple(Dot(y, organization in group) for organization, y in places.items()),
        first=min(inside, default=0),
        last=max(inside, default=0),
    )


def _cut(name: str) -> str:
    return name if len(name) <= 22 else f"{name[:21]}…"
