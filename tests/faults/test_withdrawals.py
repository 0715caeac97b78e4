"""Something dies, or lies about the time, in the midst of a withdrawal or a contact."""

import json
import os
import threading
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from django.conf import settings as django_settings
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from coalition.platform.tenancy import acting, system_actor
from consent.ledger.actions.gate import claim_contact
from consent.ledger.actions.journal import JournalUnavailable, journal_path, replay_negatives
from consent.ledger.rules.new_event import Withdrawal
from tests.consent.ledger.world import World, claim, make_world, stop
from tests.consent.portal.visits import EMAIL, ask, link_and_code, make_town, proven
from tests.database import superuser_connection
from tests.factories import NOW

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def journal(settings, tmp_path: Path) -> Iterator[None]:  # type: ignore[no-untyped-def]
    settings.COMMONLIST_HOME = tmp_path
    yield


def terminate(backend: int) -> None:
    """Cut one connection of the database, as a crash of its process does."""
    with superuser_connection(django_settings.DATABASES["default"]["NAME"]) as database:
        database.execute("SELECT pg_terminate_backend(%s)", [backend])


def count(statement: str) -> int:
    with superuser_connection(django_settings.DATABASES["default"]["NAME"]) as database:
        row = database.execute(statement).fetchone()
    assert row
    number: int = row[0]
    return number


def claim_and_hang(world: World, backend: list[int], claimed: threading.Event, end: threading.Event) -> None:
    try:
        with acting(world.alder), transaction.atomic():
            claim_contact(actor=world.alder, now=NOW, contacted=world.phone, subject_ids=[world.phone], channel="phone")
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                backend.append(cursor.fetchone()[0])
            claimed.set()
            end.wait(20)
    except DatabaseError:
        pass
    finally:
        connection.close()


def test_a_gate_that_dies_in_hand_over_blocks_no_withdrawal() -> None:
    world = make_world()
    backend: list[int] = []
    claimed, end = threading.Event(), threading.Event()
    gate = threading.Thread(target=claim_and_hang, args=(world, backend, claimed, end))
    gate.start()
    assert claimed.wait(20)
    threading.Timer(0.3, terminate, [backend[0]]).start()
    began = time.monotonic()

    stop([world.phone])

    assert 0.2 < time.monotonic() - began < 5.5
    end.set()
    gate.join()
    assert count("SELECT count(*) FROM consent_attempt") == 0
    assert count("SELECT count(*) FROM consent_hold") == 0
    assert claim(world.alder, world.phone).reason == "withdrawn"


def test_a_withdrawal_that_dies_after_the_journal_is_replayed() -> None:
    world = make_world()

    with pytest.raises(psycopg.errors.InternalError_), transaction.atomic():
        stop([world.phone])
        raise psycopg.errors.InternalError_("the host loses power before the commit")
    assert claim(world.alder, world.phone, hold=False).allowed

    assert replay_negatives(actor=system_actor()) == 1
    assert replay_negatives(actor=system_actor()) == 0
    assert claim(world.alder, world.phone).reason == "withdrawn"


def test_a_full_disk_leaves_no_half_line(monkeypatch: pytest.MonkeyPatch) -> None:
    world = make_world()
    stop([world.email], Withdrawal(channel="email"))
    before = journal_path().read_bytes()
    write = os.write
    monkeypatch.setattr(
        "consent.ledger.actions.journal.os.write", lambda descriptor, data: write(descriptor, data[:20])
    )

    with pytest.raises(JournalUnavailable):
        stop([world.phone])

    assert journal_path().read_bytes() == before
    assert claim(world.alder, world.phone).allowed


def test_a_replay_without_the_organization_is_not_an_error() -> None:
    world = make_world()
    with transaction.atomic():
        stop([world.phone], Withdrawal(recipient_organization=world.birch.organization_id))
        transaction.set_rollback(True)
    line = json.loads(journal_path().read_text())
    journal_path().write_text(json.dumps({**line, "recipient_organization": 999}) + "\n")

    assert replay_negatives(actor=system_actor()) == 0


@pytest.mark.parametrize("days", [-3, 3])
def test_the_clock_of_the_web_host_decides_nothing(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    with transaction.atomic():
        town = make_town()
    real = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: real() + timedelta(days=days))
    client = Client()
    ask(client)
    link, _ = link_and_code()

    assert client.post(link).status_code == 302
    assert client.post("/p/me/check/", {"stop": "all"}).url.startswith("/p/receipts/")  # type: ignore[attr-defined]

    assert claim(town.at_alder, town.phone, [town.email]).reason == "withdrawn"
    assert client.post(link).status_code == 410
    with superuser_connection(django_settings.DATABASES["default"]["NAME"]) as database:
        row = database.execute("SELECT max(effective_at) FROM consent_event WHERE kind = 'withdrawn'").fetchone()
    assert row
    moment: datetime = row[0]
    assert abs(moment - real()) < timedelta(minutes=1)


def test_a_full_disk_is_said_on_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    with transaction.atomic():
        town = make_town()
    client = proven(town.email, EMAIL)
    monkeypatch.setattr("consent.ledger.actions.journal.os.write", lambda descriptor, data: 0)

    refused = client.post("/p/me/check/", {"stop": "all"})

    assert refused.status_code == 503
    assert "This could not be saved" in refused.content.decode()
    assert claim(town.at_alder, town.phone, [town.email]).allowed
    monkeypatch.undo()
    assert client.post("/p/me/check/", {"stop": "all"}).status_code == 302
    assert claim(town.at_alder, town.phone, [town.email]).reason == "withdrawn"
