"""Asks and what somebody could give; recurring plans; totals without names."""

from datetime import date
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from coalition.platform.tenancy import acting, system_actor
from orgs.models import Ask, Capacity, Constituent, Fund, Gift, Organization, RecurringPlan
from orgs.queries.money_held import money_held
from orgs.queries.plans import plan_list
from tests.factories import make_person
from tests.orgs.money.conftest import OfRole, give

pytestmark = pytest.mark.django_db
ASK = {"title": "Roof of the hall", "kind": "money", "amount": "35", "currency": "USD", "asked_on": "2026-05-03"}


def inside(owner: Constituent | Organization) -> Any:
    return acting(system_actor(organization_id=getattr(owner, "organization_id", owner.pk)))


def could_give(person: Constituent, least: int, most: int | None = None) -> None:
    with inside(person):
        Capacity.objects.create(
            organization_id=person.organization_id, constituent=person, currency="USD", least=least, most=most,
            source="Annual report", noted_on=date(2026, 1, 1),
        )  # fmt: skip


def test_nobody_asks_a_millionaire_for_35_dollars_unwarned(ana: Constituent, of_role: OfRole) -> None:
    could_give(ana, 50_000, 1_000_000)
    client = of_role("fundraiser")
    before = client.get(f"/people/{ana.pk}/asks/new/").content.decode()
    assert "50,000&nbsp;USD – 1,000,000&nbsp;USD" in before and "Annual report" in before
    answer = client.post(f"/people/{ana.pk}/asks/new/", ASK)
    assert answer.status_code == 422 and "a tenth or less of what they could give" in answer.content.decode()
    with inside(ana):
        assert not Ask.objects.exists()
    assert client.post(f"/people/{ana.pk}/asks/new/", {**ASK, "anyway": "1"}).status_code == 302
    with inside(ana):
        assert Ask.objects.get().amount == 35


def test_an_organizer_is_told_to_talk_to_a_fundraiser_and_writes_no_amount(ana: Constituent, of_role: OfRole) -> None:
    could_give(ana, 50_000)
    client = of_role("organizer")
    page = client.get(f"/people/{ana.pk}/asks/new/").content.decode()
    assert "Talk to a fundraiser" in page and 'name="amount"' not in page and "50,000" not in page
    assert "Talk to a fundraiser" in client.post(f"/people/{ana.pk}/asks/new/", ASK).content.decode()
    client.post(f"/people/{ana.pk}/asks/new/", {**ASK, "anyway": "1"})
    with inside(ana):
        assert (Ask.objects.get().amount, Ask.objects.get().currency) == (None, "")
        Ask.objects.all().delete()
    time = {"title": "Help at the stand", "kind": "time", "asked_on": "2026-05-03"}
    assert client.post(f"/people/{ana.pk}/asks/new/", time).status_code == 302


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("title", "Asked for $35", "Leave the amount out"),
        ("kind", "", "required"),
        ("amount", "-35", "below zero"),
        ("currency", "", "no currency"),
        ("currency", "ABC", "no currency"),
        ("asked_on", "1899-01-01", "before 1900"),
        ("asked_on", "2999-01-01", "still to come"),
        ("due_on", "2026-05-02", "after the ask"),
        ("due_on", "2099-05-02", "within ten years"),
    ],
)
def test_ask_record_refuses_in_words(ana: Constituent, of_role: OfRole, field: str, value: str, words: str) -> None:
    answer = of_role("fundraiser").post(f"/people/{ana.pk}/asks/new/", {**ASK, field: value})
    assert answer.status_code == 422
    assert words in " ".join(answer.context["form"].errors[field])


def test_ask_is_answered_taken_back_and_restored(ana: Constituent, of_role: OfRole) -> None:
    client = of_role("organizer")
    client.post(f"/people/{ana.pk}/asks/new/", {**ASK, "due_on": "2026-06-01"})
    with inside(ana):
        ask = Ask.objects.get()
    waiting = client.get("/asks/").content.decode()
    assert "Roof of the hall" in waiting and "due" in waiting
    assert client.post(f"/asks/{ask.pk}/", {}).status_code == 422  # nothing is preselected
    assert client.post(f"/asks/{ask.pk}/", {"answer": "no", "answered_on": "2026-05-02"}).status_code == 422
    assert client.post(f"/asks/{ask.pk}/", {"answer": "no", "answered_on": "2026-05-04"}).status_code == 302
    with inside(ana):
        ask.refresh_from_db()
    assert (ask.answer, ask.answered_on) == ("no", date(2026, 5, 4))
    assert "Roof of the hall" not in client.get("/asks/").content.decode()
    client.post(f"/asks/{ask.pk}/take-back/")
    assert "Roof of the hall" not in client.get(f"/people/{ana.pk}/").content.decode()
    assert "put it back" in client.get(f"/asks/{ask.pk}/").content.decode()
    client.post(f"/asks/{ask.pk}/restore/")
    assert "Roof of the hall" in client.get(f"/people/{ana.pk}/").content.decode()


@pytest.mark.parametrize("asks", [1, 3])
def test_ask_list_asks_the_same_questions_for_any_number_of_asks(
    alder: Organization, of_role: OfRole, asks: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = of_role("organizer")
    for number in range(asks):
        client.post(f"/people/{make_person(alder, f'Ana{number}', 'García').pk}/asks/new/", ASK)
    with django_assert_num_queries(8):
        assert client.get("/asks/").content.decode().count("García</bdi>") == asks


def test_capacity_set_notes_one_band_for_each_currency(ana: Constituent, of_role: OfRole) -> None:
    client, path = of_role("fundraiser"), f"/people/{ana.pk}/capacity/"
    band = {"currency": "USD", "least": "100", "most": "500", "source": "Said so"}
    assert client.post(path, band).status_code == 302
    assert client.post(path, {**band, "least": "1,000", "most": ""}).status_code == 302
    with inside(ana):
        assert (str(Capacity.objects.get().least), Capacity.objects.get().most) == ("1000.000", None)
    assert client.post(path, {**band, "least": "600"}).status_code == 422
    assert client.post(path, {**band, "source": ""}).status_code == 422
    assert client.post(path, {**band, "least": ""}).status_code == 422
    assert client.post(path, {"currency": "USD", "forget": "1"}).status_code == 302
    with inside(ana):
        assert not Capacity.objects.exists()


@pytest.mark.parametrize(
    ("every", "started", "ended", "today", "due"),
    [
        ("month", date(2026, 1, 31), None, date(2026, 3, 10), 2),  # 31 January, 28 February
        ("month", date(2026, 1, 31), None, date(2026, 3, 9), 1),  # ten days are not over
        ("month", date(2026, 1, 1), date(2026, 2, 28), date(2026, 11, 22), 2),
        ("quarter", date(2026, 1, 1), None, date(2026, 11, 22), 4),
        ("year", date(2024, 2, 29), None, date(2026, 11, 22), 3),
        ("year", date(1900, 1, 1), None, date(2026, 11, 22), 127),
        ("month", date(2026, 11, 20), None, date(2026, 11, 22), 0),
    ],
)
def test_missed_instalments_are_derived(
    ana: Constituent, every: str, started: date, ended: date | None, today: date, due: int
) -> None:
    own = system_actor(organization_id=ana.organization_id)
    with acting(own):
        found: Any
        plan = RecurringPlan.objects.create(
            organization_id=ana.organization_id, constituent=ana, amount=5, currency="USD", every=every,
            started_on=started, ended_on=ended,
        )  # fmt: skip
        found = plan_list(own, today).get()
        assert (found.due, found.received, found.missed) == (due, 0, due)
    if due:
        give(ana, "5", "USD", started, plan_id=plan.pk)
        with acting(own):
            found = plan_list(own, today).get()
            assert (found.due, found.received, found.missed) == (due, 1, due - 1)
            Gift.objects.update(taken_back_at=timezone.now())
            found = plan_list(own, today).get()
            assert found.missed == due


def test_plan_end_and_record_refuse_in_words(ana: Constituent, of_role: OfRole) -> None:
    client, new = (
        of_role("fundraiser"),
        {"amount": "5", "currency": "EUR", "every": "month", "started_on": "2026-01-31"},
    )
    for field, value in (("every", ""), ("amount", "0"), ("started_on", "1899-01-01"), ("started_on", "2999-01-01")):
        assert client.post(f"/people/{ana.pk}/plans/new/", {**new, field: value}).status_code == 422
    assert client.post(f"/people/{ana.pk}/plans/new/", new).status_code == 302
    with inside(ana):
        plan = RecurringPlan.objects.get()
    assert "missing" in client.get(f"/people/{ana.pk}/").content.decode()
    assert client.post(f"/plans/{plan.pk}/", {"ended_on": "2026-01-30"}).status_code == 422
    assert client.post(f"/plans/{plan.pk}/", {"ended_on": "1700-01-30"}).status_code == 422
    assert client.post(f"/plans/{plan.pk}/", {"ended_on": "2026-02-01"}).status_code == 302
    assert client.post(f"/plans/{plan.pk}/", {"ended_on": ""}).status_code == 302
    with inside(ana):
        plan.refresh_from_db()
        assert plan.ended_on is None


def test_giving_totals_show_analysts_no_line_of_a_few_givers(alder: Organization, of_role: OfRole) -> None:
    with inside(alder):
        fund = Fund.objects.create(organization=alder, name="Roof")
    people = [make_person(alder, f"Ana{number}", "Canary") for number in range(5)]
    for person in people:
        give(person, "10.50", "USD", date(2026, 3, 4), fund_id=fund.pk)
    give(people[0], "4321", "USD", date(2026, 3, 5))
    give(people[1], "9", "EUR", date(2025, 3, 5))
    seen = of_role("analyst").get("/gifts/totals/").content.decode()
    assert "52.50&nbsp;USD" in seen and "<rect" in seen and "fewer than 5 givers" in seen
    assert "4,321" not in seen and "4321" not in seen and "Canary" not in seen
    whole = of_role("fundraiser").get("/gifts/totals/").content.decode()
    assert "4,373.50&nbsp;USD" in whole and "Canary" not in whole
    admin = of_role("admin")
    assert "9&nbsp;EUR" in admin.get("/gifts/totals/?year=2025&currency=EUR").content.decode()
    for query in ("year=0000", "year=٢٠٢٥", "year=99999", "currency=%00", "year=x"):
        assert admin.get(f"/gifts/totals/?{query}").status_code == 200


def test_a_plan_that_was_never_made_is_taken_back_and_put_back(ana: Constituent, of_role: OfRole) -> None:
    client = of_role("fundraiser")
    new = {"amount": "5", "currency": "EUR", "every": "month", "started_on": "2026-01-31"}
    client.post(f"/people/{ana.pk}/plans/new/", new)
    with inside(ana):
        plan = RecurringPlan.objects.get()
    gift = give(ana, "5", "EUR", date(2026, 2, 1), plan_id=plan.pk)
    page = client.post(f"/plans/{plan.pk}/take-back/", follow=True).content.decode()
    assert f'href="/plans/{plan.pk}/"' not in page
    assert f'action="/plans/{plan.pk}/restore/"' in page
    with inside(ana):
        assert money_held(system_actor(organization_id=ana.organization_id), [ana.pk])[ana.pk][0].taken_back
        assert Gift.objects.get(taken_back_at=None).plan_id == plan.pk
    change = {"amount": "6", "currency": "EUR", "received_on": "2026-02-01", "plan": plan.pk}
    assert client.post(f"/gifts/{gift.pk}/", change).status_code == 302, "its gifts can still be changed"
    assert "is taken back" in client.get(f"/plans/{plan.pk}/").content.decode()
    assert client.post(f"/people/{ana.pk}/gifts/new/", change).status_code == 422, "no new gift belongs to it"
    assert f'href="/plans/{plan.pk}/"' in client.post(f"/plans/{plan.pk}/restore/", follow=True).content.decode()
    assert of_role("organizer").post(f"/plans/{plan.pk}/take-back/").status_code == 403
