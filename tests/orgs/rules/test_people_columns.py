"""Which columns the people table shows, and what a click on a heading sorts by."""

from orgs.rules.bulk_words import bulk_sentence
from orgs.rules.people_columns import COLUMNS, MOST, chosen_columns, custom_ids, heading


def test_chosen_columns_are_the_usual_ones_until_somebody_chose() -> None:
    assert chosen_columns(None, COLUMNS) == ["city", "interests", "contact"]
    assert chosen_columns([], COLUMNS) == []


def test_chosen_columns_drops_what_there_is_not_and_what_comes_twice() -> None:
    assert chosen_columns(["tags", "custom:7", "tags", "amounts"], COLUMNS) == ["tags"]
    assert len(chosen_columns(list(COLUMNS), COLUMNS)) == MOST


def test_custom_ids_reads_custom_fields_alone() -> None:
    assert custom_ids(["city", "custom:12", "custom:3"]) == [12, 3]


def test_heading_turns_the_order_round_where_it_is_sorted() -> None:
    assert [heading("city", "City", sort).sort for sort in ("name", "city", "-city")] == ["city", "-city", "city"]
    assert [heading("city", "City", sort).order for sort in ("name", "city", "-city")] == [
        "",
        "ascending",
        "descending",
    ]
    assert heading("engagement", "Engagement", "name").sort == "-engagement"
    assert heading("tags", "Tags", "name").sort == ""


def test_bulk_sentence_says_what_was_done() -> None:
    assert bulk_sentence("tag", "Tenants", 1) == "The tag “Tenants” was put on 1 person."
    assert bulk_sentence("role", "board", 2) == "2 people were noted down as: Board member."
    assert bulk_sentence("unlist", "Picnic 100%", 3) == "3 people were taken off the list “Picnic 100%”."
