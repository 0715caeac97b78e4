"""Countries by name."""

import pytest
from django.utils import translation

from coalition.platform.templatetags.countries import country


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [
        ("US", "en", "United States"),
        ("US", "es", "Estados Unidos"),
        ("mx", "es", "México"),
        ("DE", "es-ar", "Alemania"),
        ("ZZZ", "en", "ZZZ"),
        ("", "en", ""),
    ],
)
def test_countries_are_called_by_their_name(code: str, language: str, name: str) -> None:
    with translation.override(language):
        assert country(code) == name
