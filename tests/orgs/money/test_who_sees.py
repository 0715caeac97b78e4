"""Every page that holds a gift, rendered for each role, and what it shows held against what the role may see."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from coalition.platform.tenancy import acting, system_actor
from orgs.models import Ask, Capacity, Constituent, Gift, Organization, RecurringPlan, RestrictedGroup, RestrictedMember
from tests.conftest import sign_in
from tests.factories import make_member
from tests.orgs.money.conftest import OfRole, give

pytestmark = pytest.mark.django_db
ROLES = ("volunteer", "analyst", "organizer", "fundraiser", "admin")
SEES_AMOUNTS = {"fundraiser", "admin"}
SEES_GIVING = SEES_AMOUNTS | {"organizer"}
# Each amount is told by its digits alone, however they are written: nine of them stand in no token by chance.
AMOUNTS = {
    "gift": "739164285", "plan": "846295173", "ask": "957318462", "least": "628473951", "most": "917352846",
    "note": "KanariNote",
}  # fmt: skip


@dataclass
class Donor:
    """Ana, who gives, with an id for each page that shows it."""

    person: Constituent
    gift: int
    plan: int
    ask: int

    @property
    def pages(self) -> list[str]:
        """Every page on which an amount, or that somebody gives, could be read."""
        person = f"/people/{self.person.pk}"
        return [
            "/", "/people/", "/people/?q=Ana", f"{person}/", f"{person}/edit/", f"{person}/timeline/", "/asks/",
            "/gifts/",
            f"/gifts/?person={self.person.pk}", "/gifts/export.csv", "/gifts/totals/", f"/gifts/{self.gift}/",
            f"{person}/gifts/new/", f"{person}/plans/new/", f"{person}/asks/new/", f"{person}/capacity/",
            f"/plans/{self.plan}/", f"/asks/{self.ask}/", "/funds/", "/audit/", "/inbox/", f"{person}/consent/",
        ]  # fmt: skip


@pytest.fixture
def donor(ana: Constituent) -> Donor:
    gift = give(ana, "739164285", "USD", date(2019, 5, 3), note="KanariNote")
    one = {"organization_id": ana.organization_id, "constituent": ana, "currency": "USD"}
    with acting(system_actor(organization_id=ana.organization_id)):
        plan = RecurringPlan.objects.create(**one, amount=846295173, every="month", started_on=date(2026, 1, 1))
        asked: dict[str, Any] = {**one, "title": "KanariAsk", "kind": "money", "asked_on": date(2026, 1, 1)}
        ask = Ask.objects.create(**asked, amount=957318462)
        Capacity.objects.create(**one, least=628473951, most=917352846, source="Report", noted_on=date(2026, 1, 1))
    return Donor(ana, gift.pk, plan.pk, ask.pk)


def everything(client: Client, pages: list[str]) -> str:
    """All that the pages let be read: text, form values, comments, headers; digits without separators."""
    found = []
    for page in pages:
        answer = client.get(page)
        assert answer.status_code in (200, 403, 404), (page, answer.status_code)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
        found += [body.decode(), *(f"{name}: {value}" for name, value in answer.items())]
    return "\n".join(found).replace(",", "").replace("&nbsp;", " ")


@pytest.mark.parametrize("role", ROLES)
def test_each_role_reads_what_it_may_and_nothing_else(donor: Donor, of_role: OfRole, role: str) -> None:
    client = of_role(role)
    read = everything(client, donor.pages)
    assert {name for name, canary in AMOUNTS.items() if canary in read} == (
        set(AMOUNTS) if role in SEES_AMOUNTS else set()
    )
    assert ("KanariAsk" in read) == (role in SEES_GIVING)
    person = client.get(f"/people/{donor.person.pk}/").content.decode() if role in SEES_GIVING else ""
    assert ("Donor since 2019, last gift in May 2019." in person) == (role == "organizer")


@pytest.mark.parametrize("role", sorted(SEES_GIVING - SEES_AMOUNTS))
def test_what_an_organizer_sends_shows_no_amount_either(donor: Donor, of_role: OfRole, role: str) -> None:
    client, person = of_role(role), donor.person.pk
    sent = [
        client.post(f"/people/{person}/asks/new/", {"title": "", "kind": "money", "amount": "x"}),
        client.post(f"/people/{person}/asks/new/", {"title": "More", "kind": "money", "asked_on": "2026-01-02"}),
        client.post(f"/asks/{donor.ask}/", {"answer": "maybe"}),
        client.post(f"/asks/{donor.ask}/take-back/", follow=True),
        client.get(f"/asks/{donor.ask}/"),
        client.post(f"/asks/{donor.ask}/restore/", follow=True),
        client.post(f"/gifts/{donor.gift}/take-back/"),
        client.post(f"/gifts/{donor.gift}/", {"amount": "1", "currency": "USD", "received_on": "2026-01-01"}),
        client.post(f"/people/{person}/capacity/", {"currency": "USD", "forget": "1"}),
    ]
    read = "\n".join(answer.content.decode() for answer in sent).replace(",", "")
    assert not [canary for canary in AMOUNTS.values() if canary in read]
    assert [answer.status_code for answer in sent[-3:]] == [403, 403, 403]
    with acting(system_actor(organization_id=donor.person.organization_id)):
        assert Gift.objects.get().taken_back_at is None and Capacity.objects.exists()


def test_a_restricted_donor_is_in_no_list_total_or_file(alder: Organization, donor: Donor) -> None:
    keeper = make_member(alder, "admin", "Keeper")
    with acting(system_actor(organization_id=alder.pk)):
        group = RestrictedGroup.objects.create(organization=alder, name="Major donors", keeper=keeper)
        RestrictedMember.objects.create(organization=alder, group=group, constituent=donor.person)
    read = everything(sign_in(make_member(alder, "fundraiser", "Other")), donor.pages)
    assert not [canary for canary in (*AMOUNTS.values(), "KanariAsk", "García") if canary in read]
    kept = everything(sign_in(keeper), donor.pages)
    assert all(canary in kept for canary in AMOUNTS.values())


def test_the_log_tells_no_amount(donor: Donor, alder: Organization) -> None:
    admin = sign_in(make_member(alder, "admin"))
    given = {"amount": "739164285", "currency": "USD", "received_on": str(timezone.localdate()), "note": "KanariNote"}
    admin.post(f"/people/{donor.person.pk}/gifts/new/", given)
    admin.post(f"/gifts/{donor.gift}/", {**given, "amount": "846295173"})
    admin.post(f"/people/{donor.person.pk}/capacity/", {"currency": "EUR", "least": "628473951", "source": "x"})
    read = everything(admin, ["/audit/", "/audit/events.csv"])
    assert "A gift was recorded." in read and "A gift was changed" in read
    assert not [canary for canary in AMOUNTS.values() if canary in read]
