"""Many volunteers on one list, on real connections: nobody is given to two of them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections, transaction
from django.utils import timezone

from audit.log.queries.events import EventFilter, events
from coalition.platform.tenancy import Actor, acting
from sharing.actions.call_results import Number, record_call, reveal_contact
from sharing.actions.calls import lease_call
from tests.sharing.phonebank import PhoneBank

pytestmark = pytest.mark.django_db(transaction=True)


def shift(bank: PhoneBank, actor: Actor, together: Barrier) -> list[int]:
    """Call until the list is empty, everybody leasing at the same moment as far as there are people; who was called."""
    called: list[int] = []
    try:
        with acting(actor):
            together.wait(60)
            while (
                entry := lease_call(actor=actor, now=timezone.now(), call_list_id=bank.call_list.pk).entry_id
            ) is not None:
                called.append(entry)
                assert isinstance(reveal_contact(actor=actor, now=timezone.now(), entry_id=entry), Number)
                record_call(actor=actor, now=timezone.now(), entry_id=entry, outcome="talked")
    finally:
        connections.close_all()
    return called


def race(volunteers: int, people: int, work: Callable[[PhoneBank, Actor, Barrier], list[int]] = shift) -> None:
    with transaction.atomic():
        bank = PhoneBank(people=people, volunteers=volunteers)
        actors = [bank.actor(number) for number in range(volunteers)]
    together = Barrier(volunteers)
    with ThreadPoolExecutor(volunteers) as pool:
        shifts = list(pool.map(lambda actor: work(bank, actor, together), actors))
    called = [entry for entries in shifts for entry in entries]
    assert len(called) == people
    assert len(set(called)) == people
    with acting(bank.own), transaction.atomic():
        leased = events(bank.own, EventFilter(verbs=("sharing.call.leased",)), size=10 * people).events
        assert sorted(event.object_ref for event in leased) == sorted(map(str, called))


def test_lease_call_never_gives_one_person_to_two_volunteers() -> None:
    race(volunteers=4, people=12)


@pytest.mark.verify
def test_lease_call_never_gives_one_person_to_two_of_eight_volunteers() -> None:
    race(volunteers=8, people=60)
