"""The columns of the people table: which there are, in which order, and by which it can be sorted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

MOST = 12
DEFAULT = ("city", "interests", "contact")
COLUMNS = {
    "city": _("City"),
    "region": _("State or region"),
    "interests": _("Interests"),
    "contact": _("Contact details"),
    "tags": _("Tags"),
    "roles": _("What they are to us"),
    "last": _("Last contact"),
    "engagement": _("Engagement"),
    "districts": _("Districts"),
    "steward": _("Steward"),
    "language": _("Language"),
    "donor": _("Gives since"),
    "added": _("On the list since"),
}
SORTED = {"name": "name", "city": "city", "engagement": "-engagement", "added": "-added"}  # how a first click sorts
SORTS = frozenset(f"{sign}{name}" for name in SORTED for sign in ("", "-"))
CUSTOM = "custom:"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table. ``sort``: what a click on its heading sorts by; ``order``: how it is sorted now."""

    code: str
    label: Any
    sort: str = ""
    order: str = ""  # ascending, descending or nothing


def custom_code(field_id: int) -> str:
    """The code of a custom field's column."""
    return f"{CUSTOM}{field_id}"


def custom_ids(codes: Iterable[str]) -> list[int]:
    """The custom fields among the codes."""
    return [int(code.removeprefix(CUSTOM)) for code in codes if code.startswith(CUSTOM)]


def chosen_columns(codes: Sequence[str] | None, available: Mapping[str, Any]) -> list[str]:
    """Those of ``codes`` that there are, each once, in their order; the usual ones where nothing was chosen."""
    wanted = DEFAULT if codes is None else codes
    return [code for code in dict.fromkeys(wanted) if code in available][:MOST]


def with_order(codes: Sequence[str], available: Mapping[str, Any], sort: str) -> list[Column]:
    """The columns with what a click on their heading would sort by: the other way round where they are sorted now."""
    return [heading(code, available[code], sort) for code in codes]


def heading(code: str, label: Any, sort: str) -> Column:
    """One column's heading."""
    if code not in SORTED:
        return Column(code, label)
    if sort.lstrip("-") != code:
        return Column(code, label, SORTED[code])
    down = sort.startswith("-")
    return Column(code, label, code if down else f"-{code}", "descending" if down else "ascending")
