"""How what is held is told to people: in their words, not in codes."""

import pytest
from django.utils import translation

from consent.requests.rules.authorities import authority_for
from consent.requests.rules.deadlines import term_for
from consent.requests.rules.words import fact_in_words, refusal_in_words


@pytest.mark.parametrize(
    ("name", "value", "english", "spanish"),
    [
        ("language", "es", "Spanish", "Español"),
        ("language", "Quechua", "Quechua", "Quechua"),
        ("created_at", "2026-11-22", "Nov. 22, 2026", "22 de noviembre de 2026"),
        ("birth_date", "2001-02-03", "Feb. 3, 2001", "3 de febrero de 2001"),
        ("note", "2026-11-22", "2026-11-22", "2026-11-22"),
    ],
)
def test_facts_are_told_in_the_readers_words(name: str, value: str, english: str, spanish: str) -> None:
    with translation.override("en"):
        assert fact_in_words(name, value) == english
    with translation.override("es"):
        assert fact_in_words(name, value) == spanish


def test_a_refusal_names_the_gdpr_only_where_it_is_the_law() -> None:
    assert refusal_in_words("legal_duty", "ES") == "A law makes us keep it (GDPR art. 17(3)(b))"
    assert refusal_in_words("legal_duty", "US") == "A law makes us keep it"
    assert refusal_in_words("nothing_held", "ES") == "We hold nothing about the person who asks"
    assert refusal_in_words("no time", "ES") == ""


def test_citations_and_names_stay_as_they_are() -> None:
    with translation.override("es"):
        assert term_for("AR", "access").law == "Ley 25.326, art. 14(2)"
        assert authority_for("GB").in_words == "Information Commissioner's Office (ICO)"
