"""The portal's sentences: what is so now, and what a change will do, in the person's own language."""

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from consent.ledger.rules.facts import Decision, Fact
from consent.portal.rules.choices import Change

REFUSALS = frozenset({"refused", "withdrawn", "objected"})


def channel_in_words(channel: str) -> str:
    """A channel as the person knows it."""
    return {
        "phone": _("Phone calls"),
        "sms": _("Text messages"),
        "email": _("E-mail"),
        "post": _("Letters"),
        "visit": _("Visits"),
        "social": _("Social media"),
    }.get(channel, channel)


def source_in_words(source: str) -> str:
    """Where an organization has somebody's details from: its own words, unless it is one of ours."""
    return {
        "import": _("a list that it brought"),
        "by hand": _("entered by its staff"),
        "": _("not noted"),
    }.get(source, source)


def state_in_words(decision: Decision, fact: Fact | None, organization: str) -> str:
    """What holds now for one organization and channel, since when, and on whose word."""
    if fact is None:
        return _("No: you were never asked.")
    day = date_format(localtime(fact.effective_at), "DATE_FORMAT")
    themselves = fact.actor_kind in {"person", "guardian"}
    if decision.allowed and themselves:
        return _("Yes: you agreed on %(day)s.") % {"day": day}
    if decision.allowed:
        return _("Yes: %(organization)s noted that you agreed, %(day)s.") % {"organization": organization, "day": day}
    if decision.reason in REFUSALS and themselves:
        return _("No: you said so on %(day)s.") % {"day": day}
    if decision.reason in REFUSALS:
        return _("No: noted on %(day)s.") % {"day": day}
    return _other_state(decision.reason, day)


def _other_state(reason: str, day: str) -> str:
    return {
        "paused": _("No: you asked for a pause on %(day)s."),
        "evidence": _("No: what was noted on %(day)s is not enough."),
        "do_not_contact": _("No: nobody may contact you since %(day)s."),
        "bounced": _("No: messages did not arrive, %(day)s."),
        "complained": _("No: you complained on %(day)s."),
        "deceased": _("No: noted on %(day)s as deceased."),
    }.get(reason, _("No, since %(day)s.")) % {"day": day}


def change_in_words(change: Change, organization: str) -> str:
    """One line of the check page."""
    if change.organization is None:
        return _("Everybody stops: no calls, messages, letters or visits from any group, and nothing is passed on.")
    if not change.channel:
        return _("%(organization)s stops contacting you in any way.") % {"organization": organization}
    told = {"organization": organization, "channel": channel_in_words(change.channel)}
    if change.allow:
        return _("%(organization)s may contact you. %(channel)s: yes.") % told
    return _("%(organization)s may not contact you. %(channel)s: no.") % told


def grant_notice(organization: str, channel: str) -> str:
    """What a person is told when they say yes: the notice that the consent names."""
    return _(
        "I agree that %(organization)s contacts me about its campaigns (%(channel)s). I can take this back at any"
        " time on this page."
    ) % {"organization": organization, "channel": channel_in_words(channel)}
