"""What is read together is what each queryset reads alone, in one statement."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Count, Prefetch
from pytest_django import DjangoAssertNumQueries

from coalition.platform.database.together import Reading, in_step, lists, read, read_together
from coalition.platform.tenancy import acting, owned, system_actor
from orgs.models import Constituent, ContactPoint, Engagement, Fund, Gift, Organization
from tests.factories import make_organization, make_person

pytestmark = pytest.mark.django_db

MOMENT = datetime(2026, 11, 21, 12, 0, 0, 123456, tzinfo=UTC)
LARGE = Decimal("1234567890123.125")  # more digits than a float has


@pytest.fixture
def alder() -> Organization:
    organization = make_organization("alder")
    ana = make_person(organization, "Ana “A” Ñ", "García", email="ana@mail.example", languages=["es", "x, y"])
    ana.birth_date = date(1990, 2, 28)
    make_person(organization, "Bo", "Birk")
    with acting(system_actor(organization_id=organization.pk)):
        ana.save()
        fund = Fund.objects.create(organization=organization, name="Roof")
        gift = {"organization": organization, "constituent": ana, "currency": "USD"}
        Gift.objects.create(**gift, amount=LARGE, received_on=date(1899, 12, 31), fund=fund)
        Gift.objects.create(**gift, amount=Decimal("0.1"), received_on=date(2026, 1, 1))
        Engagement.objects.create(
            organization=organization, constituent=ana, score=7, recency=1, frequency=2, depth=4, last_at=MOMENT,
            year={"call": 1, "text": "é"}, computed_at=MOMENT,
        )  # fmt: skip
    return organization


def _querysets(organization: Organization) -> list[Any]:
    own = system_actor(organization_id=organization.pk)
    people = owned(Constituent.objects.all(), own).order_by("id")
    gifts = owned(Gift.objects.all(), own).order_by("id")
    return [
        people.annotate(gifts_count=Count("gifts")),
        owned(ContactPoint.objects.all(), own),
        gifts.select_related("fund", "constituent"),
        owned(Engagement.objects.all(), own),
        gifts.values_list("amount", flat=True)[:1],
        gifts.order_by().values("currency").annotate(count=Count("pk")),
        people.none(),
        people.filter(family_name="Nobody"),
        people.filter(pk__in=people.values("pk")[:1].union(people.values("pk")[1:2], all=True)).defer("note"),
    ]


def test_together_reads_what_each_reads_alone(
    alder: Organization, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with acting(system_actor(organization_id=alder.pk)):
        alone, together = _querysets(alder), _querysets(alder)
        with django_assert_num_queries(1):
            read_together(*together)
            read_rows = [list(queryset) for queryset in together]
        for rows, expected in zip(read_rows, [list(queryset) for queryset in alone], strict=True):
            assert [_plain(row) for row in rows] == [_plain(row) for row in expected]
        with django_assert_num_queries(0):
            assert [gift.fund and gift.fund.name for gift in together[2]] == ["Roof", None]
            assert {str(gift.constituent) for gift in together[2]} == {"Ana “A” Ñ García"}
        assert together[2][0].amount == LARGE
        with django_assert_num_queries(1):
            assert together[0].filter(given_name="Bo").count() == 1  # goes on asking as any queryset


def test_readings_in_step_ask_once_for_each_step(
    alder: Organization, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    own = system_actor(organization_id=alder.pk)
    people = owned(Constituent.objects.all(), own).order_by("id")

    def twice() -> Reading[str]:
        first = people[:1]
        yield [first]
        second = people.exclude(pk=first[0].pk)
        yield [second]
        return f"{first[0].given_name}, {second[0].given_name}"

    def never() -> Reading[None]:
        if not alder.pk:
            yield []
        return None

    with acting(own), django_assert_num_queries(2):
        (points,), named, nothing = read(in_step(lists(owned(ContactPoint.objects.all(), own)), twice(), never()))
    assert (len(points), named, nothing) == (1, "Ana “A” Ñ, Bo", None)


def test_what_is_prefetched_is_refused(alder: Organization) -> None:
    with pytest.raises(ValueError, match="prefetched"):
        read_together(Constituent.objects.prefetch_related(Prefetch("gifts")))


def _plain(row: Any) -> Any:
    if not hasattr(row, "__dict__"):
        return row
    values = {name: value for name, value in vars(row).items() if name != "_state"}
    return {name: bytes(value) if isinstance(value, memoryview) else value for name, value in values.items()}
