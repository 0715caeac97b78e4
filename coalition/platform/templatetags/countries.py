"""Names of countries: ``{% load countries %}{{ organization.region|country }}``."""

from babel import Locale
from django import template
from django.utils.translation import get_language

register = template.Library()


@register.filter
def country(code: str) -> str:
    """The name of a country (ISO 3166, two letters) in the reader's language; what is no code stays as it is."""
    names = Locale.parse(get_language() or "en", sep="-").territories
    return str(names.get(code.upper(), code))
