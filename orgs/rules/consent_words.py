"""Consent in a layperson's words: what was said, by whom, on what evidence, and what can be done now."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from consent.ledger.rules.history import Heard, Standing

MAY: dict[str, Any] = {
    "phone": gettext_lazy("We may call"),
    "sms": gettext_lazy("We may text"),
    "email": gettext_lazy("We may e-mail"),
    "post": gettext_lazy("We may write letters"),
    "visit": gettext_lazy("We may visit"),
}
MAY_NOT: dict[str, Any] = {
    "phone": gettext_lazy("We may not call"),
    "sms": gettext_lazy("We may not text"),
    "email": gettext_lazy("We may not e-mail"),
    "post": gettext_lazy("We may not write letters"),
    "visit": gettext_lazy("We may not visit"),
}
PAUSED: dict[str, Any] = {
    "phone": gettext_lazy("No calls for now"),
    "sms": gettext_lazy("No texts for now"),
    "email": gettext_lazy("No e-mail for now"),
    "post": gettext_lazy("No letters for now"),
    "visit": gettext_lazy("No visits for now"),
}
CHANNEL_NAMES: dict[str, Any] = {
    "": gettext_lazy("every channel"),
    "phone": gettext_lazy("calls"),
    "sms": gettext_lazy("text messages"),
    "email": gettext_lazy("e-mail"),
    "post": gettext_lazy("letters"),
    "visit": gettext_lazy("visits"),
    "social": gettext_lazy("social media"),
}
PURPOSE_NAMES: dict[str, Any] = {
    "": gettext_lazy("everything"),
    "contact": gettext_lazy("being contacted"),
    "share": gettext_lazy("passing details on"),
    "match": gettext_lazy("comparing lists"),
}
EVIDENCE: dict[int, Any] = {
    0: gettext_lazy("no proof"),
    1: gettext_lazy("our own word"),
    2: gettext_lazy("a dated form"),
    3: gettext_lazy("said here by the person"),
    4: gettext_lazy("said here by the person, and confirmed"),
}
METHODS: dict[str, Any] = {
    "portal": gettext_lazy("on their own page here"),
    "form": gettext_lazy("on a form of this site"),
    "link": gettext_lazy("with a link in a message"),
    "text": gettext_lazy("by text message"),
    "call": gettext_lazy("in a call"),
    "spoken": gettext_lazy("in a conversation"),
    "paper": gettext_lazy("on paper"),
    "list": gettext_lazy("in a list that was imported"),
    "signal": gettext_lazy("with a setting of their browser"),
    "bounce": gettext_lazy("a message came back"),
}
AUTHORITIES: dict[str, Any] = {
    "parent": gettext_lazy("parent"),
    "legal_guardian": gettext_lazy("legal guardian"),
    "court": gettext_lazy("appointed by a court"),
}
KINDS: dict[str, Any] = {
    "granted": gettext_lazy("Said yes"),
    "refused": pgettext_lazy("person", "Said no"),
    "withdrawn": pgettext_lazy("person", "Took their agreement back"),
    "objected": pgettext_lazy("person", "Objected"),
    "paused": pgettext_lazy("person", "Asked for a pause"),
    "resumed": gettext_lazy("Ended the pause"),
    "do_not_contact": gettext_lazy("Wants no contact from anybody"),
    "do_not_contact_lifted": gettext_lazy("May be contacted again"),
    "deceased": gettext_lazy("Reported as deceased"),
    "deceased_lifted": gettext_lazy("Report of death taken back"),
    "bounced": gettext_lazy("Address or number reported as not working"),
    "bounced_lifted": gettext_lazy("Address or number works after all"),
    "complained": pgettext_lazy("person", "Complained"),
    "complained_lifted": gettext_lazy("Complaint taken back"),
    "minor": gettext_lazy("Reported as under age"),
    "minor_lifted": gettext_lazy("Report of being under age taken back"),
}


def said_by(heard: Heard) -> str:
    """Who said it: the person, a guardian, we; another organization stays without a name."""
    if heard.actor_kind == "guardian":
        return _("a guardian (%(authority)s)") % {"authority": AUTHORITIES.get(heard.authority, heard.authority)}
    if heard.elsewhere:
        return _("another organization")
    if heard.actor_kind == "person":
        return _("the person")
    if heard.actor_kind == "import":
        return _("a list of ours")
    if heard.actor_kind == "system":
        return _("this site, by itself")
    return _("our staff")


def next_step(standing: Standing) -> str:
    """What can be done now."""
    if standing.allowed:
        return _("They can take it back at any time. Each contact is checked again at that moment.")
    if standing.reason in {"deceased", "bounced", "minor"}:
        return _report_step(standing)
    return {
        "not_asked": _("Ask when you meet or when they write to you, and record the answer. Do not write to ask."),
        "evidence": _("Ask them for a signed form, and record it."),
        "paused": _("Wait. When the pause ends, what was before holds again."),
        "do_not_contact": _("Nothing. Only the person can change this, on their own page here."),
        "complained": _("Nothing. Only the person can change this, on their own page here."),
    }.get(
        standing.reason,
        _("Ask again only if they write to you. A new yes must come from them: on a form of this site, or their page."),
    )


def _report_step(standing: Standing) -> str:
    if standing.reason == "minor":
        return _("A parent or guardian can agree for them: record the form that they signed.")
    if standing.may_take_back and standing.reason == "bounced":
        return _("Find out what works. If your report was a mistake, take it back. A yes on their page opens it, too.")
    if standing.may_take_back:
        return _("If your report was a mistake, take it back and say why.")
    if standing.reason == "bounced":
        return _("Find out the right address or number. The person, or whoever reported it, can take the report back.")
    return _("If this is a mistake, the person can say so here, or whoever reported it takes it back.")
