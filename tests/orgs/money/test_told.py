"""What the person is told about money, and that it goes with them."""

from datetime import date

import pytest
from django.db import connection
from django.utils import timezone

from coalition.platform.tenancy import acting, system_actor
from consent.portal.rules.bundle import COLUMNS
from consent.requests.rules.money import money_in_words
from orgs.actions.erasure import forget
from orgs.models import Ask, Capacity, Constituent, Fund, Gift, Organization, RecurringPlan
from orgs.queries.erasure import whom_to_forget
from orgs.queries.money_held import money_held
from tests.factories import make_organization, make_person
from tests.orgs.money.conftest import give

pytestmark = pytest.mark.django_db
TABLES = ("orgs_gift", "orgs_recurringplan", "orgs_ask", "orgs_capacity", "orgs_interaction")


@pytest.fixture
def known(ana: Constituent) -> Constituent:
    """Ana, with one of everything."""
    one = {"organization_id": ana.organization_id, "constituent": ana}
    with acting(system_actor(organization_id=ana.organization_id)):
        fund = Fund.objects.create(organization_id=ana.organization_id, name="Roof")
        plan = RecurringPlan.objects.create(
            **one, amount=5, currency="USD", every="month", started_on=date(2026, 1, 1), fund=fund
        )
        ask = Ask.objects.create(**one, title="Help", kind="time", asked_on=date(2026, 2, 1))
        Capacity.objects.create(**one, currency="EUR", least=100, most=500, source="Report", noted_on=date(2026, 3, 1))
    gift = give(ana, "1200.5", "USD", date(2026, 4, 1), fund_id=fund.pk, method="cash", note="By hand")
    with acting(system_actor(organization_id=ana.organization_id)):
        Gift.objects.filter(pk=gift.pk).update(plan=plan, ask=ask)
        Gift.objects.create(
            **one, amount=7, currency="KWD", received_on=date(2026, 5, 1), replaces=gift, taken_back_at=timezone.now()
        )
    return ana


def test_a_person_is_told_everything_about_money(known: Constituent) -> None:
    other = make_person(make_organization("birch"), "Bertha")
    give(other, "99", "USD", date(2026, 1, 1))
    own = system_actor(organization_id=known.organization_id)
    with acting(own):
        held = money_held(own, [known.pk, other.pk])
    assert set(held) == {known.pk}
    rows = [each.row() for each in held[known.pk]]
    assert set(rows[0]) == set(COLUMNS["money"]) - {"organization"}
    assert money_in_words(rows) == (
        ("Recurring gift", "Jan. 1, 2026, 5.00 USD, Roof, each month"),
        ("Asked for", "Feb. 1, 2026, Help, No answer yet"),
        ("Estimate of what you could give", "March 1, 2026, 100.00 EUR – 500.00 EUR, Report"),
        ("Gift", "April 1, 2026, 1,200.50 USD, Roof, Cash, By hand"),
        ("Gift", "May 1, 2026, 7.000 KWD, taken back"),
    )


def test_forget_deletes_everything_about_money(alder: Organization, known: Constituent) -> None:
    own = system_actor(organization_id=alder.pk)
    with acting(own):
        deleted = forget(actor=own, now=timezone.now(), who=whom_to_forget(own, [known.pk]))
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            left = []
            for table in TABLES:
                cursor.execute(f"SELECT count(*) FROM {table}")
                left.append(cursor.fetchone()[0])
    assert left == [0] * len(TABLES)
    assert (deleted["orgs_gift"], deleted["orgs_ask"], deleted["orgs_recurringplan"], deleted["orgs_capacity"]) == (
        2, 1, 1, 1,
    )  # fmt: skip
