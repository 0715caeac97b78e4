"""Access and stewardship in words: ``{% load turf %}``."""

from typing import Any

from django import template

from coalition.platform.tenancy import Actor
from orgs.models import AccessRequest
from orgs.policies import can_restrict_people
from orgs.rules.access import BREAK_GLASS_REASONS

register = template.Library()


@register.filter
def glass_reason(code: str) -> Any:
    """Why the glass is broken."""
    return BREAK_GLASS_REASONS.get(code, code)


@register.inclusion_tag("orgs/_access_state.html")
def access_state(each: AccessRequest) -> dict[str, Any]:
    """What became of a request, as a pill."""
    return {"each": each}


@register.filter
def may_restrict(actor: Actor) -> bool:
    """Whether the actor may say who sees people and who looks after them."""
    return can_restrict_people(actor)
