"""Authorities to complain to: those of the organizations' countries first, then all that are known."""

from collections.abc import Iterable

from babel import Locale
from django.utils.translation import get_language

from consent.requests.rules.authorities import AUTHORITIES, Authority, authority_for

Pair = tuple[str, Authority]


def authorities(countries: Iterable[str]) -> tuple[list[Pair], list[Pair]]:
    """``(country, authority)`` of the given countries, and of every other country, by the country's name."""
    near = set(countries)
    others = AUTHORITIES.keys() - near
    return _named(near), _named(others)


def _named(countries: Iterable[str]) -> list[Pair]:
    names = Locale.parse(get_language() or "en", sep="-").territories
    return sorted((names.get(country, country), authority_for(country)) for country in countries)
