"""What holds between tests."""

import pytest
from django.test import Client
from django.utils import translation

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("turn", [1, 2])
def test_a_spanish_page_leaves_no_spanish_behind(turn: int) -> None:
    assert translation.get_language() == "en"

    page = Client().get("/p/", HTTP_ACCEPT_LANGUAGE="es")

    assert page.status_code == 200
    assert translation.get_language() == "es"
