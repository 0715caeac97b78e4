"""Exports in words: ``{% load exports %}``."""

from typing import Any

from django import template

from orgs.models import PeopleExport
from orgs.rules.exports import PURPOSES

register = template.Library()


@register.filter
def purpose_words(code: str) -> Any:
    """What a file is for."""
    return PURPOSES.get(code, code)


@register.filter
def not_in_file(export: PeopleExport) -> int:
    """How many were left out."""
    return sum(export.left_out.values())
