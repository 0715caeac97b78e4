"""What a person's page says about them, in words: ``{% load facts %}``."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.translation import gettext as _

from coalition.platform.templatetags.ui import day
from orgs.models import AddressKind, Constituent, ConstituentRole, ContactPoint, SocialHandle
from orgs.queries.addresses import LINES
from orgs.queries.facts import Facts
from orgs.rules.contact_labels import LABELS, STATUSES
from orgs.rules.languages import write_languages
from orgs.rules.roles import ROLES
from orgs.rules.skills import LEVELS
from orgs.rules.social import NETWORKS, shown_handle, social_link

register = template.Library()


@register.filter
def languages_words(codes: Sequence[str]) -> str:
    """Several languages in the reader's words."""
    return write_languages(codes)


@register.filter
def zone_words(zone: str) -> str:
    """A time zone as people read it: "Europe/New York"."""
    return zone.replace("_", " ")


@register.filter
def role_words(role: str) -> Any:
    """A role as people call it."""
    return ROLES.get(role, role)


@register.filter
def role_days(held: ConstituentRole) -> str:
    """From and until when a role was held."""
    days = {"since": day(held.since) if held.since else "", "until": day(held.until) if held.until else ""}
    if held.since and held.until:
        return _("%(since)s to %(until)s") % days
    if held.since:
        return _("since %(since)s") % days
    return _("until %(until)s") % days if held.until else _("nobody knows since when")


@register.filter
def level_words(level: str) -> Any:
    """How well somebody can do it."""
    return LEVELS.get(level, level)


@register.filter
def label_words(label: str) -> Any:
    """What an address or number is to the person."""
    return LABELS.get(label, label)


@register.filter
def address_words(kind: str) -> Any:
    """What a postal address is to the person."""
    return dict(AddressKind.choices).get(kind, kind)


@register.filter
def has_address(person: Constituent) -> bool:
    """Whether any line of the main postal address is known."""
    return any(getattr(person, name) for name in LINES)


@register.filter
def network_words(network: str) -> Any:
    """A social network by its name."""
    return NETWORKS[network].name if network in NETWORKS else network


@register.filter
def social_url(found: SocialHandle) -> str:
    """Where a name on a network is found: http or https."""
    return social_link(found.network, found.handle)


@register.filter
def social_name(found: SocialHandle) -> str:
    """A name on a network as people write it."""
    return shown_handle(found.network, found.handle)


@register.filter
def status_of(point: ContactPoint, facts: Facts) -> str:
    """What is known of an address or number: fine, unproven, bounced, wrong."""
    return facts.status(point)


@register.filter
def status_words(status: str) -> Any:
    """The same in words."""
    return STATUSES.get(status, status)


@register.filter
def status_tone(status: str) -> str:
    """The colour of a status."""
    return {"fine": "ok", "unproven": "neutral"}.get(status, "bad")
