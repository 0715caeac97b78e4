"""Many ids as one parameter: an IN with a thousand of them is a thousand to write, to parse and to plan."""

from collections.abc import Iterable

from django.db.models.expressions import RawSQL


def among(ids: Iterable[int]) -> RawSQL:
    """The right side of an ``__in``: any of ``ids``."""
    return RawSQL("SELECT unnest(%s::bigint[])", [array_of(ids)])


def array_of(ids: Iterable[int]) -> str:
    """The ids as a parameter that is read as ``bigint[]``; a list is adapted number by number."""
    return "{" + ",".join(map(str, ids)) + "}"
