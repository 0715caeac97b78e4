"""The pieces of the kit, for templates: ``{% load ui %}``. Each renders one fragment of ``templates/ui/``."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.conf import settings
from django.contrib.messages.storage.base import Message
from django.core.paginator import Page
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select, SelectMultiple, Widget
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from coalition.platform import charts

register = template.Library()

TONE_ICONS = {
    "ok": "check-circle",
    "success": "check-circle",
    "info": "info-circle",
    "warning": "exclamation-triangle",
    "warn": "exclamation-triangle",
    "error": "x-circle",
    "bad": "x-circle",
}


@register.simple_tag
def icon(name: str, label: str = "", size: str = "") -> SafeString:
    """An icon of the sprite; decoration unless it has a ``label``. ``size`` is "" or "lg"."""
    classes = f"ic ic-{size}" if size else "ic"
    href = f"{static('vendor/bootstrap-icons/sprite.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}"></use></svg>', classes, label, href
        )
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}"></use></svg>', classes, href
    )


@register.simple_tag
def pill(text: object, tone: str = "neutral", icon_name: str = "") -> SafeString:
    """A small label. ``tone``: ok, info, warn, bad, neutral, role."""
    mark = icon(icon_name) if icon_name else ""
    return format_html('<span class="pill {}">{}{}</span>', tone, mark, text)


@register.inclusion_tag("ui/_stat.html")
def stat(label: str, value: object, detail: object = "", url: str = "", about: bool = False) -> dict[str, Any]:
    """One figure, to stand inside ``<dl class="cards">``. ``about=True`` marks a released count."""
    return {"label": label, "value": figure(value), "detail": detail, "url": url, "about": about}


@register.inclusion_tag("ui/_empty.html")
def empty(title: str, text: str = "", url: str = "", label: str = "", icon_name: str = "inbox") -> dict[str, Any]:
    """Nothing here: what that means, and the next step as a button (``url`` and ``label``)."""
    return {"title": title, "text": text, "url": url, "label": label, "icon_name": icon_name}


@register.inclusion_tag("ui/_pagination.html", takes_context=True)
def pagination(context: template.Context, page: Page[Any]) -> dict[str, Any]:
    """Previous and next, keeping every other parameter of the URL."""
    return {"page": page, "request": context.get("request")}


@register.inclusion_tag("ui/_progress.html")
def progress(value: int, maximum: int = 100, label: str = "") -> dict[str, Any]:
    """A bar with its words. ``value`` of ``maximum``."""
    return {"value": min(value, maximum) if maximum else 0, "maximum": maximum or 1, "label": label}


@register.inclusion_tag("ui/_notice.html")
def notice(text: object, tone: str = "info", title: str = "", url: str = "", label: str = "") -> dict[str, Any]:
    """A box that says something. ``tone``: ok, info, warn, bad."""
    icon_name = TONE_ICONS.get(tone, "info-circle")
    return {"text": text, "tone": tone, "title": title, "url": url, "label": label, "icon_name": icon_name}


@register.filter
def tone(message: Message) -> str:
    """The tone of one of Django's messages: info, success, warning or error."""
    return message.level_tag if message.level_tag in TONE_ICONS else "info"


@register.filter
def undo_url(message: Message) -> str:
    """Where the undoing of what a message tells is posted: the view said ``extra_tags=f"undo:{url}"``."""
    tags = message.extra_tags or ""
    return tags.removeprefix("undo:") if tags.startswith("undo:/") else ""


@register.filter
def tone_icon(tone_name: str) -> str:
    """The icon that goes with a tone."""
    return TONE_ICONS.get(tone_name, "info-circle")


@register.inclusion_tag("ui/_field.html")
def field(bound: BoundField, label: str = "") -> dict[str, Any]:
    """A form field with label, help and problems, tied together for screen readers."""
    widget = bound.field.widget
    single = isinstance(widget, CheckboxInput)
    group = isinstance(widget, RadioSelect | CheckboxSelectMultiple)
    described = [f"{bound.auto_id}-{part}" for part in _parts(bound)]
    attributes: dict[str, Any] = {"class": _control_class(widget)}
    if described:
        attributes["aria-describedby"] = " ".join(described)
    if bound.errors:
        attributes["aria-invalid"] = "true"
        attributes["class"] += " is-invalid"
    control = None if group else bound.as_widget(attrs=attributes)
    return {"bound": bound, "label": label or bound.label, "control": control, "single": single, "group": group,
            "described": " ".join(described)}  # fmt: skip


def _parts(bound: BoundField) -> list[str]:
    return [name for name, there in (("help", bound.help_text), ("problem", bound.errors)) if there]


def _control_class(widget: Widget) -> str:
    if isinstance(widget, CheckboxInput):
        return "form-check-input"
    return "form-select" if isinstance(widget, Select | SelectMultiple) else "form-control"


@register.inclusion_tag("ui/_form_problems.html")
def form_problems(form: Any) -> dict[str, Any]:
    """Everything wrong with a form, at its top, each linked to its field."""
    return {"form": form}


@register.simple_tag
def link_to(name: str, *args: object, **kwargs: object) -> str:
    """The URL of a route by name, or "" when there is no such route."""
    try:
        return reverse(name, args=args or None, kwargs=kwargs or None)
    except NoReverseMatch:
        return ""


@register.filter
def figure(value: object) -> object:
    """A whole number with its thousands apart, in the reader's language; anything else as it is."""
    return number_format(value, force_grouping=True) if type(value) is int else value


@register.simple_tag
def languages() -> list[tuple[str, str]]:
    """The languages of the pages, each by its own name."""
    return list(settings.LANGUAGES)


@register.filter
def initials(name: str) -> str:
    """First letters of the first and last word: what an avatar shows."""
    words = [word for word in str(name).split() if word[:1].isalpha()]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


@register.simple_tag
def when(moment: datetime | None, inside: bool = False) -> SafeString | str:
    """A moment in the reader's zone: "Today 09:42", "Yesterday 17:05", else the date; exact in the tooltip.

    ``inside`` a sentence it is "today at 09:42".
    """
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    exact = f"{date_format(local, 'DATETIME_FORMAT')} ({local.tzname()})"
    return format_html(
        '<time datetime="{}" title="{}" class="nowrap">{}</time>', moment.isoformat(), exact, _near(local, inside)
    )


def _near(local: datetime, inside: bool) -> str:
    days = (timezone.localtime().date() - local.date()).days
    clock = date_format(local, "H:i")
    if days in {0, 1} and inside:
        words = _("today at %(time)s") if days == 0 else _("yesterday at %(time)s")
        return words % {"time": clock}
    if days == 0:
        return _("Today %(time)s") % {"time": clock}
    if days == 1:
        return _("Yesterday %(time)s") % {"time": clock}
    return day(local.date())


@register.filter
def day(value: date) -> str:
    """A date in the reader's language, with its year."""
    return date_format(value, "DATE_FORMAT")


@register.inclusion_tag("ui/_line_chart.html")
def line_chart(
    points: Sequence[tuple[str, float]], goal: float = 0, title: str = "", series: str = ""
) -> dict[str, Any]:
    """A line over labelled points with the pace to ``goal`` dashed; the same figures as a table below."""
    return {"chart": charts.line(points, goal), "points": points, "title": title, "series": series or title}


@register.inclusion_tag("ui/_bar_chart.html")
def bar_chart(points: Sequence[tuple[str, Any]], title: str = "") -> dict[str, Any]:
    """A bar for each labelled value; the page shows the figures as a table too."""
    return {"chart": charts.bars(points), "title": title}


@register.inclusion_tag("ui/_bar_list.html")
def bar_list(rows: Sequence[Mapping[str, Any]], about: bool = False) -> dict[str, Any]:
    """A ranked list with bars. Each row: ``label``, ``value``, perhaps ``url`` and ``text`` (shown for the value)."""
    top = max((row["value"] for row in rows if row["value"]), default=1)
    return {"rows": rows, "top": top, "about": about}


@register.filter
def shade(value: float | None, top: float) -> str:
    """The heat-map class (q0…q5) of ``value`` on a scale that ends at ``top``."""
    return charts.shade(value, top)
