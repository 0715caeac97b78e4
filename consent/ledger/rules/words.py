"""Reason codes in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# What the acting organization may be told.
REASONS: dict[str, Promise] = {
    "consent": _("They agreed to this."),
    "not_asked": _("They were never asked."),
    "evidence": _("They agreed, but the record of it is not good enough for this."),
    "refused": _("They said no."),
    "withdrawn": _("They took their agreement back."),
    "objected": _("They objected."),
    "paused": _("They asked for a pause."),
    "bounced": _("This address does not work."),
    "complained": _("They complained about a message."),
    "do_not_contact": _("They do not want to be contacted by anybody."),
    "minor": _("They are under age, and no guardian has agreed."),
    "deceased": _("This person was reported as deceased."),
    "busy": _("Somebody is working on this person right now. Try again in a moment."),
    "stewarded": _("A colleague looks after this person. Ask them first."),
    "not_available": _("Not available now."),
}

# Reasons that are no answer of the person: nobody said no.
UNASKED = frozenset({"not_asked", "evidence"})


def reason_in_words(code: str) -> Promise:
    """The sentence for a reason code; an unknown code says no more than that it is not available."""
    return REASONS.get(code, REASONS["not_available"])
