"""What a caller is told when the gate refuses at the tap on "Call"."""

import pytest
from django.test import Client
from django.utils import timezone

from coalition.platform.tenancy import Actor, acting
from consent.ledger.actions.events import withdraw
from consent.ledger.rules.new_event import Withdrawal
from orgs.models import User
from sharing.queries.calls import subjects_of
from tests.conftest import sign_in
from tests.factories import make_member
from tests.sharing.phonebank import PhoneBank

pytestmark = pytest.mark.django_db


def told(bank: PhoneBank, caller: User) -> str:
    """What the caller reads after the person in hand has said stop."""
    client: Client = sign_in(caller)
    address = client.post(f"/call/lists/{bank.call_list.pk}/next/", follow=True).redirect_chain[-1][0]
    with acting(bank.own):
        subjects = tuple(subjects_of(bank.own, bank.people[0].pk))
    person = Actor(role="subject", subject_ids=subjects)
    with acting(person):
        withdraw(actor=person, now=timezone.now(), subject_ids=subjects, scope=Withdrawal())
    return client.post(f"{address}number/", follow=True).content.decode()


def test_call_refused_tells_an_organizer_where_to_read_why() -> None:
    bank = PhoneBank(people=1)
    page = told(bank, make_member(bank.alder, "organizer"))
    assert "Please do not call: They took their agreement back." in page
    assert f'<a href="/people/{bank.people[0].pk}/consent/">Why, and what can be done</a>' in page


def test_call_refused_tells_a_volunteer_no_more_than_the_reason() -> None:
    bank = PhoneBank(people=1)
    page = told(bank, bank.volunteers[0])
    assert "Please do not call: They took their agreement back." in page
    assert "/consent/" not in page
