"""Facts about people in words: ``{% load people %}``."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consent.ledger.rules import history
from consent.ledger.rules.history import REPORTS, Heard, Said, Standing
from consent.ledger.rules.words import reason_in_words
from orgs.rules import consent_words, interactions
from orgs.rules.languages import language_words

register = template.Library()

SOURCES: dict[str, Any] = {"": gettext_lazy("unknown"), "by hand": gettext_lazy("added by hand")}
BLOCKS = frozenset({"do_not_contact", "deceased", "minor"})


@register.filter
def may_words(standing: Standing) -> Any:
    """ "We may call", "We may not call" or "No calls for now"."""
    words = consent_words.MAY if standing.allowed else consent_words.MAY_NOT
    if standing.reason == "paused":
        words = consent_words.PAUSED
    return words.get(standing.channel, standing.channel)


@register.filter
def alike(standing: Sequence[Standing]) -> list[tuple[Standing, ...]]:
    """The channels that stand alike, together."""
    return history.alike(standing)


@register.filter
def standing_tone(standing: Standing) -> str:
    """The colour of a standing: yes, no, paused, never asked."""
    if standing.allowed:
        return "ok"
    return {"not_asked": "neutral", "paused": "warn"}.get(standing.reason, "bad")


@register.filter
def standing_icon(standing: Standing) -> str:
    """The icon that goes with it."""
    if standing.allowed:
        return "check-lg"
    return {"not_asked": "question-circle", "paused": "pause-circle"}.get(standing.reason, "slash-circle")


@register.filter
def hard_block(standing: Iterable[Standing]) -> Standing | None:
    """The standing that forbids every contact, if there is one: a guardian may have agreed to some for a minor."""
    found = list(standing)
    if any(each.allowed for each in found):
        return None
    return next((each for each in found if each.reason in BLOCKS), None)


@register.filter
def next_step(standing: Standing) -> str:
    """What can be done now."""
    return consent_words.next_step(standing)


@register.filter
def said_by(heard: Heard) -> str:
    """Who said it."""
    return consent_words.said_by(heard)


@register.filter
def heard_words(heard: Heard) -> Any:
    """What was said: "Said yes", "Reported as deceased"."""
    return consent_words.KINDS.get(heard.kind, heard.kind)


@register.filter
def scope_words(said: Said) -> str:
    """What it is about: purpose and channels, and whether it binds all organizations."""
    heard = said.heard
    purpose = consent_words.PURPOSE_NAMES.get(heard.purpose, heard.purpose)
    channel = ", ".join(str(consent_words.CHANNEL_NAMES.get(each, each)) for each in said.channels)
    if heard.kind.removesuffix("_lifted") in REPORTS:
        scope = channel
    else:
        scope = f"{purpose}, {channel}" if heard.purpose or heard.channel else str(purpose)
    return " · ".join([scope, _("all organizations")]) if heard.everybody else scope


@register.filter
def evidence_words(heard: Heard) -> Any:
    """How well it is attested, with its grade."""
    return f"{consent_words.EVIDENCE.get(heard.evidence, '')} (E{heard.evidence})"


@register.filter
def method_words(method: str) -> Any:
    """How it was said."""
    return consent_words.METHODS.get(method, method)


@register.filter
def channel_words(channel: str) -> Any:
    """A channel as people call it."""
    return consent_words.CHANNEL_NAMES.get(channel, channel)


@register.filter
def why_words(reason: str) -> Any:
    """The reason that was stored with a contact."""
    return reason_in_words(reason)


@register.filter
def lookup(found: Mapping[Any, Any], key: object) -> Any:
    """The value under a key, or nothing."""
    return found.get(key)


@register.filter
def source_words(source: str) -> Any:
    """Where a fact came from."""
    return SOURCES.get(source, source)


@register.filter
def kind_name(kind: str) -> Any:
    """The kind of an interaction as people call it."""
    return interactions.KIND_NAMES.get(kind, kind)


@register.filter
def kind_icon(kind: str) -> str:
    """The icon that goes with it."""
    return interactions.KIND_ICONS.get(kind, "clock-history")


@register.filter
def outcome_words(outcome: str) -> Any:
    """How it ended."""
    return interactions.OUTCOME_NAMES.get(outcome) or interactions.OTHER_OUTCOMES.get(outcome, outcome)


@register.filter
def sentiment_words(sentiment: str) -> Any:
    """In which tone somebody spoke or wrote."""
    return interactions.SENTIMENT_NAMES.get(sentiment, sentiment)


@register.filter
def sentiment_tone(sentiment: str) -> str:
    """The color that goes with it."""
    return interactions.SENTIMENT_TONES.get(sentiment, "neutral")


@register.filter
def entry_source(source: str) -> Any:
    """Where an entry of the history came from; "" when somebody wrote it down."""
    return interactions.source_in_words(source)


@register.simple_tag
def kinds_by_hand() -> list[tuple[str, Any]]:
    """The kinds that are written down with one click: those that say something without words."""
    chosen = [kind for kind in interactions.BY_HAND_KINDS if kind not in interactions.WORDED]
    return [(kind, interactions.KIND_NAMES[kind]) for kind in chosen]


@register.simple_tag
def kinds_of_history() -> list[tuple[str, Any]]:
    """Every kind that a history has."""
    return list(interactions.KIND_NAMES.items())


@register.filter
def language_name(code: str) -> str:
    """The language in the reader's words; the code itself when it is unknown."""
    return language_words(code)
