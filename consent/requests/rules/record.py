"""What stands on a record beside names and the main address, in words."""

from collections.abc import Callable, Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from orgs.models import AddressKind
from orgs.rules.contact_labels import LABELS, STATUSES
from orgs.rules.languages import write_languages
from orgs.rules.roles import ROLES
from orgs.rules.skills import LEVELS
from orgs.rules.social import NETWORKS

Row = dict[str, str]
KINDS = {"phone": gettext_lazy("Phone"), "email": gettext_lazy("E-mail")}


def record_in_words(rows: Sequence[Row]) -> tuple[tuple[str, str], ...]:
    """Pairs of label and value, in the order of ``rows``."""
    return tuple(_PAIRS[row["what"]](row) for row in rows)


def _address(row: Row) -> tuple[str, str]:
    kind = dict(AddressKind.choices).get(row["name"], row["name"])
    return _("Further address"), f"{kind}: {row['value']}"


def _social(row: Row) -> tuple[str, str]:
    network = NETWORKS.get(row["name"])
    return str(network.name if network else row["name"]), row["value"]


def _role(row: Row) -> tuple[str, str]:
    since, until = (_day(part) for part in row["value"].split("/"))
    days = f" ({since} – {until})" if since or until else ""
    return _("Role"), f"{ROLES.get(row['name'], row['name'])}{days}"


def _level(row: Row) -> tuple[str, str]:
    return _("How well"), f"{row['name']}: {LEVELS.get(row['value'], row['value'])}"


def _label(row: Row) -> tuple[str, str]:
    words = STATUSES["wrong"] if row["value"] == "wrong" else LABELS.get(row["value"], row["value"])
    return str(KINDS.get(row["name"], row["name"])), str(words)


def _day(written: str) -> str:
    return date_format(date.fromisoformat(written), "DATE_FORMAT") if written else ""


_PAIRS: dict[str, Callable[[Row], tuple[str, str]]] = {
    "called": lambda row: (_("Goes by"), row["value"]),
    "pronouns": lambda row: (_("Pronouns"), row["value"]),
    "languages": lambda row: (_("Speaks"), write_languages(row["value"].split(", "))),
    "zone": lambda row: (_("Time zone"), row["value"].replace("_", " ")),
    "address": _address,
    "social": _social,
    "role": _role,
    "level": _level,
    "label": _label,
    "restricted": lambda row: (
        pgettext("what is kept about somebody", "Record"),
        _("seen by some colleagues only: %(group)s") % {"group": row["value"]},
    ),
    "steward": lambda row: (_("Who looks after them"), row["value"]),
    "task": lambda row: (_("Task, done") if row["name"] == "done" else _("Task"), row["value"]),
    "trigger": lambda row: (_("A rule of ours was applied"), f"{row['value']}, {_day(row['name'])}"),
    "request": lambda row: (_("Access was asked for"), row["value"]),
}
