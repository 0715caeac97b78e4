"""Receipts: listed, downloaded, sent to the proven address, read by nobody else."""

import pytest
from django.core import mail
from django.test import Client

from consent.portal.jobs import send_receipt
from consent.portal.models import PortalSession
from orgs.models import OutboxMessage
from tests.consent.portal.visits import EMAIL, Town, enter, proven
from tests.consent.portal.words import text

pytestmark = pytest.mark.django_db


def stop(client: Client) -> str:
    """Stop everything; the path of the receipt."""
    url: str = client.post("/p/me/check/", {"stop": "all"}).url  # type: ignore[attr-defined]
    return url


def test_receipts_are_listed_newest_first(ana: Client) -> None:
    assert "No receipt yet" in text(ana.get("/p/receipts/").content)
    paths = [stop(ana), ana.post("/p/me/check/", {"block": "all"}).url]  # type: ignore[attr-defined]

    page = ana.get("/p/receipts/").content.decode()

    assert page.index(paths[1]) < page.index(paths[0])


def test_receipt_counts_who_confirmed(ana: Client) -> None:
    page = text(ana.get(stop(ana)).content)

    assert "Everybody stops" in page
    assert "2 of 2" in page, "nothing left the platform, so it attests by itself"


def test_receipt_is_sent_to_the_proven_address(town: Town, ana: Client) -> None:
    path = stop(ana)
    reference = path.split("/")[3]

    response = ana.post(f"{path}mail/", follow=True)
    assert "We send it to a…@mail.example." in text(response.content)
    send_receipt(session_id=PortalSession.objects.get().pk, reference=reference, language="es")

    message = mail.outbox[-1]
    assert message.to == [EMAIL]
    assert reference in str(message.body)


def test_receipt_is_sent_as_a_text_to_a_proven_number(town: Town) -> None:
    client = proven(town.phone, "+15105550101", "phone")
    reference = stop(client).split("/")[3]

    send_receipt(session_id=PortalSession.objects.get().pk, reference=reference, language="en")

    message = OutboxMessage.objects.latest("pk")
    assert (message.channel, message.recipient) == ("sms", "+15105550101")
    assert reference in message.body


@pytest.mark.parametrize("part", ["", "receipt.json", "mail/"])
def test_receipt_of_another_person_is_not_found(town: Town, ana: Client, part: str) -> None:
    path = stop(ana)
    zoe = Client()
    enter(zoe, "zoe@mail.example")

    method = zoe.post if part == "mail/" else zoe.get
    assert method(path + part).status_code == 404
    assert method(f"/p/receipts/0123456789abcdef/{part}").status_code == 404
