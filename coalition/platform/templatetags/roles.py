"""Roles in words."""

from typing import Any

from django import template
from django.utils.translation import gettext_lazy as _

register = template.Library()

NAMES: dict[str, Any] = {
    "admin": _("Administrator"),
    "organizer": _("Organizer"),
    "fundraiser": _("Fundraiser"),
    "analyst": _("Analyst"),
    "volunteer": _("Volunteer"),
    "coordinator": _("Coordinator"),
    "system": _("Commonlist"),
}
EXPLAINED: dict[str, Any] = {
    "admin": _("Everything: people, imports, members, agreements, what the organization contributes, the audit log."),
    "organizer": _(
        "People, segments, imports, and what the organization contributes to campaigns. No amounts of money."
    ),
    "fundraiser": _("People, segments, gifts with their amounts. No imports."),
    "analyst": _("Counts, totals and segments; no names."),
    "volunteer": _("Only the calling screen: one person at a time."),
    "coordinator": _("Runs the coalition's campaigns. Sees counts, never the members' people."),
}


@register.filter
def role_name(role: str) -> Any:
    """The role as people call it."""
    return NAMES.get(role, role)


@register.filter
def role_explained(role: str) -> Any:
    """What the role may do, in a sentence."""
    return EXPLAINED.get(role, "")
