"""The feed: in order, without gaps or latecomers; acknowledged with a signature."""

import base64
import json
import threading
import uuid
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection, transaction
from django.test import Client

from coalition.platform.tenancy import acting, system_actor
from consent.ledger.models import Obligation
from consent.propagation.actions.endpoints import Secrets, add_endpoint
from consent.propagation.actions.feed import publish, publish_withdrawals
from consent.propagation.queries.endpoints import active_endpoints
from consent.propagation.queries.feed import feed_after
from consent.propagation.rules.signatures import signed_headers
from tests.consent.ledger.world import stop
from tests.consent.portal.visits import Town, make_town
from tests.factories import NOW, make_organization

FEED, ACK = "/api/v1/feed/", "/api/v1/feed/ack/"


@pytest.fixture
def town(db: None) -> Town:
    return make_town()


def connect(town: Town, **fields: str) -> Secrets:
    with acting(town.at_alder):
        return add_endpoint(actor=town.at_alder, now=NOW, url="http://127.0.0.1:9/", **fields)


def told(town: Town) -> list[str]:
    """The ids of Alder's duties, now in the feed."""
    with acting(town.at_alder):
        publish_withdrawals(actor=town.at_alder, now=NOW)
        return [str(each) for each in Obligation.objects.order_by("created_at", "id").values_list("id", flat=True)]


def read(token: str, query: str = "") -> Any:
    response = Client().get(FEED + query, headers={"Authorization": f"Bearer {token}"})
    assert response.status_code == 200, response.content
    return response.json()


def send(made: Secrets, value: Any, **changed: str) -> tuple[int, Any]:
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    headers = {**signed_headers([made.secret], f"msg_{uuid.uuid4().hex}", datetime.now(UTC), body), **changed}
    headers = {"Authorization": f"Bearer {made.token}", **headers}
    response = Client().post(ACK, body, content_type="application/json", headers=headers)
    return response.status_code, response.json()


def test_the_feed_is_read_in_pages(town: Town) -> None:
    made = connect(town)
    stop([town.email, town.phone])
    ids = told(town)
    first = read(made.token, "?limit=1")
    assert (first["cursor"], first["more"], len(first["entries"])) == ("1", True, 1)
    second = read(made.token, f"?after={first['cursor']}")
    assert (second["cursor"], second["more"]) == ("2", False)
    found = [entry["data"]["obligation"] for entry in first["entries"] + second["entries"]]
    assert sorted(found) == sorted(ids)
    assert read(made.token, "?after=2") == {"entries": [], "cursor": "2", "more": False}
    assert "ana@" not in json.dumps([first, second])


@pytest.mark.parametrize("query", ["?after=x", "?after=-1", "?after=٣", "?after=" + "9" * 30, "?limit=1001"])
def test_a_bad_cursor_is_told(town: Town, query: str) -> None:
    made = connect(town)
    response = Client().get(FEED + query, headers={"Authorization": f"Bearer {made.token}"})
    assert response.status_code == 400
    assert "whole number" in response.json()["error"]


def test_without_its_token_nobody_reads_or_acknowledges(town: Town) -> None:
    made = connect(town)
    for header in (
        "",
        "Bearer",
        "Bearer x",
        f"Basic {made.token}",
        f"Bearer {made.token}x",
        "Bearer clf_1_" + "a" * 43,
    ):
        for method, path in (("get", FEED), ("post", ACK)):
            response = getattr(Client(), method)(path, headers={"Authorization": header})
            assert (response.status_code, response["WWW-Authenticate"]) == (401, "Bearer")
    assert Client().post(FEED, headers={"Authorization": f"Bearer {made.token}"}).status_code == 405


def test_a_signed_acknowledgement_is_kept_and_counts_once(town: Town) -> None:
    made = connect(town)
    stop([town.email])
    ids = told(town)
    assert send(made, {"received": ids}) == (200, {"acknowledged": 1, "attested": 0})
    assert send(made, {"received": ids}) == (200, {"acknowledged": 0, "attested": 0})
    with acting(town.at_alder):
        duty = Obligation.objects.get()
    kept = json.loads(duty.acknowledgement)
    assert (duty.state, json.loads(base64.b64decode(kept["body"]))) == ("acknowledged", {"received": ids})
    assert send(made, {"attested": {"deleted": ids}}) == (200, {"acknowledged": 0, "attested": 1})
    with acting(town.at_alder):
        assert Obligation.objects.get().attestation == "deleted"


def test_an_acknowledgement_by_its_own_key(town: Town) -> None:
    key = Ed25519PrivateKey.generate()
    raw = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    made = connect(town, public_key="whpk_" + base64.b64encode(raw).decode())
    stop([town.email])
    body = json.dumps({"received": told(town)}).encode()
    assert send(made, body)[0] == 403  # the shared secret is not enough
    stamp = str(int(datetime.now(UTC).timestamp()))
    signature = "v1a," + base64.b64encode(key.sign(f"m1.{stamp}.".encode() + body)).decode()
    own = {"webhook-id": "m1", "webhook-timestamp": stamp, "webhook-signature": signature}
    assert send(made, body, **own) == (200, {"acknowledged": 1, "attested": 0})


@pytest.mark.parametrize(
    ("value", "status"),
    [
        (b"not json", 400), ([], 400), ({}, 400), ({"received": []}, 400), ({"received": "x"}, 400),
        ({"received": ["x"]}, 400), ({"received": [1]}, 400), ({"received": [], "more": 1}, 400),
        ({"attested": []}, 400), ({"attested": {"platform": []}}, 400), ({"attested": {"deleted": ["x"]}}, 400),
        ({"received": [str(uuid.uuid4())] * 1_001}, 400), ({"received": [str(uuid.uuid4())]}, 404),
        ({"attested": {"deleted": [str(uuid.uuid4())]}}, 404),
    ],
)  # fmt: skip
def test_an_acknowledgement_says_what_is_wrong(town: Town, value: Any, status: int) -> None:
    answer = send(connect(town), value)
    assert answer[0] == status
    assert answer[1]["error"].endswith((".", ";"))


@pytest.mark.parametrize(
    "changed",
    [{"webhook-signature": "v1,AAAA"}, {"webhook-timestamp": "1"}, {"webhook-id": "other"}, {"webhook-signature": ""}],
)
def test_an_acknowledgement_that_is_not_theirs_changes_nothing(town: Town, changed: dict[str, str]) -> None:
    made = connect(town)
    stop([town.email])
    ids = told(town)
    assert send(made, {"received": ids}, **changed)[0] == 403
    with acting(town.at_alder):
        assert Obligation.objects.get().state == "queued"


def test_one_organization_cannot_answer_for_another(town: Town) -> None:
    connect(town)
    with acting(town.at_birch):
        birch = add_endpoint(actor=town.at_birch, now=NOW, url="http://127.0.0.1:9/")
    stop([town.email])
    assert send(birch, {"attested": {"deleted": told(town)}})[0] == 404


@pytest.mark.django_db(transaction=True)
def test_an_entry_committed_late_is_never_skipped() -> None:
    actor = system_actor(organization_id=make_organization("alder").pk)
    with acting(actor):
        add_endpoint(actor=actor, now=NOW, url="http://127.0.0.1:9/")
    published, go_on = threading.Event(), threading.Event()
    seen: list[list[str]] = []

    def write(about: str, wait: bool) -> None:
        with acting(actor), transaction.atomic():
            publish(actor, NOW, "test.topic", [(about, {})], list(active_endpoints(actor)))
            if wait:
                published.set()
                go_on.wait(10)
        connection.close()

    slow = threading.Thread(target=write, args=("slow", True))
    slow.start()
    published.wait(10)
    quick = threading.Thread(target=write, args=("quick", False))
    quick.start()
    quick.join(0.5)
    with acting(actor), transaction.atomic():
        seen.append([entry.about for entry in feed_after(actor, 0)])
    go_on.set()
    slow.join()
    quick.join()
    with acting(actor), transaction.atomic():
        found = feed_after(actor, 0)
        seen.append([entry.about for entry in found])
    assert seen == [[], ["slow", "quick"]]  # a reader who had seen "quick" first would have passed "slow" by
    assert [entry.position for entry in found] == [1, 2]
