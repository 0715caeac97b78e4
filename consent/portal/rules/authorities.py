"""Authorities to complain to: those of the organizations' countries first, then all that are known."""

from collections.abc import Iterable

from consent.requests.rules.authorities import AUTHORITIES, Authority, authority_for

Pair = tuple[str, Authority]


def authorities(countries: Iterable[str]) -> tuple[list[Pair], list[Pair]]:
    """``(country, authority)`` of the given countries, and of every other country, by code."""
    near = [(country, authority_for(country)) for country in sorted(set(countries))]
    known = {country for country, _ in near}
    return near, [(country, each) for country, each in sorted(AUTHORITIES.items()) if country not in known]
