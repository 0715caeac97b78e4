"""Districts as a map, the darker the more people: ``{% load maps %}``."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from orgs.queries.districts import CountedDistrict, label_of
from orgs.rules.outlines import Step, frame, shade_of, steps

register = template.Library()
BARS = 15


@register.inclusion_tag("orgs/_district_picture.html")
def district_picture(rows: Sequence[CountedDistrict], title: str, links: bool = True) -> dict[str, Any]:
    """The map of these districts; without boundaries nothing. ``links``: a tap goes to the people of a district."""
    drawn = [row for row in rows if row.district.outline]
    scale = steps(max((row.people for row in drawn), default=0))
    width, height = frame(row.district.outline for row in drawn)
    return {
        "title": title,
        "drawn": [_drawn(row, scale, links) for row in drawn],
        "width": width,
        "height": height,
        "scale": [{"shade": step.shade, "words": _step_words(step)} for step in scale],
    }


def _drawn(row: CountedDistrict, scale: Sequence[Step], links: bool) -> dict[str, Any]:
    people = ngettext("%(count)s person", "%(count)s people", row.people)
    return {
        "path": row.district.outline,
        "shade": shade_of(row.people, scale),
        "words": f"{label_of(row.district)}: {people % {'count': number_format(row.people, force_grouping=True)}}",
        "url": f"{reverse('orgs:person-list')}?district={row.district.pk}" if links and row.people else "",
    }


def _step_words(step: Step) -> str:
    low, high = (number_format(number, force_grouping=True) for number in (step.low, step.high))
    if not step.high:
        return _("nobody")
    return low if low == high else f"{low}–{high}"


@register.simple_tag
def district_bars(rows: Sequence[CountedDistrict]) -> list[dict[str, Any]]:
    """The districts with the most people, for a ranked list; nothing where nobody lives."""
    return [{"label": label_of(row.district), "value": row.people} for row in rows[:BARS] if row.people]
