"""The frame of the pages: errors, sign-in, appearance, navigation by role."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_sign_in_page_names_its_language_and_has_one_main() -> None:
    page = Client().get("/accounts/login/").content.decode()
    assert '<html lang="en">' in page
    assert page.count("<main") == 1
    assert page.count("<h1") == 1


def test_pages_speak_the_language_chosen() -> None:
    client = Client()
    client.post("/language/", {"language": "es", "next": "/accounts/login/"})
    assert '<html lang="es">' in client.get("/accounts/login/").content.decode()


def test_appearance_is_kept_and_leads_back() -> None:
    client = Client()
    answer = client.post("/appearance/", {"theme": "dark", "next": "/accounts/login/"})
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/")
    assert 'data-bs-theme="dark"' in client.get("/accounts/login/").content.decode()


def test_appearance_never_leads_to_another_site() -> None:
    answer = Client().post("/appearance/", {"theme": "purple", "next": "https://elsewhere.example/"})
    assert answer["Location"] == "/"
    assert "theme" not in answer.cookies


def test_a_missing_page_says_so_in_plain_words() -> None:
    answer = Client().get("/nothing-here/")
    assert answer.status_code == 404
    assert "There is no such page" in answer.content.decode()
