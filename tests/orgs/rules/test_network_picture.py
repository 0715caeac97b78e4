"""Where everybody stands in the picture of somebody's ties."""

import pytest

from orgs.rules.network_picture import FAN_WIDTH, FORM_OF, FORMS, STAR_WIDTH, fan, form_of, shortened, star
from orgs.rules.ties import KINDS


def test_every_kind_has_a_form() -> None:
    assert set(FORM_OF) == set(KINDS)
    assert set(FORM_OF.values()) == set(FORMS)
    assert form_of("no more") == "friends"


@pytest.mark.parametrize("count", range(14))
def test_everybody_has_a_place_of_their_own_within_the_picture(count: int) -> None:
    for drawn, width in ((star(count), STAR_WIDTH), (fan(count), FAN_WIDTH)):
        places = {(spot.x, spot.y) for spot in drawn.spots}
        assert len(places) == len(drawn.spots) == count
        assert all(0 < spot.x < width and 18 <= spot.y <= drawn.height - 18 for spot in drawn.spots)
        assert all(spot.path.startswith(f"M{drawn.x:g} {drawn.y:g}") for spot in drawn.spots)


def test_of_a_star_the_first_half_stands_to_the_right() -> None:
    drawn = star(5)
    assert [spot.anchor for spot in drawn.spots] == ["start", "start", "start", "end", "end"]
    assert [spot.x for spot in drawn.spots] == [432, 432, 432, 208, 208]
    assert drawn.spots[1].y == drawn.y


def test_rows_of_words_do_not_touch() -> None:
    for drawn in (star(13), fan(13)):
        for anchor in ("start", "end"):
            at = sorted(spot.y for spot in drawn.spots if spot.anchor == anchor)
            assert all(below - above >= 46 for above, below in zip(at, at[1:], strict=False))


@pytest.mark.parametrize(("words", "expected"), [("Ana", "Ana"), ("Ana García", "Ana…"), ("Mbali", "Mbali"), ("", "")])
def test_long_names_end_in_dots(words: str, expected: str) -> None:
    assert shortened(words, 5) == expected
