"""Ties, engagement and what somebody seems to care about, as the person reads them."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from consent.requests.rules.words import day_in_words
from orgs.rules.ties import words_of

Row = Mapping[str, str]


def network_in_words(rows: Sequence[Row]) -> tuple[tuple[str, str], ...]:
    """A label and a value for each: "Relationship", "Friend of: somebody else on the list"."""
    return tuple(_one(row) for row in rows)


def _one(row: Row) -> tuple[str, str]:
    if row["what"] == "score":
        return _("How engaged you seem to be"), _("%(score)s of 100") % {"score": row["value"]}
    if row["what"] == "seems":
        return _("What you seem to care about"), row["value"]
    parts = [_("%(kind)s: somebody else on the list") % {"kind": words_of(row["kind"], row["direction"])}]
    if row["on"]:
        parts.append(_("since %(day)s") % {"day": day_in_words(row["on"])})
    if row["until"]:
        parts.append(_("until %(day)s") % {"day": day_in_words(row["until"])})
    return _("Relationship"), ", ".join(parts)
