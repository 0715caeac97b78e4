"""Withdrawals against concurrent leases and message sends, with real connections, on a barrier schedule.

A contact leaks when its hand-over comes after the withdrawal was answered. The same schedule with the lock taken away
shows that it would find one.
"""

import random
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction

from coalition.platform.keys import Identifier
from coalition.platform.tenancy import Actor, acting, system_actor
from consent.ledger.actions.gate import Refusal, claim_contact, finish_attempt, recheck_contact
from consent.ledger.actions.subjects import ensure_subjects
from consent.ledger.queries.decisions import replay
from orgs.models import Organization
from tests.consent.ledger.world import agree, stop
from tests.database import superuser_connection
from tests.factories import NOW, make_organization
from tests.trust.figures import publish, rounds

LANES = 4
ROUNDS = rounds(1_000, full=10_000)
HAND_OVER = 0.004  # seconds at most between the decision and the commit
NO_LOCK = """
CREATE OR REPLACE FUNCTION commonlist.lock_subjects(ids bigint[], nowait boolean) RETURNS boolean
LANGUAGE sql AS 'SELECT true'
"""


@dataclass
class Outcome:
    """What happened: hand-overs and answers by subject, in seconds of one monotonic clock."""

    handed_over: list[tuple[int, float]] = field(default_factory=list)
    answered: dict[int, float] = field(default_factory=dict)
    took: list[float] = field(default_factory=list)
    problems: list[BaseException] = field(default_factory=list)

    def late(self) -> int:
        """People who were contacted after their withdrawal was answered."""
        return len({subject for subject, moment in self.handed_over if moment > self.answered[subject]})


@pytest.fixture(autouse=True)
def journal(settings, tmp_path: Path) -> Iterator[None]:  # type: ignore[no-untyped-def]
    settings.COMMONLIST_HOME = tmp_path
    yield


def race(count: int, seed: int) -> Outcome:
    """``count`` people, each withdrawing while a volunteer asks for them and a message is sent; four lanes at once."""
    alder = system_actor(organization_id=make_organization("alder").pk)
    subjects = sorted(ensure_subjects(Identifier({1: number.to_bytes(32)}) for number in range(count)).values())
    agree(alder, subjects)
    agree(alder, subjects, channel="email")
    outcome = Outcome()
    threads = [
        threading.Thread(target=walk, args=(role, alder, subjects[lane::LANES], barrier, seed + lane, outcome))
        for lane in range(LANES)
        for barrier in [threading.Barrier(3)]
        for role in (lease, send, withdraw)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcome.problems == []
    assert len(outcome.answered) == count
    return outcome


def walk(role, alder: Actor, subjects: list[int], barrier: threading.Barrier, seed: int, outcome: Outcome) -> None:  # type: ignore[no-untyped-def]
    dice = random.Random(f"{seed}-{threading.get_ident()}")
    try:
        for subject in subjects:
            barrier.wait(60)
            time.sleep(dice.uniform(0, HAND_OVER))
            role(alder, subject, dice, outcome)
    except BaseException as problem:
        outcome.problems.append(problem)
        barrier.abort()
    finally:
        connection.close()


def lease(alder: Actor, subject: int, dice: random.Random, outcome: Outcome) -> None:
    with acting(alder), transaction.atomic():
        verdict = claim_contact(
            actor=alder, now=NOW, contacted=subject, subject_ids=[subject], channel="phone", campaign=7
        )
        if verdict.allowed:
            time.sleep(dice.uniform(0, HAND_OVER))
            outcome.handed_over.append((subject, time.monotonic()))


def send(alder: Actor, subject: int, dice: random.Random, outcome: Outcome) -> None:
    """As a message is sent: claimed and committed, then asked again and handed over under the locks."""
    with acting(alder):
        claimed = claim_contact(
            actor=alder, now=NOW, contacted=subject, subject_ids=[subject], channel="email", hold=False
        )
        if isinstance(claimed, Refusal):
            return
        with transaction.atomic():
            verdict = recheck_contact(actor=alder, now=NOW, attempt_id=claimed.attempt_id, subject_ids=[subject])
            if verdict.allowed:
                time.sleep(dice.uniform(0, HAND_OVER))
                outcome.handed_over.append((subject, time.monotonic()))
                finish_attempt(actor=alder, now=NOW, attempt_id=claimed.attempt_id, state="sent")


def withdraw(alder: Actor, subject: int, dice: random.Random, outcome: Outcome) -> None:
    before = time.monotonic()
    stop([subject])
    outcome.answered[subject] = time.monotonic()
    outcome.took.append(outcome.answered[subject] - before)


def attempts_after_withdrawal() -> int:
    """Attempts that began at or after the withdrawal's moment, by the database's clock."""
    with superuser_connection(django_settings.DATABASES["default"]["NAME"]) as database:
        row = database.execute(
            "SELECT count(*) FROM consent_attempt a JOIN consent_event e USING (subject_id)"
            " WHERE e.kind = 'withdrawn' AND a.started_at >= e.effective_at"
        ).fetchone()
    assert row
    count: int = row[0]
    return count


def replayed() -> int:
    """How many stored decisions there are; each of them comes out the same when it is replayed."""
    alder = system_actor(organization_id=Organization.objects.get(slug="alder").pk)
    with superuser_connection(django_settings.DATABASES["default"]["NAME"]) as database:
        attempts = [row[0] for row in database.execute("SELECT id FROM consent_attempt")]
    with acting(alder), transaction.atomic():
        found = [replay(alder, attempt) for attempt in attempts]
    assert [each for each in found if not each.same or each.stored_events != each.found_events] == []
    return len(found)


def hold_the_schedule(count: int) -> None:
    outcome = race(count, seed=20261121)

    leased = len({subject for subject, _ in outcome.handed_over})
    took = sorted(outcome.took)
    print(  # noqa: T201  # the figures of the run
        f"{count} withdrawals, {leased} people contacted, {outcome.late()} late;"
        f" withdrawal p50 {took[count // 2] * 1000:.1f} ms, p99 {took[int(count * 0.99)] * 1000:.1f} ms"
    )
    publish("withdrawal races: hand-offs after the answer", value=outcome.late(), target="= 0", rounds=count)
    publish("withdrawal races: p99", value=round(took[int(count * 0.99)] * 1000, 1), unit="ms", rounds=count)
    assert leased > count // 10, "the schedule must let some contacts through"
    assert outcome.late() == 0
    assert attempts_after_withdrawal() == 0
    assert replayed() >= leased


def leak_without_the_lock(count: int) -> None:
    with superuser_connection(django_settings.DATABASES["default"]["NAME"]) as database:
        database.execute(NO_LOCK)

    outcome = race(count, seed=20261121)

    print(f"without the lock: {outcome.late()} late of {count}")  # noqa: T201
    share = round(100 * outcome.late() / count, 1)
    publish("withdrawal races: the naive gate leaks", value=share, target="≥ 10", unit="%", rounds=count)
    assert outcome.late() >= count // 10


@pytest.mark.django_db(transaction=True)
def test_no_contact_after_an_acknowledged_withdrawal() -> None:
    hold_the_schedule(100)


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_same_schedule_leaks() -> None:
    leak_without_the_lock(100)


@pytest.mark.verify
@pytest.mark.django_db(transaction=True)
def test_nobody_is_contacted_after_an_acknowledged_withdrawal() -> None:
    hold_the_schedule(ROUNDS)


@pytest.mark.verify
@pytest.mark.django_db(transaction=True)
def test_the_naive_gate_leaks_on_the_same_schedule() -> None:
    leak_without_the_lock(ROUNDS)
