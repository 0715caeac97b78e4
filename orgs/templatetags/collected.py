"""Words for tags, fields and districts on pages."""

from django import template
from django.utils.translation import gettext_lazy as _

from orgs.models import District
from orgs.queries.districts import label_of

register = template.Library()
REMOVAL_WORDS = {"tag": _("tag"), "merged": _("merged tag"), "custom": _("own field"), "fact": _("fact")}


@register.filter
def removal_words(kind: str) -> object:
    """What it was that was removed."""
    return REMOVAL_WORDS[kind]


@register.filter
def district_label(district: District) -> str:
    """The name of a district, with its code."""
    return label_of(district)
