"""A gift that was changed more than once counts once, whatever is put back."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import Sum
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coalition.platform.tenancy import acting
from orgs.models import Constituent, Gift
from tests.factories import actor_of, make_member
from tests.orgs.money.conftest import OfRole, give

pytestmark = pytest.mark.django_db
DAY = date(2026, 5, 3)


def change(client: Client, gift: Gift, amount: str) -> Gift:
    client.post(f"/gifts/{gift.pk}/", {"amount": amount, "currency": "USD", "received_on": "2026-05-03"})
    return Gift.objects.get(replaces=gift, taken_back_at=None)


def standing() -> Decimal | None:
    total: Decimal | None = Gift.objects.filter(taken_back_at=None).aggregate(total=Sum("amount"))["total"]
    return total


@pytest.fixture
def changed_twice(ana: Constituent, of_role: OfRole) -> tuple[Client, Gift, Gift, Gift]:
    client = of_role("fundraiser")
    first = give(ana, "100", "USD", DAY)
    with acting(actor_of(make_member(ana.organization, "fundraiser", "Counting"))):
        second = change(client, first, "200")
        return client, first, second, change(client, second, "300")


def test_gift_restore_does_not_undo_a_later_change(
    ana: Constituent, changed_twice: tuple[Client, Gift, Gift, Gift]
) -> None:
    client, first, _second, _third = changed_twice
    answer = client.post(f"/gifts/{first.pk}/restore/", follow=True)
    assert answer.status_code == 200
    with acting(actor_of(make_member(ana.organization, "fundraiser", "Looking"))):
        assert standing() == Decimal(300)


def test_gift_restore_takes_back_what_stands_in_its_place(
    ana: Constituent, changed_twice: tuple[Client, Gift, Gift, Gift]
) -> None:
    client, _first, second, third = changed_twice
    with acting(actor_of(make_member(ana.organization, "fundraiser", "Looking"))):
        client.post(f"/gifts/{second.pk}/restore/")
        assert standing() == Decimal(200)
        client.post(f"/gifts/{third.pk}/restore/")
        assert standing() == Decimal(300)


def test_gift_numbers_and_names_of_funds_are_given_one_after_the_other(ana: Constituent, of_role: OfRole) -> None:
    client = of_role("fundraiser")
    gift = {"amount": "5", "currency": "USD", "received_on": "2026-05-03", "external_id": "G-1"}
    for path, sent in (("/funds/", {"name": "Roof"}), (f"/people/{ana.pk}/gifts/new/", gift)):
        with CaptureQueriesContext(connection) as queries:
            assert client.post(path, sent).status_code == 302
        turns = [each for each in queries if "orgs_organization" in each["sql"] and "NO KEY UPDATE" in each["sql"]]
        assert len(turns) == 1
