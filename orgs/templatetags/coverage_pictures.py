"""Coverage as pictures and as the table behind them: ``{% load coverage_pictures %}``."""

from datetime import date
from typing import Any, cast

from django import template
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coalition.platform.columns import Told, columns
from orgs.queries.coverage_counts import last_day
from orgs.rules.coverage_counts import TONES, CoverageCounts, Tally

register = template.Library()


@register.inclusion_tag("ui/_columns.html")
def coverage_months(counts: CoverageCounts, request: HttpRequest) -> dict[str, Any]:
    """The twelve months by tone; each with a mention leads to its mentions under the same filter."""
    rows = [_month(tally, request) for tally in counts.months]
    return {"columns": columns(rows), "title": _("Mentions by month and tone"), "room": 12}


def _month(tally: Tally, request: HttpRequest) -> Told:
    month = _day(tally)
    label = str(month.year) if month.month == 1 else date_format(month, "M").rstrip(".")
    return Told(
        label, f"{date_format(month, 'F Y')}: {tones_words(tally)}", tally.by_tone,
        _address(month, request) if tally.total else "",
    )  # fmt: skip


def _day(tally: Tally) -> date:
    return cast(date, tally.of)  # months are told by their first day


def _address(month: date, request: HttpRequest) -> str:
    wanted = request.GET.copy()
    for name in ("before", "journalist"):
        wanted.pop(name, None)
    wanted["since"], wanted["until"] = month.isoformat(), last_day(month).isoformat()
    return f"{request.path}?{wanted.urlencode()}"


def tones_words(tally: Tally) -> str:
    """How many of which tone: "2 Critical, 1 Friendly"."""
    told = [f"{count} {TONES[tone]}" for tone, count in tally.by_tone if count]
    return ", ".join(told) or _("nothing")


@register.inclusion_tag("orgs/_tone_key.html")
def tone_key() -> dict[str, Any]:
    """Which color is which tone."""
    return {"tones": list(TONES.items())}


@register.simple_tag
def outlet_piles(counts: CoverageCounts) -> list[dict[str, Any]]:
    """A bar for each outlet, made of tones, on one scale."""
    top = max((tally.total for tally in counts.outlets), default=1)
    return [
        {"outlet": tally.of, "total": tally.total, "words": tones_words(tally), "parts": _parts(tally, top)}
        for tally in counts.outlets
    ]


def _parts(tally: Tally, top: int) -> list[dict[str, Any]]:
    parts, x = list[dict[str, Any]](), 0.0
    for tone, count in tally.by_tone:
        if count:
            parts.append({"tone": tone, "x": x, "width": 100 * count / top})
            x += 100 * count / top
    return parts


@register.simple_tag
def coverage_table(counts: CoverageCounts) -> dict[str, Any]:
    """The same figures in rows: the names of the tones, the months, the outlets."""
    return {
        "names": list(TONES.values()),
        "months": [_row(date_format(_day(tally), "F Y"), tally) for tally in counts.months],
        "outlets": [_row(str(tally.of), tally) for tally in counts.outlets],
    }


def _row(label: str, tally: Tally) -> dict[str, Any]:
    return {"label": label, "cells": [(TONES[tone], count) for tone, count in tally.by_tone], "total": tally.total}
