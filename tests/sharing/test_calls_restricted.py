"""Callers and restricted records: passed over in the list, gone from the hand."""

import pytest
from django.utils import timezone

from coalition.platform.tenancy import acting
from orgs.models import Constituent, RestrictedGroup, RestrictedMember, Stewardship
from sharing.actions.calls import lease_call
from sharing.models import CallListEntry
from tests.conftest import sign_in
from tests.factories import make_member
from tests.sharing.phonebank import PhoneBank

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank() -> PhoneBank:
    return PhoneBank()


def restrict(bank: PhoneBank, person: Constituent) -> None:
    with acting(bank.own):
        group, _ = RestrictedGroup.objects.get_or_create(organization=bank.alder, name="Closed", kind="other")
        RestrictedMember.objects.create(organization=bank.alder, group=group, constituent=person)


def leased(bank: PhoneBank) -> Constituent:
    with acting(actor := bank.actor(0)):
        entry = lease_call(actor=actor, now=timezone.now(), call_list_id=bank.call_list.pk).entry_id
        return CallListEntry.objects.select_related("constituent").get(pk=entry or 0).constituent


def test_lease_call_passes_over_records_that_the_caller_does_not_see(bank: PhoneBank) -> None:
    restrict(bank, bank.people[0])
    assert leased(bank) == bank.people[1]


def test_lease_call_passes_over_who_got_a_steward_since(bank: PhoneBank) -> None:
    fay = make_member(bank.alder, "fundraiser", "Fay Fund")
    with acting(bank.own):
        Stewardship.objects.create(
            organization=bank.alder, constituent=bank.people[0], steward=fay, rule="ask_first", since=timezone.now()
        )
    assert leased(bank) == bank.people[1]


def test_whoever_is_restricted_while_in_hand_is_in_hand_no_more(bank: PhoneBank) -> None:
    person, caller = leased(bank), sign_in(bank.volunteers[0])
    with acting(bank.own):
        entry = CallListEntry.objects.get(constituent=person).pk
    assert person.given_name in caller.get(f"/call/{entry}/").content.decode()
    restrict(bank, person)
    assert caller.get(f"/call/{entry}/").status_code in (302, 404)
    for step in ("number", "outcome", "release"):
        page = caller.post(f"/call/{entry}/{step}/", {"outcome": "no_answer"}, follow=True).content.decode()
        assert person.given_name not in page
        assert "(415) 555" not in page
    assert leased(bank) == bank.people[1]
