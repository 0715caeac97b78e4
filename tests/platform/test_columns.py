"""Columns made of parts."""

from coalition.platform.columns import HEIGHT, LEAST, Told, columns


def test_parts_stand_on_each_other_and_the_highest_column_is_full() -> None:
    high, low, none = columns(
        [Told("a", "a", (("theirs", 30), ("ours", 10))), Told("b", "b", (("ours", 20),)), Told("c", "c")]
    )
    assert [(part.tone, part.y, part.height) for part in high.parts] == [("theirs", 12, 36), ("ours", 0, 12)]
    assert [(part.tone, part.y, part.height) for part in low.parts] == [("ours", 24, 24)]
    assert none.parts == ()


def test_what_is_more_than_nothing_is_seen_and_nothing_is_not() -> None:
    _many, few = columns([Told("", "", (("theirs", 100_000),)), Told("", "", (("theirs", 1), ("ours", 0)))])
    assert [(part.tone, part.height) for part in few.parts] == [("theirs", LEAST)]
    full = columns([Told("", "", (("theirs", 100_000), ("ours", 1)))])[0]
    assert round(sum(part.height for part in full.parts), 1) == HEIGHT and full.parts[-1].y == 0
