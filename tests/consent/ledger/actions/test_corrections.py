"""A result taken back: by whoever recorded it, at once, never by another organization."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from coalition.platform.tenancy import acting, system_actor
from consent.ledger.actions.corrections import reopen_attempt
from consent.ledger.actions.gate import finish_attempt
from sharing.actions.calls import lease_call
from tests.factories import actor_of, make_member, make_organization
from tests.sharing.phonebank import PhoneBank

pytestmark = pytest.mark.django_db


def sent(bank: PhoneBank) -> int:
    actor = bank.actor()
    with acting(actor):
        lease_call(actor=actor, now=timezone.now(), call_list_id=bank.call_list.pk)
    attempt = bank.entry(bank.people[0]).attempt
    assert attempt is not None
    with acting(bank.own):
        assert finish_attempt(actor=bank.own, now=timezone.now(), attempt_id=attempt, state="sent", outcome="talked")
    return attempt


def test_reopen_attempt_opens_it_once() -> None:
    bank = PhoneBank(people=1)
    attempt = sent(bank)
    with acting(bank.own):
        assert reopen_attempt(actor=bank.own, now=timezone.now(), attempt_id=attempt)
        assert not reopen_attempt(actor=bank.own, now=timezone.now(), attempt_id=attempt)


def test_reopen_attempt_of_another_organization_changes_nothing() -> None:
    bank = PhoneBank(people=1)
    attempt = sent(bank)
    stranger = system_actor(organization_id=make_organization("birch").pk)
    with acting(stranger), transaction.atomic():
        assert not reopen_attempt(actor=stranger, now=timezone.now(), attempt_id=attempt)
    with acting(bank.own):
        assert reopen_attempt(actor=bank.own, now=timezone.now(), attempt_id=attempt)


def test_reopen_attempt_is_for_those_who_talk_to_people() -> None:
    analyst = actor_of(make_member(make_organization("birch"), "analyst"))
    with acting(analyst), pytest.raises(PermissionDenied):
        reopen_attempt(actor=analyst, now=timezone.now(), attempt_id=1)
