"""The portal's sentences: names of things, and what a change will do, in the person's own language."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consent.portal.rules.choices import PASSING, PASSING_ON, Change


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


def by_channel_in_words(channel: str) -> str:
    """The same, as the way in which somebody is contacted."""
    return {
        "phone": _("by phone"),
        "sms": _("by text message"),
        "email": _("by e-mail"),
        "post": _("by letter"),
        "visit": _("in person"),
        "social": _("on social media"),
    }.get(channel, channel)


def source_in_words(source: str, file: str = "") -> str:
    """Where an organization has somebody's details from: its own words in quotes, unless it is one of ours."""
    if file:
        return _("a list that it brought, “%(file)s”") % {"file": file}
    known = {
        "import": _("a list that it brought"), "by hand": _("entered by its staff"), "": _("not noted"),
        "export": _("a file that its staff took from its own list"),
    }  # fmt: skip
    return known[source] if source in known else _("“%(source)s”") % {"source": source}


def purpose_in_words(purpose: str, recipient: str) -> str:
    """What is asked about passing details on."""
    if purpose == "match":
        return _("May %(recipient)s be told that you are on several lists?") % {"recipient": recipient}
    return _("May your details be passed on to %(recipient)s?") % {"recipient": recipient}


def role_in_words(role: str) -> str:
    """Who contacted somebody, without saying who it was."""
    return {
        "volunteer": _("a volunteer"),
        "organizer": _("an organizer"),
        "admin": _("an administrator"),
        "fundraiser": _("a fundraiser"),
        "system": _("sent automatically"),
    }.get(role, "")


def change_in_words(change: Change, organization: str) -> str:
    """One line of the check page."""
    told = {"organization": organization, "by_channel": by_channel_in_words(change.channel)}
    if change.kind in {"yes", "no"}:
        return _answer(change) % told
    if change.kind == "pause":
        return _pause(change) % told
    everybody = change.organization is None
    words = {
        ("stop", True): _(
            "Everybody stops: no calls, messages, letters or visits from any group, and nothing is passed on."
        ),
        ("stop", False): _("%(organization)s stops contacting you in any way."),
        ("resume", True): _("Your pause ends now. What you chose before holds again."),
        ("resume", False): _("Your pause for %(organization)s ends now. What you chose before holds again."),
        ("block", True): _(
            "Nobody may contact you, now or later, whatever a list or form says, until you take this back here."
        ),
        ("unblock", True): _("You take back that nobody may contact you. What you chose for each group holds again."),
        ("alive", True): _("You say that the report of a death is wrong. What you chose for each group holds again."),
        ("object", True): _(
            "You object to every use of your details that you did not agree to yourself, by any group."
        ),
        ("object", False): _("You object to %(organization)s using your details: it stops contacting you."),
    }
    if change.kind == "object" and change.purpose:
        return _("You object to passing your details on, and to matching them with other lists, by any group.")
    return words[change.kind, everybody] % told


def _answer(change: Change) -> str:
    if change.purpose == "share":
        return (
            _("Your details may be passed on to %(organization)s.")
            if change.allow
            else _("Your details are not passed on to %(organization)s.")
        )
    if change.purpose == "match":
        return (
            _("%(organization)s may be told that you are on several lists.")
            if change.allow
            else _("%(organization)s is not told that you are on several lists.")
        )
    if change.allow:
        return _("%(organization)s may contact you %(by_channel)s.")
    return _("%(organization)s may not contact you %(by_channel)s.")


def _pause(change: Change) -> str:
    if change.organization is None:
        return ngettext(
            "Nobody contacts you for a month. Then what you chose before holds again.",
            "Nobody contacts you for %(months)s months. Then what you chose before holds again.",
            change.months,
        ).replace("%(months)s", str(change.months))
    return ngettext(
        "%(organization)s does not contact you for a month.",
        "%(organization)s does not contact you for %(months)s months.",
        change.months,
    ).replace("%(months)s", str(change.months))


def event_in_words(kind: str, recipient: str, purpose: str, channel: str, until: datetime | None) -> str:
    """One line of a receipt: what an event of the ledger says. ``recipient`` is empty for everybody."""
    if kind == "paused" and until:
        day = date_format(localtime(until), "DATE_FORMAT")
        if not recipient:
            return _("Nobody contacts you until %(day)s.") % {"day": day}
        return _("%(organization)s does not contact you until %(day)s.") % {"organization": recipient, "day": day}
    if kind in {"bounced_lifted", "complained_lifted"}:
        return _("You say that you may be contacted again at this address or number, %(by_channel)s.") % {
            "by_channel": by_channel_in_words(channel)
        }
    passed = purpose if purpose in PASSING else ""
    said = _SAID.get(kind, "no" if channel or passed else "stop")
    if said == "object" and passed:
        passed = PASSING_ON
    return change_in_words(Change(said, 0 if recipient else None, channel, passed), recipient)


_SAID = {
    "granted": "yes",
    "objected": "object",
    "resumed": "resume",
    "do_not_contact": "block",
    "do_not_contact_lifted": "unblock",
    "deceased_lifted": "alive",
}


def grant_notice(organization: str, channel: str) -> str:
    """What a person is told when they say yes: the notice that the consent names."""
    return _(
        "I agree that %(organization)s contacts me about its campaigns %(by_channel)s. I can take this back at any"
        " time on this page."
    ) % {"organization": organization, "by_channel": by_channel_in_words(channel)}


def passing_notice(recipient: str, members: Sequence[str], purpose: str) -> str:
    """The same for passing details on, with everybody named who may receive them."""
    named = f"{recipient} ({', '.join(members)})" if members else recipient
    if purpose == "match":
        return _(
            "I agree that %(recipient)s is told that I am on several lists. I can take this back at any time on this"
            " page."
        ) % {"recipient": named}
    return _(
        "I agree that my details are passed on to %(recipient)s. I can take this back at any time on this page."
    ) % {"recipient": named}
