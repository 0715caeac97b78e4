"""Boundaries drawn on one grid."""

import math
from itertools import pairwise

import pytest

from orgs.rules import outlines as drawing
from orgs.rules.boundaries import Ring, Shape
from orgs.rules.outlines import HEIGHT, LONGEST, WIDTH, Step, frame, outlines, shade_of, steps


def square(code: str, west: float, south: float, size: float = 1, *more: Ring) -> Shape:
    points = [(west, south), (west + size, south), (west + size, south + size), (west, south + size), (west, south)]
    return Shape(code, code, (Ring(0, False, tuple(points)), *more))


def cells(path: str) -> set[tuple[int, int]]:
    """The corners of a path of one ring."""
    start, moves = path.removeprefix("M").removesuffix("z").split("l")
    x, y = map(int, start.split())
    found = {(x, y)}
    numbers = [int(each) for each in moves.replace("-", " -").split()]
    for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
        x, y = x + dx, y + dy
        found.add((x, y))
    return found


def test_neighbors_share_their_border_and_north_is_up() -> None:
    drawn = outlines([square("west", 0, 0), square("east", 1, 0)])
    west, east = cells(drawn["west"]), cells(drawn["east"])
    assert west == {(0, 0), (300, 0), (300, 300), (0, 300)}
    assert west & east == {(300, 0), (300, 300)}
    assert frame(drawn.values()) == (604, 304)


def test_the_whole_map_has_room_and_keeps_its_form() -> None:
    drawn = outlines([square("far north", 10, 60, 2)])
    corners = cells(drawn["far north"])
    width, height = max(x for x, _ in corners), max(y for _, y in corners)
    assert height == HEIGHT and width <= WIDTH
    assert width / height == pytest.approx(math.cos(math.radians(61)), abs=0.01)


def test_a_hole_stays_and_points_on_the_way_go() -> None:
    hole = Ring(0, True, ((0.25, 0.25), (0.75, 0.25), (0.75, 0.75), (0.25, 0.75), (0.25, 0.25)))
    drawn = outlines([square("1", 0, 0, 1, hole)])["1"]
    assert drawn.count("M") == drawn.count("z") == 2
    along = tuple((x / 50, 0.0) for x in range(51)) + ((1.0, 1.0), (0.0, 1.0), (0.0, 0.0))
    assert len(cells(outlines([Shape("1", "", (Ring(0, False, along),))])["1"])) == 4


def test_what_is_too_small_is_a_point_on_the_map() -> None:
    drawn = outlines([square("large", 0, 0, 10), square("tiny", 5, 5, 0.001)])
    assert drawn["tiny"] == "M209 210h2v2h-2z"


def test_a_fine_map_is_drawn_coarser_until_a_page_can_carry_it(monkeypatch: pytest.MonkeyPatch) -> None:
    circle = [(math.cos(turn / 500), math.sin(turn / 500)) for turn in range(3142)]
    shape = Shape("1", "", (Ring(0, False, (*circle, circle[0])),))
    fine = outlines([shape])["1"]
    assert len(fine) < LONGEST and len(cells(fine)) < 1_000
    monkeypatch.setattr(drawing, "LONGEST", len(fine) - 1)
    assert 0 < len(outlines([shape])["1"]) < len(fine)
    monkeypatch.setattr(drawing, "LONGEST", 10)
    assert outlines([shape]) == {}
    assert outlines([]) == {}


@pytest.mark.parametrize(
    ("top", "expected"),
    [
        (0, [Step("q0", 0, 0)]),
        (2, [Step("q0", 0, 0), Step("q4", 1, 1), Step("q5", 2, 2)]),
        (12, [Step("q0", 0, 0), Step("q1", 1, 3), Step("q2", 4, 5), Step("q3", 6, 8), Step("q4", 9, 10),
              Step("q5", 11, 12)]),
    ],
)  # fmt: skip
def test_shades_are_five_steps_at_most_and_none_is_empty(top: int, expected: list[Step]) -> None:
    assert steps(top) == expected


@pytest.mark.parametrize("top", [1, 4, 5, 7, 99, 100, 12_345])
def test_every_number_has_one_shade(top: int) -> None:
    scale = steps(top)
    assert scale[-1].high == top and all(above.low == below.high + 1 for below, above in pairwise(scale))
    assert [shade_of(0, scale), shade_of(top, scale)] == ["q0", "q5"]
