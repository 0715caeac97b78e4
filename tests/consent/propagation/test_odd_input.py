"""What an organization's own system may send oddly."""

import pytest
from django.test import Client
from django.utils import timezone

from consent.propagation.rules.signatures import signed_headers
from tests.consent.portal.visits import Town, make_town
from tests.consent.propagation.test_feed import ACK, FEED, connect

BODIES = [
    b"[" * 100_000,
    b'{"received":' * 50_000,
    b'{"received":[' + b"9" * 5_000 + b"]}",
    b'{"received":["\xff"]}',
    b'{"received":["\\ud800"]}',
    b'{"received":["' + b"0" * 100_000 + b'"]}',
    b'{"attested":{"deleted":["{00000000-0000-0000-0000-000000000000}"]}}',
    b"\x00",
    b"",
]


@pytest.fixture
def town(db: None) -> Town:
    return make_town()


@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
def test_an_odd_acknowledgement_is_refused_in_words(town: Town, body: bytes) -> None:
    made = connect(town)
    headers = signed_headers([made.secret], "m1", timezone.now(), body) | {"Authorization": f"Bearer {made.token}"}
    response = Client().post(ACK, body, content_type="application/json", headers=headers)
    assert response.status_code in {400, 404}, response.content
    assert response.json()["error"]


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer clf_999999999999999999_" + "a" * 43, "Bearer clf_\u0661_" + "a" * 43, "x" * 9_000]
)
def test_an_odd_token_opens_nothing(town: Town, header: str) -> None:
    response = Client().get(FEED, headers={"Authorization": header.encode("utf-8").decode("latin-1")})
    assert response.status_code == 401


@pytest.mark.parametrize(
    "query", ["?after=-1", "?after=x", "?limit=0", "?after=" + "9" * 50, "?limit=\u0661", "?after=%00"]
)
def test_an_odd_cursor_is_no_error_of_ours(town: Town, query: str) -> None:
    made = connect(town)
    response = Client().get(FEED + query, headers={"Authorization": f"Bearer {made.token}"})
    assert response.status_code in {200, 400}
