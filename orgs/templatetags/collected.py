"""Words for tags, fields and districts on pages."""

from django import template
from django.utils.translation import gettext_lazy as _

from orgs.models import District
from orgs.queries.addresses import LINES
from orgs.queries.districts import label_of
from orgs.queries.removals import KeptFact
from orgs.rules.roles import ROLES
from orgs.rules.social import shown_handle

register = template.Library()
FACT_WORDS = {
    "address": _("Postal address"), "social": _("Name on a network"), "skill": _("Skill"), "role": _("Role"),
    "contact": _("Contact"),
}  # fmt: skip
REMOVAL_WORDS = {"tag": _("tag"), "merged": _("merged tag"), "custom": _("own field"), "fact": _("fact")}


@register.filter
def removal_words(kind: str) -> object:
    """What it was that was removed."""
    return REMOVAL_WORDS[kind]


@register.filter
def fact_words(fact: str) -> object:
    """What it was that was taken off one person's record."""
    return FACT_WORDS[fact]


@register.filter
def fact_value(kept: KeptFact) -> str:
    """What it said. Addresses and numbers to contact them by are named by their kind alone."""
    value = kept.value
    if kept.removal.name == "contact":
        return str(_("E-mail") if value["kind"] == "email" else _("Phone"))
    if kept.removal.name == "address":
        return ", ".join(value[line] for line in LINES if value[line])
    if kept.removal.name == "social":
        return shown_handle(value["network"], value["handle"])
    return str(ROLES.get(value["role"], value["role"])) if kept.removal.name == "role" else str(value["name"])


@register.filter
def district_label(district: District) -> str:
    """The name of a district, with its code."""
    return label_of(district)
