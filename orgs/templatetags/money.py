"""Amounts of money in words: ``{% load money %}``."""

from decimal import Decimal
from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.safestring import SafeString, mark_safe

from orgs.rules import money_words as words
from orgs.rules.currencies import CURRENCIES, decimals

register = template.Library()


@register.filter
def money(amount: Decimal | None, currency: str) -> SafeString | str:
    """ "1,200 USD": exact, in the reader's language, on one line; "" without an amount."""
    if amount is None:
        return ""
    places = 0 if amount == amount.to_integral_value() else decimals(currency)
    return mark_safe(f"{number_format(amount, places, force_grouping=True)}&nbsp;{currency}")  # noqa: S308


@register.filter
def every_words(every: str) -> Any:
    """How often: "each month"."""
    return words.EVERY.get(every, every)


@register.filter
def ask_kind_words(kind: str) -> Any:
    """What an ask is for."""
    return words.ASK_KINDS.get(kind, kind)


@register.filter
def answer_words(answer: str) -> Any:
    """What was answered."""
    return words.ANSWERS.get(answer, answer)


@register.filter
def method_of_gift(method: str) -> Any:
    """How the money came."""
    return words.METHODS.get(method, method)


@register.simple_tag
def currencies() -> tuple[str, ...]:
    """The codes that may be typed."""
    return CURRENCIES
