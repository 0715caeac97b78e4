from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from sharing.rules.audience import INCLUDED, NOBODY, REASONS, for_organization, moved, next_step
from sharing.rules.budget import most_spent
from sharing.rules.groups import list_sizes, pair_sizes, shared_size
from sharing.rules.heat import short_name, triangle
from sharing.rules.pace import Pace, pace
from sharing.rules.upset import MOST_GROUPS, upset

EXACT = {(1,): 10, (1, 2): 5, (1, 2, 3): 2, (3,): 4}
people = st.lists(st.frozensets(st.integers(1, 5), min_size=1), max_size=60)


def test_groups_add_up() -> None:
    assert list_sizes(EXACT) == {1: 17, 2: 7, 3: 6}
    assert pair_sizes(EXACT) == {(1, 2): 7, (1, 3): 2, (2, 3): 2}
    assert shared_size(EXACT) == 7


@given(people)
def test_groups_agree_with_counting_people_one_by_one(found: list[frozenset[int]]) -> None:
    exact: dict[tuple[int, ...], int] = {}
    for lists in found:
        key = tuple(sorted(lists))
        exact[key] = exact.get(key, 0) + 1
    for (first, second), number in pair_sizes(exact).items():
        assert number == sum({first, second} <= lists for lists in found)
    for organization, number in list_sizes(exact).items():
        assert number == sum(organization in lists for lists in found)
    assert shared_size(exact) == sum(len(lists) > 1 for lists in found)


def test_most_spent_looks_at_the_worst_pair() -> None:
    charges = [([1, 2], 1.0), ([1, 2, 3], 2.0), ([2, 3], 0.5), ([4, 5], 9.0)]
    assert most_spent(charges, [1, 2, 3]) == 3.0
    assert most_spent(charges, [2, 3]) == 2.5
    assert most_spent(charges, [1]) == 0.0


def test_for_organization_tells_nothing_of_other_lists() -> None:
    tally = {INCLUDED: 4, "other_organization": 3, "over_capacity": 2, "household": 1, "refused": 5}
    assert for_organization(tally) == {INCLUDED: 4, "not_available": 6, "refused": 5}


def test_moved_is_the_largest_change_of_any_organization() -> None:
    assert moved({1: {"a": 5, "b": 5}}, {1: {"a": 6, "b": 4}}) == 2
    assert moved({1: {"a": 5}}, {1: {"a": 5}, 2: {"a": 7}}) == 7
    assert moved({}, {}) == 0


def test_next_step_is_the_remedy_for_the_largest_reason() -> None:
    assert next_step({}) == NOBODY
    assert "Nobody has asked these people yet" in str(next_step({"not_asked": 412, "refused": 3}))
    assert "do not want to be called" in str(next_step({"refused": 3}))
    assert all(str(words) for words in REASONS.values())


def test_pace_compares_the_way_with_the_time() -> None:
    start, end = date(2026, 1, 1), date(2026, 1, 10)
    assert pace(50, 100, start, end, date(2026, 1, 5)) is Pace.AHEAD
    assert pace(46, 100, start, end, date(2026, 1, 5)) is Pace.AHEAD
    assert pace(40, 100, start, end, date(2026, 1, 5)) is Pace.BEHIND
    assert pace(100, 100, start, end, date(2026, 2, 5)) is Pace.DONE
    assert pace(5, 0, start, end, date(2026, 1, 5)) is Pace.UNKNOWN
    assert pace(0, 100, start, end, date(2025, 12, 31)) is Pace.UNKNOWN


def test_triangle_has_one_cell_for_each_pair() -> None:
    rows = triangle({1: "Harbor Tenants Union", 2: "Valley", 3: "River"}, {(1, 2): 40, (1, 3): None, (2, 3): 20})
    assert [[cell.value for cell in row.cells] for row in rows] == [[], [40], [None, 20]]
    assert [len(row.cells) + len(row.blanks) for row in rows] == [3, 3, 3]
    assert rows[1].cells[0].shade == "q5"
    assert rows[2].cells[0].shade == "q0"
    assert (short_name("Harbor Tenants Union"), short_name("Valley")) == ("HTU", "Vall")


def test_upset_draws_twenty_groups_of_twenty_organizations_inside_its_frame() -> None:
    names = {number: f"Organization number {number}" for number in range(20)}
    groups = [((number % 20, (number + 3) % 20), 500 - number) for number in range(30)]
    plot = upset(names, dict.fromkeys(names, 100), groups)
    assert (len(plot.columns), len(plot.lines)) == (MOST_GROUPS, 20)
    assert max(column.bar_x for column in plot.columns) + plot.bar_width <= plot.width
    assert max(line.y for line in plot.lines) < plot.height
    assert all(column.first <= column.last for column in plot.columns)
    assert upset({}, {}, []).columns == ()
