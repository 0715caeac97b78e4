"""Tags, own fields, districts and what was removed but is still kept, as the person reads them."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from orgs.rules.facts_collected import REMOVABLE

Row = Mapping[str, str]


def collected_in_words(rows: Sequence[Row]) -> tuple[tuple[str, str], ...]:
    """A label and a value for each: "Tag", "Tenant leader"; "Shirt size", "M"."""
    return tuple(_one(row) for row in rows)


def _one(row: Row) -> tuple[str, str]:
    if row["what"] == "tag":
        return _("Tag"), row["value"]
    if row["what"] == "list":
        return _("On the list"), row["value"]
    if row["what"] == "removed":
        name = str(REMOVABLE.get(row["name"], row["name"]))
        return _("Removed, deleted within 30 days"), f"{name}: {row['value']}" if name else row["value"]
    return row["name"], row["value"]
