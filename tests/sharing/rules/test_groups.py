from sharing.rules.groups import Exact, completed, list_sizes, pair_sizes, shared_size


def test_completed_asks_about_the_same_groups_whoever_is_on_the_lists() -> None:
    apart: Exact = {(1,): 12, (2,): 30}
    together: Exact = {(1,): 11, (2,): 29, (1, 2): 1}
    assert completed((1, 2, 3), apart).keys() == completed((1, 2, 3), together).keys()
    assert completed((2, 1), apart) == {(1,): 12, (2,): 30, (1, 2): 0}
    assert len(completed((1, 2, 3), {})) == 7


def test_completed_among_many_fills_the_lists_alone() -> None:
    many = tuple(range(1, 31))
    filled = completed(many, {(1, 2): 4})
    assert filled == dict([*(((one,), 0) for one in many), ((1, 2), 4)])
    assert list_sizes(filled)[3] == 0
    assert len(pair_sizes(filled)) == 30 * 29 // 2
    assert shared_size(filled) == 4
