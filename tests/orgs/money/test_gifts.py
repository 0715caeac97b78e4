"""Gifts: recorded, changed, taken back and put back; totals; the list, its file and its filters."""

from datetime import UTC, date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from audit.log.models import Event
from coalition.platform.tenancy import acting, system_actor
from orgs.models import Ask, Constituent, Fund, Gift, Interaction, Membership, Organization
from orgs.queries.gifts import gift_totals, standing_gifts
from tests.factories import make_organization, make_person
from tests.orgs.money.conftest import OfRole, give

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
NEW = {"amount": "1,200.50", "currency": "usd", "received_on": "2026-05-03"}


def inside(person: Constituent) -> Any:
    return acting(system_actor(organization_id=person.organization_id))


def problems(client: Client, person: Constituent, **given: str) -> dict[str, list[str]]:
    answer = client.post(f"/people/{person.pk}/gifts/new/", {**NEW, **given})
    assert answer.status_code == 422
    found: dict[str, list[str]] = answer.context["form"].errors
    return {name: list(errors) for name, errors in found.items()}


def test_gift_record_writes_the_gift_its_line_and_the_event(ana: Constituent, of_role: OfRole) -> None:
    answer = of_role("fundraiser").post(f"/people/{ana.pk}/gifts/new/", NEW, follow=True)
    page = answer.content.decode()
    assert "The gift is recorded." in page and "/take-back/" in page
    with inside(ana):
        gift = Gift.objects.get()
        line = Interaction.objects.get()
        event = Event.objects.get(verb="orgs.gift.recorded")
    assert (gift.amount, gift.currency, gift.received_on) == (Decimal("1200.500"), "USD", date(2026, 5, 3))
    assert (line.pk, line.kind, line.summary, line.source) == (gift.interaction, "gift", "", "gift")
    assert line.occurred_at.astimezone(UTC).isoformat() == "2026-05-03T12:00:00+00:00"
    assert event.detail in (None, {})
    assert "1200" not in str(event.__dict__)


def test_gift_of_1903_has_a_line_in_its_month(ana: Constituent, of_role: OfRole) -> None:
    of_role("admin").post(f"/people/{ana.pk}/gifts/new/", {**NEW, "received_on": "1903-02-28"})
    with inside(ana):
        assert Interaction.objects.get().occurred_at.year == 1903


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("amount", "-5", "cannot be below zero"),
        ("amount", "0", "above zero"),
        ("amount", "99999999999", "too large"),
        ("amount", "NaN", "not an amount"),
        ("amount", "1e5", "not an amount"),
        ("currency", "XXX", "no currency that we know"),
        ("currency", "", "required"),
        ("received_on", "1899-12-31", "before 1900"),
        ("received_on", "2999-01-01", "still to come"),
        ("received_on", "yesterday", "valid date"),
        ("fund", "987654321", "not one of the available"),
    ],
)
def test_gift_record_refuses_in_words(ana: Constituent, of_role: OfRole, field: str, value: str, words: str) -> None:
    found = problems(of_role("fundraiser"), ana, **{field: value})
    assert words in " ".join(found[field])
    with inside(ana):
        assert not Gift.objects.exists() and not Interaction.objects.exists()


def test_gift_record_refuses_a_number_that_is_taken(ana: Constituent, of_role: OfRole) -> None:
    give(ana, "5", "USD", TODAY(), external_id="B-1")
    assert "recorded before" in problems(of_role("fundraiser"), ana, external_id="B-1")["external_id"][0]


def test_the_database_refuses_what_is_no_gift(ana: Constituent) -> None:
    with inside(ana), pytest.raises(IntegrityError), transaction.atomic():
        Gift.objects.create(
            organization_id=ana.organization_id, constituent=ana, amount=-1, currency="USD", received_on=TODAY()
        )


def test_gift_change_replaces_the_gift_and_can_be_undone(ana: Constituent, of_role: OfRole) -> None:
    gift = give(ana, "50", "USD", date(2026, 1, 2), external_id="B-1")
    client = of_role("fundraiser")
    page = client.get(f"/gifts/{gift.pk}/").content.decode()
    assert 'value="50"' in page
    changed = {**NEW, "amount": "500", "received_on": "2026-02-03", "external_id": "B-1"}
    assert client.post(f"/gifts/{gift.pk}/", changed).status_code == 302
    with inside(ana):
        after = Gift.objects.get(taken_back_at=None)
        assert (int(after.amount), after.replaces_id, after.external_id) == (500, gift.pk, "B-1")
        assert Interaction.objects.get().occurred_at.month == 2
    assert "50&nbsp;USD" in client.get(f"/gifts/{after.pk}/").content.decode()
    assert client.post(f"/gifts/{gift.pk}/restore/").status_code == 302
    with inside(ana):
        assert Gift.objects.get(taken_back_at=None).pk == gift.pk
        assert Interaction.objects.get().occurred_at.month == 1


def test_gift_change_of_one_that_was_changed_meanwhile_is_refused(ana: Constituent, of_role: OfRole) -> None:
    gift = give(ana, "50", "USD", date(2026, 1, 2))
    client = of_role("fundraiser")
    client.post(f"/gifts/{gift.pk}/take-back/")
    answer = client.post(f"/gifts/{gift.pk}/", NEW)
    assert answer.status_code == 422
    with inside(ana):
        assert not Gift.objects.filter(taken_back_at=None).exists()


def test_gift_take_back_counts_for_nothing_until_it_is_restored(ana: Constituent, of_role: OfRole) -> None:
    gift = give(ana, "50", "USD", date(2026, 1, 2))
    client = of_role("fundraiser")
    page = client.post(f"/gifts/{gift.pk}/take-back/", follow=True).content.decode()
    assert f'action="/gifts/{gift.pk}/restore/"' in page and "No gift is recorded yet." in page
    with inside(ana):
        assert not Interaction.objects.exists()
        assert list(standing_gifts(system_actor(organization_id=ana.organization_id))) == []
    assert "put it back" in client.get(f"/gifts/{gift.pk}/").content.decode()
    client.post(f"/gifts/{gift.pk}/restore/")
    with inside(ana):
        assert Interaction.objects.count() == Gift.objects.filter(taken_back_at=None).count() == 1


def test_gift_of_a_fund_that_is_closed_meanwhile_can_be_changed(ana: Constituent, of_role: OfRole) -> None:
    with inside(ana):
        fund = Fund.objects.create(organization_id=ana.organization_id, name="Roof")
    gift = give(ana, "50", "USD", date(2026, 1, 2), fund_id=fund.pk)
    client = of_role("fundraiser")
    assert client.post(f"/funds/{fund.pk}/", {"name": "Roof", "closed": "on"}).status_code == 302
    assert "Roof" not in client.get(f"/people/{ana.pk}/gifts/new/").content.decode()
    assert client.post(f"/gifts/{gift.pk}/", {**NEW, "fund": str(fund.pk)}).status_code == 302
    with inside(ana):
        assert Interaction.objects.get().summary == "Roof"


def test_fund_save_refuses_a_name_twice(ana: Constituent, of_role: OfRole) -> None:
    client = of_role("fundraiser")
    assert client.post("/funds/", {"name": " Roof  fund "}).status_code == 302
    assert client.post("/funds/", {"name": "ROOF FUND"}).status_code == 422
    with inside(ana):
        assert Fund.objects.get().name == "Roof fund"


def test_totals_are_those_of_the_standing_gifts_in_each_currency(ana: Constituent) -> None:
    today = date(2026, 11, 22)
    give(ana, "10", "USD", date(2019, 5, 1))
    give(ana, "300", "USD", date(2025, 11, 22))
    give(ana, "20.25", "USD", date(2025, 11, 23))
    give(ana, "20", "USD", date(2026, 5, 4))
    give(ana, "7", "EUR", date(2026, 5, 4))
    with inside(ana):
        own = system_actor(organization_id=ana.organization_id)
        dollars, euros = gift_totals(standing_gifts(own), today)
    assert (dollars.count, dollars.lifetime, dollars.year) == (4, Decimal("350.25"), Decimal("40.25"))
    assert (int(dollars.largest), int(dollars.last)) == (300, 20)
    assert (dollars.first_on, dollars.last_on) == (date(2019, 5, 1), date(2026, 5, 4))
    assert (euros.currency, euros.count, int(euros.lifetime), int(euros.last)) == ("EUR", 1, 7, 7)


@pytest.mark.parametrize("gifts", [1, 3])
def test_gift_list_asks_the_same_questions_for_any_number_of_gifts(
    alder: Organization, of_role: OfRole, gifts: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(gifts):
        give(make_person(alder, f"Ana{number}", "García"), "5", "USD", TODAY())
    client = of_role("fundraiser")
    with django_assert_num_queries(10):
        assert client.get("/gifts/").content.decode().count("García</bdi>") == gifts


def test_gift_list_is_narrowed_by_fund_time_and_amount(ana: Constituent, of_role: OfRole) -> None:
    with inside(ana):
        fund = Fund.objects.create(organization_id=ana.organization_id, name="Roof")
    give(ana, "10", "USD", date(2026, 1, 2), fund_id=fund.pk)
    give(ana, "200", "USD", date(2026, 3, 2))
    give(ana, "3000", "EUR", date(2026, 5, 2))
    client = of_role("fundraiser")

    def amounts(**filters: str) -> list[int]:
        answer = client.get("/gifts/", filters)
        assert answer.status_code == 200
        return [int(gift.amount) for gift in answer.context["page"]]

    assert amounts() == [3000, 200, 10]
    assert amounts(fund=str(fund.pk)) == [10]
    assert amounts(fund="0") == [3000, 200]
    assert amounts(since="2026-03-02", until="2026-05-01") == [200]
    assert amounts(least="100", most="1,000") == [200]
    assert amounts(currency="eur") == [3000]
    assert amounts(person=str(ana.pk)) == [3000, 200, 10]
    assert client.get("/gifts/", {"least": "-5"}).status_code == 422
    assert client.get("/gifts/", {"person": "987654321"}).status_code == 404
    assert client.get("/gifts/", {"person": "9" * 30}).status_code == 422


def test_gift_export_escapes_cells_and_is_recorded_before_the_first_byte(alder: Organization, of_role: OfRole) -> None:
    person = make_person(alder, "=HYPERLINK(1)", "@García")
    give(person, "1200.5", "USD", date(2026, 1, 2), note="+1")
    give(make_person(make_organization("birch"), "Bertha", "Birch"), "7", "USD", date(2026, 1, 2))
    client = of_role("fundraiser")
    assert client.get("/gifts/export.csv").status_code == 403
    assert "/gifts/export.csv" not in client.get("/gifts/").content.decode()
    Membership.objects.filter(organization=alder, role="fundraiser").update(may_export=True)
    assert "/gifts/export.csv" in client.get("/gifts/").content.decode()
    answer = client.get("/gifts/export.csv")
    with acting(system_actor(organization_id=alder.pk)):
        assert Event.objects.filter(verb="orgs.gifts.exported").count() == 1
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert text.splitlines()[1] == "2026-01-02,'=HYPERLINK(1) @García,,1200.50,USD,,,,'+1"
    assert "Birch" not in text


def test_gift_answers_the_ask(ana: Constituent, of_role: OfRole) -> None:
    client = of_role("fundraiser")
    asked = {"title": "Roof", "kind": "money", "amount": "50", "currency": "USD", "asked_on": "2026-01-01"}
    assert client.post(f"/people/{ana.pk}/asks/new/", asked).status_code == 302
    with inside(ana):
        ask = Ask.objects.get()
    client.post(f"/people/{ana.pk}/gifts/new/", {**NEW, "ask": str(ask.pk)})
    with inside(ana):
        ask.refresh_from_db()
        assert (ask.answer, ask.answered_on) == ("yes", date(2026, 5, 3))
        assert Interaction.objects.get().ask_id == ask.pk
    other = make_person(ana.organization, "Berta")
    assert "ask" in problems(client, other, ask=str(ask.pk))


def test_home_shows_the_year_to_fundraisers_alone(ana: Constituent, of_role: OfRole) -> None:
    give(ana, "4321", "USD", TODAY())
    give(ana, "77", "USD", TODAY() - timedelta(days=400))
    assert "4,321&nbsp;USD" in of_role("fundraiser").get("/").content.decode()
    for role in ("organizer", "analyst", "volunteer"):
        assert "4,321" not in of_role(role).get("/").content.decode()
