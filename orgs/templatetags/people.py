"""Facts about people in words: ``{% load people %}``."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consent.ledger.queries.decisions import Explanation
from orgs.forms.people import KIND_NAMES

register = template.Library()

MAY: dict[str, Any] = {
    "phone": gettext_lazy("We may call"),
    "sms": gettext_lazy("We may text"),
    "email": gettext_lazy("We may e-mail"),
}
MAY_NOT: dict[str, Any] = {
    "phone": gettext_lazy("We may not call"),
    "sms": gettext_lazy("We may not text"),
    "email": gettext_lazy("We may not e-mail"),
}
EVIDENCE: dict[int, Any] = {
    0: gettext_lazy("no proof"),
    1: gettext_lazy("our own word"),
    2: gettext_lazy("a dated form"),
    3: gettext_lazy("said here by the person"),
    4: gettext_lazy("said here by the person, and confirmed"),
}
SOURCES: dict[str, Any] = {"": gettext_lazy("unknown"), "by hand": gettext_lazy("added by hand")}
BLOCKS = frozenset({"do_not_contact", "deceased"})


@register.filter
def may(channel: str) -> Any:
    """ "We may call"."""
    return MAY.get(channel, channel)


@register.filter
def may_not(channel: str) -> Any:
    """ "We may not call"."""
    return MAY_NOT.get(channel, channel)


@register.filter
def hard_block(explanations: Iterable[Explanation]) -> Explanation | None:
    """The explanation that forbids every contact, if there is one."""
    return next((each for each in explanations if each.reason in BLOCKS), None)


@register.filter
def evidence_words(why: Explanation) -> Any:
    """How well the deciding event is attested."""
    return EVIDENCE.get(why.evidence, "") if why.evidence is not None else ""


@register.filter
def source_words(source: str) -> Any:
    """Where a fact came from."""
    return SOURCES.get(source, source)


@register.filter
def kind_name(kind: str) -> Any:
    """The kind of an interaction as people call it."""
    return KIND_NAMES.get(kind, kind)


@register.filter
def language_name(code: str) -> str:
    """The language in the reader's words; the code itself when it is none of ours."""
    return _(dict(settings.LANGUAGES)[code]) if code in dict(settings.LANGUAGES) else code
