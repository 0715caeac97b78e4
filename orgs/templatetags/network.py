"""Ties and ways between people in words: ``{% load network %}``."""

from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coalition.platform.templatetags.roles import role_name
from orgs.models import User
from orgs.queries.introductions import Way
from orgs.rules.roles import ROLES

register = template.Library()

REASONS = {"user": gettext_lazy("one of us"), "engaged": gettext_lazy("very engaged with us")}


@register.filter
def why_known(way: Way) -> Any:
    """Why we know the first of a way: one of us, looked after by a colleague, a role, engagement."""
    if way.why == "steward":
        return _("looked after by %(name)s") % {"name": way.steward} if way.steward else _("looked after by us")
    return REASONS.get(way.why) or ROLES.get(way.why, "")


@register.filter
def keeper_name(keeper: User | str) -> str:
    """Whom to ask: a colleague, or whoever has a role."""
    if isinstance(keeper, User):
        return str(keeper)
    return _("any %(role)s") % {"role": role_name(keeper)}
