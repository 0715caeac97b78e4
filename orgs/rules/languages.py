"""The languages that people speak: a code where there is one, otherwise the word they use."""

from collections.abc import Sequence
from functools import cache

from django.conf.locale import LANG_INFO
from django.utils.text import capfirst
from django.utils.translation import gettext

from orgs.rules.words import fold, listed

MOST = 20  # of one person
LONGEST = 40  # characters of one


def language_words(code: str) -> str:
    """A language in the reader's words; what is no known code as it was written."""
    info = LANG_INFO.get(code, {})
    english = info.get("name")
    return capfirst(gettext(english)) if english else code


def read_languages(text: str) -> list[str]:
    """The languages in a list with commas, in its order: known ones by code ("Spanish", "español", "es")."""
    known = {**_codes(), **{fold(language_words(code)): code for code in set(_codes().values())}}
    return list(dict.fromkeys(known.get(fold(word), word[:LONGEST]) for word in listed(text, ",;")))[:MOST]


def write_languages(codes: Sequence[str]) -> str:
    """The list as ``read_languages`` reads it."""
    return ", ".join(language_words(code) for code in codes)


@cache
def _codes() -> dict[str, str]:
    # Variants of a language (es-mx) are the language itself.
    plain = {code: info for code, info in LANG_INFO.items() if "-" not in code and "name" in info}
    named: dict[str, str] = {}
    for code, info in plain.items():
        for word in (code, info["name"], info["name_local"]):
            named.setdefault(fold(word), code)
    return named
