"""Alder with Ana on its list, and gifts of hers."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from coalition.platform.tenancy import acting
from orgs.actions.gifts import NewGift, record_gift
from orgs.models import Constituent, Gift, Organization
from tests.conftest import sign_in
from tests.factories import actor_of, make_member, make_organization, make_person

NUMBERS = count(1)
OfRole = Callable[[str], Client]


@pytest.fixture
def alder() -> Organization:
    return make_organization("alder")


@pytest.fixture
def ana(alder: Organization) -> Constituent:
    return make_person(alder, "Ana", "García", email="ana@post.example")


@pytest.fixture
def of_role(alder: Organization) -> OfRole:
    return lambda role: sign_in(make_member(alder, role))


def give(person: Constituent, amount: str, currency: str, day: date, **more: Any) -> Gift:
    """A gift, recorded by a fundraiser."""
    user = make_member(person.organization, "fundraiser", f"Fundraiser No {next(NUMBERS)}")
    actor = actor_of(user)
    with acting(actor):
        return record_gift(
            actor=actor,
            now=timezone.now(),
            today=timezone.localdate(),
            person_id=person.pk,
            gift=NewGift(Decimal(amount), currency, day, **more),
        )
