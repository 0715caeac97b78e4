"""Young people: their guardian agrees by a link of their own, and nothing about them is passed on."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.utils import timezone

from coalition.platform.keys import ContactKind, identifier
from coalition.platform.tenancy import Actor, acting, owned
from consent.capture.actions.sign_ups import submit_form
from consent.capture.forms.sign_up import SignUpForm
from consent.capture.models import Form, SignUp
from consent.capture.queries.public import public_form
from consent.capture.rules.answers import Written
from consent.ledger.actions.events import withdraw
from consent.ledger.actions.subjects import ensure_subjects
from consent.ledger.models import ConsentEvent
from consent.ledger.queries.decisions import explain
from consent.ledger.queries.history import consent_history, standing
from consent.ledger.rules.new_event import Withdrawal
from tests.consent.capture.world import (
    EMAIL,
    PHONE,
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
    text_code,
)
from tests.factories import NOW, make_person, subject_of

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
    stop = last_mail().extra_headers["List-Unsubscribe"].strip("<>")
    assert stop in str(last_mail().body)
    assert client.post(stop.removeprefix(settings.BASE_URL), {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert [(each["kind"], each["channel"]) for each in said(identifier=GUARDIAN)] == [("withdrawn", "email")]
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
    assert b"Ana named you as parent or guardian." in page.content
    assert b"All that is kept is that the young person" in page.content and b"everything is deleted" not in page.content
    unsaid = client.post(guardians)
    assert (unsaid.status_code, b"Say whether you are a parent or the legal guardian." in unsaid.content) == (422, True)
    assert people_of(town.alder) == []
    assert b"Your agreement counts until they turn 18." in client.post(guardians, {"authority": "parent"}).content
    person = Actor(role="subject", subject_ids=(subject_of(ContactKind.EMAIL, EMAIL),))
    with acting(person):
        grant = owned(ConsentEvent.objects.all(), person).get(kind="granted")
    today = timezone.localdate()
    assert (grant.actor_kind, grant.authority, grant.evidence) == ("guardian", "parent", 4)
    assert grant.until == datetime(today.year + 5, today.month, 1, 12, tzinfo=UTC)
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


def test_nobody_is_named_as_guardian_more_than_three_times_an_hour(client: Client, form: Form) -> None:
    children = [{**YES, "email": f"child{number}@mail.example", "birthday": born(13)} for number in range(4)]
    codes = [submit(client, form, {**child, "guardian": GUARDIAN}).status_code for child in children]
    assert codes == [302, 302, 302, 429]


def test_without_the_guardian_nobody_contacts_the_child(client: Client, town: Town, form: Form) -> None:
    submit(client, form, {**YES, "birthday": born(13), "guardian": GUARDIAN})
    client.post(link())
    with acting(town.at_alder):
        (answer,) = explain(actor=town.at_alder, subject_ids=[subject_of(ContactKind.EMAIL, EMAIL)], channels=["email"])
    assert (answer.allowed, answer.reason) == (False, "minor")


@pytest.mark.parametrize("years", [13, 16, 17])
def test_nobody_under_18_is_passed_on(client: Client, town: Town, form: Form, years: int) -> None:
    young = {**YES, "birthday": born(years), f"share-{town.birch.pk}": "yes", "guardian": GUARDIAN}
    response = submit(client, form, young)
    assert response.status_code == 422
    assert b"You are under 18: nothing about you is passed on." in response.content


def test_a_guardian_passes_nobody_on_however_it_was_submitted(client: Client, town: Town, form: Form) -> None:
    answers = {"contact-email": "yes", f"share-{town.birch.pk}": "yes"}
    written = Written(email=EMAIL, born=born(13), guardian=GUARDIAN, answers=answers)
    with acting(town.at_alder):
        public = public_form(town.at_alder, form.slug)
        submit_form(actor=town.at_alder, now=NOW, form=public, written=written, language="en", ip="192.0.2.1")
    for authority in ({}, {"authority": "parent"}):
        send_waiting(form)
        assert client.post(link(), authority).status_code == 200
    assert [each["purpose"] for each in said() if each["kind"] == "granted"] == ["contact"]


@pytest.mark.parametrize(
    ("birthday", "moment", "asked"),
    [
        ("2008-11-22", datetime(2026, 11, 22, 11, 59, tzinfo=UTC), True),  # still the day before, somewhere on earth
        ("2008-11-22", datetime(2026, 11, 22, 12, 0, tzinfo=UTC), False),
        ("2008-02-29", datetime(2026, 2, 28, 23, 0, tzinfo=UTC), True),
        ("2008-02-29", datetime(2026, 3, 1, 11, 59, tzinfo=UTC), True),
        ("2008-02-29", datetime(2026, 3, 1, 12, 0, tzinfo=UTC), False),
        ("2026-11-22", datetime(2026, 11, 22, 0, 0, tzinfo=UTC), True),
        ("2026-11-23", datetime(2026, 11, 22, 23, 59, tzinfo=UTC), False),  # still to come: an error, not a child
        ("1906-11-22", datetime(2026, 11, 22, 12, 0, tzinfo=UTC), False),
    ],
)
def test_a_guardian_is_asked_for_until_the_eighteenth_birthday(
    town: Town, form: Form, birthday: str, moment: datetime, asked: bool
) -> None:
    with acting(town.at_alder):
        public = public_form(town.at_alder, form.slug)
        filled = SignUpForm({**YES, "birthday": birthday}, form=public, language="en", now=moment, texts=True)
    assert ("guardian" in filled.fields) == asked
    assert filled.is_valid() == (not asked and birthday != "2026-11-23")
    assert Written(born=birthday).is_minor(moment) == (asked or birthday == "2026-11-23")


def test_on_the_day_of_majority_what_a_guardian_said_is_over(client: Client, town: Town, form: Form) -> None:
    submit(client, form, {**YES, "birthday": born(13), "guardian": GUARDIAN})
    client.post(link())
    send_waiting(form)
    client.post(link(), {"authority": "parent"})
    subject = subject_of(ContactKind.EMAIL, EMAIL)
    today = timezone.localdate()
    of_age = datetime(today.year + 5, today.month, 1, 12, tzinfo=UTC)
    with acting(town.at_alder):
        heard = consent_history(town.at_alder, [subject])
        answers = [
            standing(town.at_alder, [subject], ["email"], heard, at=at)[0]
            for at in (of_age - timedelta(seconds=1), of_age)
        ]
    assert [(each.allowed, each.reason) for each in answers] == [(True, "consent"), (False, "not_asked")]


def test_a_child_on_the_list_is_reported_as_under_age(client: Client, town: Town, form: Form) -> None:
    submit(client, form, {**YES, "birthday": born(13), "guardian": GUARDIAN})
    client.post(link())
    send_waiting(form)
    client.post(link(), {"authority": "parent"})
    assert {(each["kind"], each["actor_kind"]) for each in said()} == {
        ("minor", "person"), ("granted", "guardian"), ("minor", "staff"),
    }  # fmt: skip


def test_a_known_childs_new_number_is_reported_as_well(client: Client, town: Town) -> None:
    make_person(town.alder, "Ana", "Alvarez", email=EMAIL, birth_date=date.fromisoformat(born(15)))
    form = make_form(town.organizer, channels=("email", "phone"), fields={"phone": "optional"})
    page = submit(client, form, {**YES, "phone": PHONE, "contact-phone": "yes"})["Location"]
    client.post(link())
    client.post(page, {"code": text_code()})
    assert len(people_of(town.alder)) == 1
    assert ("minor", "staff") in {(each["kind"], each["actor_kind"]) for each in said(ContactKind.PHONE, PHONE)}
    with acting(town.at_alder):
        number = subject_of(ContactKind.PHONE, PHONE)
        (answer,) = explain(actor=town.at_alder, subject_ids=[number], channels=["phone"])
    assert (answer.allowed, answer.reason) == (False, "minor")


def test_the_guardian_has_48_hours_of_their_own(client: Client, form: Form) -> None:
    submit(client, form, {**YES, "birthday": born(13), "guardian": GUARDIAN})
    before = in_form(form, SignUp)[0].expires_at
    client.post(link())
    assert in_form(form, SignUp)[0].expires_at > before


def test_a_childs_phone_is_not_texted(client: Client, form: Form) -> None:
    written = {**YES, "birthday": born(13), "guardian": GUARDIAN, "phone": "+15105550101", "contact-phone": "yes"}
    response = submit(client, form, written)
    assert response["Location"].startswith(f"/f/{form.slug}/sent/")
