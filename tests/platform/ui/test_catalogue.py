"""The Spanish catalogue is whole: every string of ours, no fuzzy one, with the same placeholders."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.conf import settings
from django.test import Client
from django.utils.translation import trans_real
from django.utils.translation.template import templatize

from coalition.platform.server.catalogues import compile_catalogues

CATALOGUE = settings.BASE_DIR / "coalition" / "locale" / "es" / "LC_MESSAGES" / "django.po"
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|%s|\{\w*\}|</?\w+")
Message = str | tuple[str, ...]


@pytest.fixture(scope="module")
def spanish() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file)


def sources() -> Iterator[Path]:
    for app in ("audit", "coalition", "consent", "orgs", "sharing"):
        for path in (settings.BASE_DIR / app).rglob("*"):
            if path.suffix in (".py", ".html", ".txt") and "static" not in path.parts:
                yield path


def strings_of(path: Path) -> Iterator[Message]:
    text = path.read_text()
    if path.suffix != ".py":
        # Indentation means nothing in a template, but Python's tokens trip over it.
        text = "\n".join(line.lstrip() for line in templatize(text, origin=str(path)).split("\n"))
    for _, message, _, _ in extract("python", io.BytesIO(text.encode()), KEYWORDS, options={"encoding": "utf-8"}):
        yield message if isinstance(message, str) else tuple(message[:2])


def test_every_string_is_in_the_catalogue(spanish: Catalog) -> None:
    known = {message.id for message in spanish}
    missing = {(path.name, string) for path in sources() for string in strings_of(path) if string not in known}
    assert missing == set()


def test_every_string_is_translated(spanish: Catalog) -> None:
    empty = [message.id for message in spanish if message.id and (message.fuzzy or not all(forms(message.string)))]
    assert empty == []


def test_translations_keep_the_placeholders(spanish: Catalog) -> None:
    for message in spanish:
        if message.id:
            wanted = set(PLACEHOLDER.findall(forms(message.id)[-1]))
            assert set(PLACEHOLDER.findall(forms(message.string)[-1])) == wanted, message.id


def test_translations_keep_the_spaces_around(spanish: Catalog) -> None:
    for message in spanish:
        for before, after in zip(forms(message.id), forms(message.string), strict=True) if message.id else ():
            assert (before[:1].isspace(), before[-1:].isspace()) == (after[:1].isspace(), after[-1:].isspace()), before


@pytest.mark.django_db
def test_sign_in_page_speaks_spanish() -> None:
    compile_catalogues(settings.LOCALE_PATHS)
    trans_real._translations.clear()  # type: ignore[attr-defined]  # read anew what was compiled just now
    page = Client().get("/accounts/login/", headers={"accept-language": "es"}).content.decode()
    assert "Iniciar sesión" in page
    assert "Sign in" not in page


def forms(message: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    """Singular and plural; one form twice when there is no plural."""
    return (message, message) if isinstance(message, str) else tuple(message or ("",))
