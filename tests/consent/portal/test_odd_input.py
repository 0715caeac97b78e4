"""Odd input to the portal: refused in words, and never an error of ours."""

from typing import Any

import pytest
from django.test import Client

from coalition.platform.tenancy import Actor, acting
from consent.ledger.models import ConsentEvent
from tests.consent.portal.visits import EMAIL, Town, proven
from tests.factories import make_member

pytestmark = pytest.mark.django_db
HUGE = "9" * 30
INSIDE = (
    "me/", "me/check/", "me/limits/", f"me/groups/{HUGE}/", f"me/groups/{HUGE}/wishes/", "me/requests/",
    "me/requests/correct/", "me/requests/erase/", "me/requests/complain/", "me/requests/nothing/", "me/proof/",
    "me/proof/code/", "me/proof/cancel/", "data/", "receipts/", "receipts/nothing/", "receipts/nothing/receipt.json",
    "receipts/nothing/mail/",
)  # fmt: skip
OUTSIDE = (
    "", "sent/", "open/%00/", f"open/{'x' * 3000}/", "open/%FF/", "u/%00/", f"u/{'A' * 46}/", "u/é/", "verify/",
    "texts/inbound/",
)  # fmt: skip
ODD: list[dict[str, Any]] = [
    {"contact": "a\0@b.example", "code": "１２３ ４５６", "content": "[" * 90_000, "stop": "\0"},
    {"contact": "٣" * 200, "code": "0" * 9_000, "content": '{"a":1e999}', "stop": ["organization", "everybody", "x"]},
    {"contact": "@", "pause": "12", "pause-whom": HUGE, "whom": HUGE, "what": "email", "value": "\0"},
    {"object": HUGE, "choice--": "yes", "way": HUGE, "subject": HUGE, "whom": HUGE, "detail": "x" * 9_000},
    {"resume": "all", "whom": "\0", "content": '{"proof":{"jws":"..é"}}', "topics": ["\0"], "channel": "\0"},
]


@pytest.mark.parametrize("data", ODD, ids=range(len(ODD)))
def test_odd_input_changes_nothing_and_breaks_nothing(client: Client, town: Town, data: dict[str, Any]) -> None:
    person = Actor(role="subject", subject_ids=(town.email,))
    visitor = proven(town.email, EMAIL)
    for browser, paths in ((client, OUTSIDE), (visitor, INSIDE)):
        for path in paths:
            for response in (browser.get(f"/p/{path}", data), browser.post(f"/p/{path}", data)):
                assert response.status_code < 500, path
    with acting(person):
        assert list(ConsentEvent.objects.values_list("kind", flat=True)) == []


@pytest.mark.parametrize(
    "path",
    [f"/forms/{HUGE}/", f"/forms/{HUGE}/change/", f"/forms/offer/{HUGE}/", f"/data-requests/{HUGE}/",
     f"/webhooks/{HUGE}/", f"/people/{HUGE}/consent/", "/erasures/%00/", "/obligations/?page=" + HUGE],
)  # fmt: skip
def test_a_number_that_nothing_has_is_not_found(client_for: Any, town: Town, path: str) -> None:
    client = client_for(make_member(town.alder, "admin"))
    for response in (client.get(path), client.post(path, {"page": HUGE})):
        assert response.status_code in {200, 404, 405, 422}, path
