"""Nobody finds out by asking whether an address is on a list: neither by what comes back nor by how long it takes."""

import random
import re
import time
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.test import Client

from coalition.platform.keys import contact_keys
from consent.ledger.queries.own import find_subject
from consent.portal.actions import links
from consent.portal.jobs import send_link
from consent.portal.models import LinkRequest
from consent.portal.views import entrance
from tests.consent.portal.visits import EMAIL, make_town
from tests.trust.figures import SEED, publish, rounds

PAIRS = rounds(1_000, full=1_000)
BAND, LEAKS = 0.05, 0.9
TOKEN = re.compile(r'(csrfmiddlewaretoken" value="|csrf_token": ")[^"]+')

pytestmark = [pytest.mark.django_db, pytest.mark.verify]


def auc(known: Sequence[float], unknown: Sequence[float]) -> float:
    """How well a threshold tells the two apart: 0.5 not at all, 1 (or 0) always. Ties count half."""
    ordered = sorted([(value, True) for value in known] + [(value, False) for value in unknown])
    rank, total, index = 0.0, 0.0, 0
    while index < len(ordered):
        end = index
        while end < len(ordered) and ordered[end][0] == ordered[index][0]:
            end += 1
        rank = (index + 1 + end) / 2
        total += rank * sum(is_known for _, is_known in ordered[index:end])
        index = end
    n, m = len(known), len(unknown)
    return (total - n * (n + 1) / 2) / (n * m)


def test_the_measure_itself() -> None:
    assert auc([1, 2, 3], [1, 2, 3]) == 0.5
    assert auc([4, 5, 6], [1, 2, 3]) == 1.0
    assert auc([1, 1], [1, 1]) == 0.5
    assert auc([1, 2, 3], [4, 5, 6]) == 0.0


def answer(contact: str) -> tuple[float, str]:
    """Seconds, and everything that came back, tokens left out."""
    LinkRequest.objects.all().delete()
    client = Client()
    began = time.perf_counter()
    response = client.post("/p/", {"contact": contact})
    took = time.perf_counter() - began
    page = client.get("/p/sent/")
    headers = sorted((name, value) for name, value in response.items() if name not in {"X-Request-Id", "Expires"})
    cookies = sorted((name, morsel["max-age"]) for name, morsel in response.cookies.items())
    body = f"{response.status_code}{headers}{cookies}{response.content!r}{page.status_code}{page.content.decode()}"
    return took, TOKEN.sub("", body)


def asked(pairs: int) -> tuple[list[float], list[float], set[str]]:
    """Times for known and unknown addresses, asked in random order, and all the different answers."""
    order = random.Random(SEED)
    times: dict[bool, list[float]] = {True: [], False: []}
    bodies = set()
    for number in range(pairs):
        for known in order.sample([True, False], 2):
            took, body = answer(EMAIL if known else f"nobody{number:04d}@mail.example")
            times[known].append(took)
            bodies.add(body)
    return times[True], times[False], bodies


def test_known_and_unknown_cannot_be_told_apart() -> None:
    make_town()
    asked(20)  # warm

    known, unknown, bodies = asked(PAIRS)

    score = abs(auc(known, unknown) - 0.5)
    publish("enumeration by time: |AUC - 0.5|", value=round(score, 4), target=f"≤ {BAND}", rounds=PAIRS)
    publish("enumeration by answer: different answers", value=len(bodies), target="= 1", rounds=PAIRS)
    assert len(bodies) == 1
    assert score <= BAND


def test_a_leaky_entrance_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    make_town()
    monkeypatch.setattr(entrance, "request_link", leaky(links.request_link))
    asked(20)

    known, unknown, _bodies = asked(max(PAIRS // 5, 20))

    score = auc(known, unknown)
    publish("enumeration by time: AUC of the leaky control", value=round(score, 4), target=f"≥ {LEAKS}")
    assert score >= LEAKS


MAIL_SERVER = 0.005  # seconds until a near mail server answers; the tests' outbox answers at once


def leaky(request_link: Callable[..., None]) -> Callable[..., None]:
    """An entrance as it is often built: it looks the address up, mails at once, and has nothing to do for the rest."""

    def looks_first(**asked_for: Any) -> None:
        if find_subject(contact_keys(asked_for["kind"], asked_for["normalised"])) is not None:
            request_link(**asked_for)
            send_link(request_id=LinkRequest.objects.latest("pk").pk)
            time.sleep(MAIL_SERVER)

    return looks_first
