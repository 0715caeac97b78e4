"""Connecting a system: shown once, tested, rotated, replayed, switched off."""

import re

import pytest
from django.test import Client

from coalition.platform.tenancy import acting
from consent.propagation.models import Delivery, Endpoint
from tests.conftest import sign_in
from tests.consent.ledger.world import stop
from tests.consent.portal.visits import Town, make_town
from tests.consent.propagation.systems import tell
from tests.factories import make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    return make_town()


@pytest.fixture
def admin(town: Town) -> Client:
    return sign_in(make_member(town.alder, "admin"), town.alder)


def text_of(response) -> str:  # type: ignore[no-untyped-def]
    assert response.status_code == 200, response.status_code
    return str(response.content.decode())


def connect(admin: Client, town: Town) -> Endpoint:
    text_of(admin.post("/webhooks/add/", {"url": "http://127.0.0.1:9/hook"}))
    with acting(town.at_alder):
        return Endpoint.objects.get()


def test_the_secret_is_shown_once(admin: Client, town: Town) -> None:
    empty = text_of(admin.get("/webhooks/"))
    assert "No system is connected" in empty and empty.count("Connect a system") == 1
    page = text_of(admin.post("/webhooks/add/", {"url": "http://127.0.0.1:9/hook"}))
    secret, token = re.search(r"whsec_[\w+/=]+", page), re.search(r"clf_\d+_[\w-]{43}", page)
    assert secret and token
    with acting(town.at_alder):
        endpoint = Endpoint.objects.get()
    for path in ("/webhooks/", f"/webhooks/{endpoint.pk}/"):
        shown = text_of(admin.get(path))
        assert endpoint.url in shown
        assert secret[0] not in shown
        assert token[0] not in shown


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"url": ""}, "This field is required."),
        ({"url": "ftp://x.example/"}, "The address must begin with https://."),
        ({"url": "https://a b/"}, "characters that do not belong there"),
        ({"url": "https://u:p@x.example/"}, "Leave the name and password out"),
        ({"url": "https://" + "x" * 2_050 + ".example/"}, "This address is too long"),
        ({"url": "http://127.0.0.1/", "public_key": "mine"}, "The key must be whpk_"),
    ],
)
def test_webhook_add_says_what_is_wrong(admin: Client, data: dict[str, str], words: str) -> None:
    response = admin.post("/webhooks/add/", data)
    assert response.status_code == 422
    assert words in response.content.decode()


def test_a_test_is_tried_and_its_end_is_shown(admin: Client, town: Town) -> None:
    endpoint = connect(admin, town)
    path = f"/webhooks/{endpoint.pk}/"
    assert "A test is on its way" in text_of(admin.post(f"{path}test/", follow=True))
    with acting(town.at_alder):
        moment = Delivery.objects.get().next_at
    assert tell(town.at_alder, moment) == 0
    page = text_of(admin.get(path))
    assert "No connection" in page
    assert "Failing" in page
    assert "Test" in text_of(admin.get(f"{path}?state=waiting"))
    assert "Nothing here" in text_of(admin.get(f"{path}?state=delivered"))
    assert "It is sent again." in text_of(admin.post(f"/webhooks/deliveries/{delivery_of(town)}/replay/", follow=True))
    since = {"since": "2026-01-01"}
    assert "1 delivery is sent again." in text_of(admin.post(f"{path}replay/", since, follow=True))
    assert "Choose a day" in text_of(admin.post(f"{path}replay/", {"since": "soon"}, follow=True))


def delivery_of(town: Town) -> int:
    with acting(town.at_alder):
        return Delivery.objects.get().pk


def test_new_secret_new_token_off(admin: Client, town: Town) -> None:
    endpoint = connect(admin, town)
    path = f"/webhooks/{endpoint.pk}/"
    assert "whsec_" in text_of(admin.post(f"{path}rotate/"))
    assert "The secret before signs until" in text_of(admin.get(path))
    assert "clf_" in text_of(admin.post(f"{path}token/"))
    assert "It is switched off" in text_of(admin.post(f"{path}off/", follow=True))
    for step in ("rotate", "token", "test", "pause", "resume"):
        assert "This endpoint is switched off" in text_of(admin.post(f"{path}{step}/", follow=True))
    stop([town.email])
    assert "Nothing to attest" in text_of(admin.get("/obligations/"))


def test_others_have_no_such_page(town: Town, admin: Client) -> None:
    endpoint = connect(admin, town)
    outsider = sign_in(make_member(town.birch, "admin"), town.birch)
    organizer = sign_in(make_member(town.alder, "organizer"), town.alder)
    for path in (f"/webhooks/{endpoint.pk}/", "/webhooks/987654/"):
        assert outsider.get(path).status_code == 404
        assert organizer.get(path).status_code == 403
    for step in ("test", "rotate", "token", "pause", "resume", "off", "replay"):
        assert outsider.post(f"/webhooks/{endpoint.pk}/{step}/", {"since": "2026-01-01"}).status_code == 404
        assert organizer.post(f"/webhooks/{endpoint.pk}/{step}/", {"since": "2026-01-01"}).status_code == 403


def test_a_pause_is_shown_and_ends(admin: Client, town: Town) -> None:
    path = f"/webhooks/{connect(admin, town).pk}/"
    page = text_of(admin.post(f"{path}pause/", follow=True))
    assert "It is paused." in page and "Paused" in page and f"{path}test/" not in page
    assert "Paused" in text_of(admin.get("/webhooks/"))
    assert "This endpoint is paused: resume it first." in text_of(admin.post(f"{path}test/", follow=True))
    page = text_of(admin.post(f"{path}resume/", follow=True))
    assert "It is on again." in page and f"{path}test/" in page
