"""What the history says in words: outcomes, sources, days."""

from datetime import UTC, datetime

import pytest

from orgs.models import Interaction
from orgs.rules.interactions import (
    KIND_ICONS,
    KIND_NAMES,
    OTHER_OUTCOMES,
    OUTCOME_NAMES,
    cursor_of,
    in_one_line,
    source_in_words,
    split_cursor,
)
from sharing.rules.outcomes import OUTCOMES


def test_every_kind_has_a_name_and_an_icon() -> None:
    assert set(KIND_NAMES) == set(KIND_ICONS) == set(Interaction.Kind.values)


def test_every_result_of_a_call_has_the_words_of_the_calling_screen() -> None:
    names = OUTCOME_NAMES | OTHER_OUTCOMES
    assert {code: str(names[code]) for code in OUTCOMES} == {code: str(each.label) for code, each in OUTCOMES.items()}


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("by_hand", ""),
        ("call 12-3", "call list"),
        ("message 7", "sent from here"),
        ("", ""),
        ("Fair 2019", "Fair 2019"),
    ],
)
def test_a_source_in_words(source: str, words: str) -> None:
    assert str(source_in_words(source)) == words


@pytest.mark.parametrize("year", [1900, 1969, 1970, 2026])
def test_a_cursor_leads_back_to_its_moment(year: int) -> None:
    moment = datetime(year, 5, 6, 7, 8, 9, 123457, tzinfo=UTC)
    assert split_cursor(cursor_of(moment, 42)) == (moment, 42)


def test_the_first_line_stands_for_a_text() -> None:
    assert in_one_line("\n  First.  \nSecond.") == "First."
    assert len(in_one_line("x" * 400)) == 300
