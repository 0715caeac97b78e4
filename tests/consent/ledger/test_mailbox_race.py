"""A new spelling of an address comes with a list while its mailbox-mate withdraws: whoever is first, the no holds."""

import random
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction

from coalition.platform.keys import ContactKind, Identifier, identifier
from coalition.platform.tenancy import acting, system_actor
from consent.ledger.actions.subjects import ensure_subjects
from consent.ledger.queries.decisions import decide_many
from tests.consent.ledger.world import agree, stop
from tests.database import superuser_connection
from tests.factories import make_organization

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
    for line in ("\n      ORDER BY m.id FOR NO KEY UPDATE",):
        assert line in unlocked
        unlocked = unlocked.replace(line, "")
    with superuser_connection(django_settings.DATABASES["default"]["NAME"]) as database:
        database.execute(unlocked)

    assert race(20261122) > 0
