"""Pictures of what a page says in words as well: ``{% load pictures %}``."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import template
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coalition.platform.columns import Column, Told, columns
from orgs.models import Constituent
from orgs.queries.contact_times import moment_at
from orgs.queries.engagement import Engaged
from orgs.queries.gifts import GivenYear, Giving
from orgs.queries.relationships import Tie, Ties
from orgs.rules.contact_times import Contacts, month_before
from orgs.rules.engagement import DEPTH_MOST, FREQUENCY_MOST, RECENCY_MOST
from orgs.rules.interactions import cursor_of
from orgs.rules.network_picture import FORMS, NAME_MOST, WORDS_MOST, Picture, Spot, fan, form_of, shortened, star
from orgs.templatetags.money import money

register = template.Library()
YEARS_MOST = 12


@dataclass(frozen=True, slots=True)
class TieLine:
    """One tie as it is drawn: where, in which form and thickness, with which words; where a tap goes."""

    spot: Spot
    form: str
    strength: int
    name: str
    words: str
    title: str
    url: str
    closed: bool = False


@register.inclusion_tag("orgs/_network_picture.html")
def network_picture(person: Constituent, ties: Ties) -> dict[str, Any]:
    """The person among those they know: a star, and a fan for narrow screens."""
    count = len(ties.lasting) + bool(ties.more)
    pictures = [
        {"where": where, "drawn": drawn, "lines": list(_lines(person, ties, drawn))}
        for where, drawn in (("big-only", star(count)), ("small-only", fan(count)))
    ]
    shown = {form_of(tie.row.kind) for tie in ties.lasting}
    return {"person": person, "pictures": pictures, "forms": [each for each in FORMS.items() if each[0] in shown]}


def _lines(person: Constituent, ties: Ties, drawn: Picture) -> Iterator[TieLine]:
    for tie, spot in zip(ties.lasting, drawn.spots, strict=False):
        yield _line(tie, spot)
    if ties.more:
        words = ngettext("and %(count)s more", "and %(count)s more", ties.more) % {"count": ties.more}
        url = reverse("orgs:relationship-list", args=[person.pk])
        yield TieLine(drawn.spots[-1], "friends", 1, words, "", words, url)


def _line(tie: Tie, spot: Spot) -> TieLine:
    name = str(tie.other) if tie.other else _("restricted record")
    title = f"{tie.words} {name}. {tie.strength_words}"
    url = reverse("orgs:person-detail", args=[tie.other.pk if tie.other else tie.restricted_id])
    return TieLine(
        spot, form_of(tie.row.kind), tie.row.strength, shortened(name, NAME_MOST),
        shortened(str(tie.words), WORDS_MOST), title, url, closed=tie.other is None,
    )  # fmt: skip


@register.simple_tag
def line_form(kind: str) -> str:
    """The form of a kind's line."""
    return form_of(kind) if kind else ""


@register.simple_tag
def engagement_bar(engaged: Engaged) -> list[dict[str, Any]]:
    """The three parts of the score, one behind the other: their points of the most there are, and where each begins."""
    row = engaged.row
    parts = (
        ("recency", _("How recently"), row.recency, RECENCY_MOST),
        ("frequency", _("How often within a year"), row.frequency, FREQUENCY_MOST),
        ("depth", _("How much of themselves"), row.depth, DEPTH_MOST),
    )
    found, x = list[dict[str, Any]](), 0
    for tone, words, points, most in parts:
        found.append({"tone": tone, "words": words, "points": points, "most": most, "x": x})
        x += points
    return found


@register.inclusion_tag("ui/_columns.html")
def month_strip(person: Constituent, months: Sequence[Contacts]) -> dict[str, Any]:
    """The months of a person's history, each with anything in it a link to there."""
    rows = [_month(person, month) for month in months]
    return {"columns": columns(rows), "title": _("Contacts month by month"), "room": 24, "target": "#timeline"}


@register.filter
def any_contact(months: Sequence[Contacts]) -> bool:
    """Whether there is anything to draw."""
    return any(month.total for month in months)


def _month(person: Constituent, month: Contacts) -> Told:
    first = month.first
    label = str(first.year) if first.month == 1 else date_format(first, "M").rstrip(".")
    url = ""
    if month.total:
        cursor = cursor_of(moment_at(month_before(first, -1)), 0)
        url = f"{reverse('orgs:timeline', args=[person.pk])}?before={cursor}"
    return Told(label, f"{date_format(first, 'F Y')}: {contacts_words(month)}", _values(month), url)


def _values(each: Contacts) -> tuple[tuple[str, float], ...]:
    return ("theirs", each.theirs), ("ours", each.ours)


def contacts_words(each: Contacts) -> str:
    """How much happened: "took part 3 times, 2 only from us"."""
    if not each.total:
        return _("nothing")
    theirs = ngettext("took part once", "took part %(count)s times", each.theirs) % {"count": each.theirs}
    ours = _("%(count)s only from us") % {"count": each.ours}
    return ", ".join([theirs] * bool(each.theirs) + [ours] * bool(each.ours))


@register.inclusion_tag("ui/_columns.html")
def week_columns(weeks: Sequence[Contacts]) -> dict[str, Any]:
    """The last weeks, by the day on which each began."""
    rows = [Told(_week_label(week), _week_words(week), _values(week)) for week in weeks]
    return {"columns": columns(rows), "title": _("Contacts week by week"), "room": 12}


def _week_label(week: Contacts) -> str:
    first = week.first
    return date_format(first, "M").rstrip(".") if first.day <= 7 else str(first.day)


def _week_words(week: Contacts) -> str:
    return _("Week of %(day)s: %(what)s") % {"day": date_format(week.first, "DATE_FORMAT"), "what": total_words(week)}


def total_words(each: Contacts) -> str:
    """How much happened with everybody: "12 with their part, 3 only from us"."""
    if not each.total:
        return _("nothing")
    return _("%(theirs)s with their part, %(ours)s only from us") % {
        "theirs": number_format(each.theirs, force_grouping=True),
        "ours": number_format(each.ours, force_grouping=True),
    }


@register.simple_tag
def giving_columns(giving: Giving, today: date) -> list[dict[str, Any]]:
    """A row of columns for each currency, by year; without heights for who may not see amounts."""
    found: dict[str, dict[int, GivenYear]] = {}
    for each in giving.years:
        found.setdefault(each.currency, {})[each.year] = each
    return [
        {"currency": currency, "columns": _years(by_year, today.year), "years": list(by_year.values())}
        for currency, by_year in found.items()
    ]


def _years(by_year: dict[int, GivenYear], this: int) -> tuple[Column, ...]:
    first = max(min(by_year), this - YEARS_MOST + 1)
    return columns([_year(year, by_year.get(year)) for year in range(first, max(this, max(by_year)) + 1)])


def _year(year: int, given: GivenYear | None) -> Told:
    label = f"’{year % 100:02}"
    if given is None:
        return Told(label, _("%(year)s: no gift") % {"year": year})
    if given.total is None:
        return Told(label, _("%(year)s: gave") % {"year": year}, dot=True)
    words = ngettext("%(year)s: %(amount)s, %(count)s gift", "%(year)s: %(amount)s, %(count)s gifts", given.count)
    amount = strip_tags(money(given.total, given.currency)).replace("&nbsp;", "\u00a0")
    return Told(label, words % {"year": year, "amount": amount, "count": given.count}, (("given", float(given.total)),))
