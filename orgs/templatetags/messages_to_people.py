"""Messages in words: ``{% load messages_to_people %}``."""

from typing import Any

from django import template
from django.utils.translation import gettext_lazy as _

from consent.ledger.rules.words import reason_in_words
from orgs.forms.messages import CHANNEL_NAMES

register = template.Library()

WHY: dict[str, Any] = {
    "no_email": _("They have no e-mail address here. Add one on their page."),
    "no_phone": _("They have no phone number here. Add one on their page."),
    "no_street": _("They have no street address here. Add one on their page."),
    "wrong": _("Their address or number belongs to somebody else, as far as we know. Add the right one."),
    "restricted": _("Their records are restricted, and you do not see them. Whoever looks after them can write."),
    "ask_first": _("They have a steward who wants to be asked first."),
    "hands_off": _("They have a steward, and nobody else writes or calls."),
    "same_address": _("Somebody else on this message has the same address; it is written to once."),
    "address_gone": _("Their address was removed meanwhile."),
    "cancelled": _("The message was ended before their turn."),
    "not_asked": _("They were never asked for this channel. Ask them with a form, or note how they agreed."),
    # What went wrong on the way.
    "interrupted": _("The sending was cut off just then. It may have arrived, so it is not sent again."),
    "no_answer": _("The provider did not answer. It may have arrived, so it is not sent again."),
    "strange_answer": _("The provider answered something strange. It may have arrived, so it is not sent again."),
    "provider_error": _("The provider had a fault. It may have arrived, so it is not sent again."),
    "recipient": _("The mail server of the address refused it."),
    "content": _("The mail server refused the words of the message. Shorten it or change links, and write anew."),
    "number_refused": _("The provider refused the number."),
    "opted_out": _("They had told the provider of texts to stop. It is noted as their no."),
    "unreadable": _("The address or number cannot be read. Mend it on their page."),
    "unreachable": _("The provider could not be reached, several times."),
    "deferred": _("The mail server of the address asked to wait, several times."),
    "too_many": _("The provider took no more messages for too long."),
    "credentials": _("The provider refused our account. Whoever runs this site must mend it."),
    "sender": _("The mail server refused our sender. Whoever runs this site must mend it."),
    "provider_rests": _("The provider failed too often and is left alone for a while."),
    "busy": _("Somebody was working on this person at that moment, several times."),
}
STATES: dict[str, tuple[Any, str, str]] = {
    "draft": (_("Draft"), "neutral", "pencil"),
    "queued": (_("Waiting for its turn"), "info", "hourglass-split"),
    "sending": (_("Being sent"), "info", "send"),
    "paused": (_("Paused"), "warn", "pause-circle"),
    "cancelled": (_("Ended early"), "neutral", "slash-circle"),
    "done": (_("Sent"), "ok", "check-circle"),
}


@register.filter
def why_not(code: str) -> Any:
    """Why somebody is left out, or what went wrong, with the remedy where there is one."""
    return WHY.get(code) or reason_in_words(code)


@register.filter
def channel_name(code: str) -> Any:
    """E-mail or text message."""
    return CHANNEL_NAMES.get(code, code)


@register.inclusion_tag("orgs/_message_state.html")
def message_state(state: str) -> dict[str, Any]:
    """The state of a message as a pill."""
    words, tone, icon_name = STATES[state]
    return {"words": words, "tone": tone, "icon_name": icon_name}
