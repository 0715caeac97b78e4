"""What an address or number is to the person, and whether it is of use."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from consent.ledger.rules.history import Heard

LABELS = {"home": pgettext_lazy("place", "Home"), "work": _("Work"), "mobile": _("Mobile"), "other": _("Other")}
STATUSES = {
    "fine": _("Fine"),
    "unproven": _("Not proven yet"),
    "bounced": _("Does not work"),
    "wrong": _("Wrong person"),
}


def contact_status(*, wrong: bool, bounced: bool, unproven: bool) -> str:
    """The worst that is known of an address or number, as a key of ``STATUSES``."""
    if wrong:
        return "wrong"
    if bounced:
        return "bounced"
    return "unproven" if unproven else "fine"


def bouncing(history: Iterable[Heard]) -> frozenset[int]:
    """The subjects at which, by what was said last, nothing arrives; ``history`` is newest first."""
    last: dict[int, str] = {}
    for heard in history:
        if heard.kind in {"bounced", "bounced_lifted"}:
            for subject in heard.subject_ids:
                last.setdefault(subject, heard.kind)
    return frozenset(subject for subject, kind in last.items() if kind == "bounced")
