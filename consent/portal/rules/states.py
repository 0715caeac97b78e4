"""What holds now, and what held at a contact, in the person's own language."""

from collections.abc import Mapping

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from consent.ledger.rules.facts import NEGATIVES, Decision, Fact


def state_in_words(decision: Decision, fact: Fact | None, names: Mapping[int, str]) -> str:
    """What holds now for one recipient and channel, since when, and on whose word; ``names`` of organizations."""
    if fact is None:
        return _("No: you were never asked.")
    day = date_format(localtime(fact.effective_at), "DATE_FORMAT")
    if decision.allowed:
        return _yes_in_words(fact, day, names)
    if decision.reason in NEGATIVES and fact.actor_kind == "guardian":
        return _("No: your parent or guardian said so on %(day)s.") % {"day": day}
    if decision.reason in NEGATIVES and fact.actor_kind == "person":
        return _("No: you said so on %(day)s.") % {"day": day}
    if decision.reason in NEGATIVES:
        return _("No: noted on %(day)s.") % {"day": day}
    return _other_state(decision.reason, day)


def _yes_in_words(fact: Fact, day: str, names: Mapping[int, str]) -> str:
    if fact.actor_kind == "guardian":
        return _("Yes: your parent or guardian agreed on %(day)s.") % {"day": day}
    if fact.actor_kind == "person":
        return _("Yes: you agreed on %(day)s.") % {"day": day}
    said = names.get(fact.source_organization or 0, "")
    if not said:
        return _("Yes: noted on %(day)s.") % {"day": day}
    return _("Yes: %(organization)s noted that you agreed on %(day)s.") % {"organization": said, "day": day}


def ground_in_words(fact: Fact, names: Mapping[int, str]) -> str:
    """What allowed a contact that has been."""
    day = date_format(localtime(fact.effective_at), "DATE_FORMAT")
    if fact.actor_kind == "guardian":
        return _("Allowed, because your parent or guardian agreed on %(day)s.") % {"day": day}
    said = names.get(fact.source_organization or 0, "")
    if fact.actor_kind == "person" or not said:
        return _("Allowed, because you agreed on %(day)s.") % {"day": day}
    return _("Allowed, because %(organization)s noted that you agreed on %(day)s.") % {"organization": said, "day": day}


def _other_state(reason: str, day: str) -> str:
    return {
        "paused": _("No: you asked for a pause on %(day)s."),
        "evidence": _("No: what was noted on %(day)s is not enough."),
        "do_not_contact": _("No: nobody may contact you since %(day)s."),
        "bounced": _("No: on %(day)s a message did not arrive."),
        "complained": _("No: you complained on %(day)s."),
        "deceased": _("No: on %(day)s you were noted as deceased."),
        "minor": _("No: you are under age; a parent or guardian decides. Noted on %(day)s."),
    }.get(reason, _("No, since %(day)s.")) % {"day": day}
