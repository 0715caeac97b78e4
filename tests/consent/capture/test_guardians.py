"""Young people: their guardian agrees by a link of their own, and nothing about them is passed on."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from coalition.platform.keys import ContactKind, identifier
from coalition.platform.tenancy import Actor, acting, owned
from consent.capture.models import Form, SignUp
from consent.capture.rules.ages import age_of_consent, birthday, is_minor, needs_guardian
from consent.ledger.actions.events import withdraw
from consent.ledger.actions.subjects import ensure_subjects
from consent.ledger.models import ConsentEvent
from consent.ledger.queries.decisions import explain
from consent.ledger.rules.new_event import Withdrawal
from tests.consent.capture.world import (
    EMAIL,
    YES,
    Town,
    in_form,
    last_mail,
    link,
    make_form,
    make_town,
    people_of,
    said,
    send_waiting,
    submit,
)
from tests.factories import subject_of

pytestmark = pytest.mark.django_db
GUARDIAN = "mother@mail.example"


@pytest.fixture
def town() -> Town:
    return make_town()


@pytest.fixture
def form(town: Town) -> Form:
    return make_form(
        town.organizer, channels=("email", "phone"), fields={"birthday": "required", "phone": "optional"},
        recipients=(town.birch.pk,), share=True,
    )  # fmt: skip


def born(years: int) -> str:
    today = timezone.localdate()
    return today.replace(year=today.year - years, day=1).isoformat()


def test_a_child_names_a_guardian(client: Client, form: Form) -> None:
    response = submit(client, form, {**YES, "birthday": born(13)})
    assert response.status_code == 422
    assert b"E-mail of your parent or guardian" in response.content
    own = submit(client, form, {**YES, "birthday": born(13), "guardian": EMAIL.upper()})
    assert b"This is your own address." in own.content
    assert (in_form(form, SignUp), mail.outbox) == ([], [])


def test_the_guardian_is_written_to_after_the_childs_address_has_answered(client: Client, form: Form) -> None:
    submit(client, form, {**YES, "birthday": born(13), "guardian": GUARDIAN})
    assert [message.to for message in mail.outbox] == [[EMAIL]]
    done = client.post(link())
    assert b"One more step: your guardian" in done.content
    send_waiting(form)
    assert [message.to for message in mail.outbox] == [[EMAIL], [GUARDIAN]]
    assert last_mail().subject == "Alder asks for your agreement as a guardian"
    assert [(each["kind"], each["actor_kind"]) for each in said()] == [("minor", "person")]
    assert in_form(form, SignUp)[0].state == "guardian"


def test_the_guardian_agrees_until_the_child_is_of_age(client: Client, town: Town, form: Form) -> None:
    submit(client, form, {**YES, "birthday": born(13), "guardian": GUARDIAN})
    client.post(link())
    send_waiting(form)
    guardians = link()
    page = client.get(guardians)
    assert b"Do you agree as a guardian?" in page.content
    assert b"checked" not in page.content
    unsaid = client.post(guardians)
    assert (unsaid.status_code, b"Say whether you are a parent or the legal guardian." in unsaid.content) == (422, True)
    assert people_of(town.alder) == []
    assert client.post(guardians, {"authority": "parent"}).status_code == 200
    person = Actor(role="subject", subject_ids=(subject_of(ContactKind.EMAIL, EMAIL),))
    with acting(person):
        grant = owned(ConsentEvent.objects.all(), person).get(kind="granted")
    today = timezone.localdate()
    assert (grant.actor_kind, grant.authority, grant.evidence) == ("guardian", "parent", 4)
    assert grant.until == datetime(today.year + 5, today.month, 1, tzinfo=UTC)
    (child,) = people_of(town.alder)
    assert child.birth_date is not None and child.birth_date.isoformat() == born(13)
    with acting(town.at_alder):
        (answer,) = explain(actor=town.at_alder, subject_ids=[person.subject_ids[0]], channels=["email"])
    assert (answer.allowed, answer.reason) == (True, "consent")
    send_waiting(form)
    assert [message.to for message in mail.outbox[-2:]] == [[GUARDIAN], [EMAIL]]
    assert client.get(guardians).status_code == 410


def test_a_guardian_who_wants_no_contact_is_not_written_to(client: Client, form: Form) -> None:
    subject = ensure_subjects([identifier(ContactKind.EMAIL, GUARDIAN)]).popitem()[1]
    mother = Actor(role="subject", subject_ids=(subject,))
    with acting(mother):
        withdraw(actor=mother, now=timezone.now(), subject_ids=[subject], scope=Withdrawal())
    submit(client, form, {**YES, "birthday": born(13), "guardian": GUARDIAN})
    client.post(link())
    send_waiting(form)
    assert [message.to for message in mail.outbox] == [[EMAIL]]


def test_without_the_guardian_nobody_contacts_the_child(client: Client, town: Town, form: Form) -> None:
    submit(client, form, {**YES, "birthday": born(13), "guardian": GUARDIAN})
    client.post(link())
    with acting(town.at_alder):
        (answer,) = explain(actor=town.at_alder, subject_ids=[subject_of(ContactKind.EMAIL, EMAIL)], channels=["email"])
    assert (answer.allowed, answer.reason) == (False, "minor")


@pytest.mark.parametrize(("years", "more"), [(13, {"guardian": GUARDIAN}), (17, {})])
def test_nobody_under_18_is_passed_on(client: Client, town: Town, form: Form, years: int, more: dict[str, Any]) -> None:
    response = submit(client, form, {**YES, "birthday": born(years), f"share-{town.birch.pk}": "yes", **more})
    assert response.status_code == 422
    assert b"You are under 18: nothing about you is passed on." in response.content


def test_from_16_people_agree_for_themselves(client: Client, form: Form) -> None:
    submit(client, form, {**YES, "birthday": born(16)})
    client.post(link())
    assert [(each["kind"], each["actor_kind"]) for each in said()] == [("granted", "person")]


def test_a_childs_phone_is_not_texted(client: Client, form: Form) -> None:
    written = {**YES, "birthday": born(13), "guardian": GUARDIAN, "phone": "+15105550101", "contact-phone": "yes"}
    response = submit(client, form, written)
    assert response["Location"].startswith(f"/f/{form.slug}/sent/")


def test_ages() -> None:
    leap = date(2008, 2, 29)
    assert birthday(leap, 18) == date(2026, 3, 1)
    assert needs_guardian(leap, date(2024, 2, 28), 16)
    assert not needs_guardian(leap, date(2024, 2, 29), 16)
    assert is_minor(leap, date(2026, 2, 28))
    assert not is_minor(None, leap)
    assert [age_of_consent(region) for region in ("ES", "AR", "US", "FR")] == [14, 16, 16, 15]
