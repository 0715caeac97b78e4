"""Asking for a correction, a deletion, an answer; and reading how far it is."""

import re

import pytest
from django.db import connection
from django.test import Client

from coalition.platform.tenancy import acting
from consent.requests.models import DataRequest
from consent.requests.queries.words import opened
from tests.consent.ledger.world import agree, claim
from tests.consent.portal.visits import Town, enter
from tests.consent.portal.words import text

pytestmark = pytest.mark.django_db


def filed(town: Town) -> list[DataRequest]:
    found = []
    for own, organization in ((town.at_alder, town.alder), (town.at_birch, town.birch)):
        with acting(own):
            found += [opened(own, each) for each in DataRequest.objects.filter(organization=organization)]
    return found


def test_a_correction_reaches_the_queue(town: Town, ana: Client) -> None:
    assert "checked" not in ana.get("/p/me/requests/correct/").content.decode()

    response = ana.post(
        "/p/me/requests/correct/", {"whom": str(town.alder.pk), "what": "city", "value": "Berkeley"}, follow=True
    )

    [request] = filed(town)
    assert (request.organization_id, request.kind, request.words.wanted) == (
        town.alder.pk,
        "correct",
        {"city": "Berkeley"},
    )
    page = text(response.content)
    assert "Your request was filed." in page and "Alder" in page
    assert request.reference in page and "Answer due" in page and "attorney general" in page
    assert claim(town.at_alder, town.phone, [town.email]).allowed


def test_an_erasure_stops_contact_everywhere_at_once(town: Town, ana: Client) -> None:
    agree(town.at_birch, [town.email])
    assert "What stays: a code made from your address" in text(ana.get("/p/me/requests/erase/").content)

    response = ana.post("/p/me/requests/erase/", {"whom": "all"}, follow=True)

    assert {(each.organization_id, each.kind, each.everywhere) for each in filed(town)} == {
        (town.alder.pk, "erase", True),
        (town.birch.pk, "erase", True),
    }
    assert "Your requests were filed. The groups must answer them. Contact has stopped;" in text(response.content)
    [receipt] = re.findall(r"/p/receipts/(\w+)/", ana.get("/p/receipts/").content.decode())
    assert "Everybody stops" in text(ana.get(f"/p/receipts/{receipt}/").content)
    assert claim(town.at_alder, town.phone).reason == "withdrawn"
    assert claim(town.at_birch, town.email).reason == "withdrawn"
    with acting(town.at_alder), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM commonlist.consent_history(%s::bigint[]) WHERE everybody", [[town.email]])
        assert cursor.fetchone() == (1,), "said once, so that nobody can count the holders"


def test_an_erasure_at_one_leaves_the_other(town: Town, ana: Client) -> None:
    agree(town.at_birch, [town.email])

    ana.post("/p/me/requests/erase/", {"whom": str(town.alder.pk)})
    ana.post("/p/me/requests/erase/", {"whom": str(town.alder.pk)})

    assert [each.organization_id for each in filed(town)] == [town.alder.pk]
    receipts = re.findall(r"/p/receipts/(\w+)/", ana.get("/p/receipts/").content.decode())
    assert len(receipts) == 1, "asked twice, stopped once"
    assert "Alder stops contacting you in any way." in text(ana.get(f"/p/receipts/{receipts[0]}/").content)
    assert claim(town.at_alder, town.phone).reason == "withdrawn"
    assert claim(town.at_birch, town.email).allowed


def test_a_complaint_names_the_authorities(town: Town, ana: Client) -> None:
    page = ana.get("/p/me/requests/complain/").content.decode()
    near, _, others = page.partition("<details>")
    assert "attorney general" in near and "AEPD" not in near
    for name in ("AEPD", "ICO", "AAIP", "Buen Gobierno", "ANPD", "Data Protection Commission", "BfDI"):
        assert name in others

    ana.post("/p/me/requests/complain/", {"whom": str(town.birch.pk), "detail": "They called at night."})

    assert [(each.kind, each.words.detail) for each in filed(town)] == [("complain", "They called at night.")]


@pytest.mark.parametrize(
    ("kind", "sent", "words"),
    [
        ("erase", {}, "Choose a group."),
        ("erase", {"whom": "987654321"}, "Choose one of the groups on the page."),
        ("correct", {"whom": "all", "what": "email", "value": "ana"}, "This is not an e-mail address."),
        ("correct", {"whom": "all", "what": "shoe size", "value": "9"}, "Choose one from the page."),
        ("correct", {"whom": "all", "what": "city", "value": "x" * 301}, "Please write at most 300 letters."),
        ("complain", {"whom": "all", "detail": ""}, "Say in a few words what it is about."),
        ("complain", {"whom": "all", "detail": "x" * 2001}, "Please say it in at most 2,000 letters."),
    ],
)
def test_what_cannot_be_filed_is_said(town: Town, ana: Client, kind: str, sent: dict[str, str], words: str) -> None:
    response = ana.post(f"/p/me/requests/{kind}/", sent)

    assert response.status_code == 422
    assert words in text(response.content)
    assert filed(town) == []


def test_there_is_nothing_else_to_ask(ana: Client) -> None:
    assert ana.get("/p/me/requests/money/").status_code == 404
    assert ana.post("/p/me/requests/money/", {"whom": "all"}).status_code == 404


def test_requests_of_others_are_not_listed(town: Town, ana: Client) -> None:
    ana.post("/p/me/requests/access/", {"whom": "all"})
    zoe = Client()
    enter(zoe, "zoe@mail.example")

    assert "Nothing yet" in text(zoe.get("/p/me/requests/").content)
    assert text(ana.get("/p/me/requests/").content).count("Answer due") == 2
