"""A new spelling of an address comes with a list while its mailbox-mate withdraws: whoever is first, the no holds."""

import random
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction

from coalition.platform.keys import ContactKind, Identifier, identifier
from coalition.platform.tenancy import Actor, acting, system_actor
from consent.ledger.actions.bounces import record_bounce
from consent.ledger.actions.gate import claim_contact
from consent.ledger.actions.subjects import ensure_subjects
from consent.ledger.queries.decisions import decide_many
from consent.ledger.queries.own import events_of
from tests.consent.ledger.world import agree, stop
from tests.database import superuser_connection
from tests.factories import NOW, make_organization

ROUNDS = 40
UNLOCKED = "PERFORM 1 FROM consent_mailbox m"


@pytest.fixture(autouse=True)
def journal(settings, tmp_path: Path) -> Iterator[None]:  # type: ignore[no-untyped-def]
    settings.COMMONLIST_HOME = tmp_path
    yield


def spelling(number: int, tag: str) -> Identifier:
    return identifier(ContactKind.EMAIL, f"person{number}{tag}@mail.example")


def race(seed: int) -> int:
    """How many people may be written to by their new spelling, although they said no by the old one."""
    alder = system_actor(organization_id=make_organization("alder").pk)
    known = [ensure_subjects([each])[each.keys[1]] for each in (spelling(n, "") for n in range(ROUNDS))]
    barrier, problems = threading.Barrier(2), []

    def walk(work, lane: int) -> None:  # type: ignore[no-untyped-def]
        dice = random.Random(seed + lane)
        try:
            for number in range(ROUNDS):
                barrier.wait(60)
                time.sleep(dice.uniform(0, 0.003))
                work(number, dice)
        except BaseException as problem:
            problems.append(problem)
            barrier.abort()
        finally:
            connection.close()

    def import_list(number: int, dice: random.Random) -> None:
        with transaction.atomic():
            ensure_subjects([spelling(number, "+new")])
            time.sleep(dice.uniform(0, 0.004))

    def withdraw(number: int, dice: random.Random) -> None:
        with transaction.atomic():
            stop([known[number]])
            time.sleep(dice.uniform(0, 0.004))

    threads = [threading.Thread(target=walk, args=(work, lane)) for lane, work in enumerate((import_list, withdraw))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    fresh = [ensure_subjects([each])[each.keys[1]] for each in (spelling(n, "+new") for n in range(ROUNDS))]
    agree(alder, fresh, channel="email")
    with acting(alder), transaction.atomic():
        found = decide_many(actor=alder, people=enumerate(fresh), purpose="contact", channel="email")
    return sum(decision.allowed for decision in found.values())


@pytest.mark.django_db(transaction=True)
def test_no_new_spelling_slips_by_a_withdrawal() -> None:
    assert race(20261122) == 0


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_of_the_mailbox_new_spellings_slip_by() -> None:
    text = Path("consent/ledger/sql/subjects.sql").read_text()
    start = text.index("CREATE OR REPLACE FUNCTION commonlist.ensure_mailboxes(")
    unlocked = text[start : text.index("END $$;", start) + 7].replace(
        UNLOCKED, "PERFORM 1 FROM consent_mailbox_key m", 1
    )
    line = "\n          ORDER BY m.id FOR NO KEY UPDATE"
    assert line in unlocked
    unlocked = unlocked.replace(line, "")
    with superuser_connection(django_settings.DATABASES["default"]["NAME"]) as database:
        database.execute(unlocked)

    assert race(20261122) > 0


@pytest.mark.django_db(transaction=True)
def test_a_bounce_in_hand_over_and_a_withdrawal_do_not_wait_for_each_other() -> None:
    """The gate has the person when the bounce asks for the mailbox: a withdrawal that waits must not have it."""
    alder = system_actor(organization_id=make_organization("alder").pk)
    (known,) = ensure_subjects([spelling(1, "")]).values()
    agree(alder, [known], channel="email")
    claimed, problems = threading.Event(), []

    def withdraw() -> None:
        claimed.wait(20)
        try:
            stop([known])
        except BaseException as problem:
            problems.append(problem)
        finally:
            connection.close()

    waiting = threading.Thread(target=withdraw)
    waiting.start()
    with acting(alder), transaction.atomic():
        verdict = claim_contact(actor=alder, now=NOW, contacted=known, subject_ids=[known], channel="email", hold=False)
        claimed.set()
        wait_for_a_waiter()
        record_bounce(actor=alder, now=NOW, subject_id=known, channel="email")
    waiting.join()

    assert verdict.allowed
    assert problems == []


def wait_for_a_waiter() -> None:
    with superuser_connection(django_settings.DATABASES["default"]["NAME"]) as database:
        for _ in range(500):
            row = database.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
            ).fetchone()
            if row and row[0]:
                return
            time.sleep(0.01)
    raise AssertionError("nobody waits")


@pytest.mark.django_db(transaction=True)
def test_the_gate_is_busy_while_somebody_joins_the_mailbox() -> None:
    alder = system_actor(organization_id=make_organization("alder").pk)
    (known,) = ensure_subjects([spelling(1, "")]).values()
    agree(alder, [known], channel="email")

    def ask() -> str:
        try:
            with acting(alder):
                return claim_contact(
                    actor=alder, now=NOW, contacted=known, subject_ids=[known], channel="email", hold=False
                ).reason
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            ensure_subjects([spelling(1, "+new")])
            assert pool.submit(ask).result() == "busy"
        assert pool.submit(ask).result() == "consent"


@pytest.mark.django_db(transaction=True)
def test_a_new_spelling_that_waited_for_an_erasure_inherits_it() -> None:
    """The mailbox goes with the person while somebody waits to join it: it is made again, with what was suppressed."""
    (known,) = ensure_subjects([spelling(1, "")]).values()
    fresh = spelling(1, "+new")

    def come() -> int:
        try:
            return ensure_subjects([fresh])[fresh.keys[1]]
        finally:
            connection.close()

    person = Actor(role="system", subject_ids=(known,))
    with ThreadPoolExecutor(1) as pool:
        with acting(person), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT * FROM commonlist.forget_subjects(%s::bigint[], NULL)", [[known]])
            coming = pool.submit(come)
            wait_for_a_waiter()
        subject = coming.result()

    me = Actor(role="subject", subject_ids=(subject,))
    with acting(me), transaction.atomic():
        assert [event.kind for event in events_of(me)] == ["withdrawn"]
