"""What a stranger, a child or a website of somebody else's tries with a public form."""

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from coalition.platform.keys import ContactKind, identifier
from coalition.platform.tenancy import Actor, acting
from consent.capture.actions.forms import publish_form
from consent.capture.models import SignUp
from consent.ledger.actions.events import withdraw
from consent.ledger.actions.subjects import ensure_subjects
from consent.ledger.queries.decisions import explain
from consent.ledger.rules.new_event import Withdrawal
from tests.consent.capture.world import (
    EMAIL,
    PHONE,
    YES,
    Town,
    in_form,
    last_text,
    link,
    make_form,
    make_town,
    people_of,
    points_of,
    said,
    submit,
    text_code,
)
from tests.factories import NOW, actor_of, make_person, subject_of

pytestmark = pytest.mark.django_db
STRANGER = "stranger@mail.example"


@pytest.fixture
def town() -> Town:
    return make_town()


def test_a_code_works_at_its_own_form_alone(client: Client, town: Town) -> None:
    fields = {"phone": "optional", "email": "off"}
    first = make_form(town.organizer, channels=("phone",), fields=fields)
    second = make_form(town.organizer, channels=("phone",), fields=fields, recipients=(town.birch.pk,), share=True)
    page = submit(client, first, {"phone": PHONE, "contact-phone": "yes"})["Location"]
    elsewhere = page.replace(first.slug, second.slug)
    assert client.post(elsewhere, {"code": text_code()}).status_code == 422
    assert people_of(town.alder) == []
    assert client.post(page, {"code": text_code()}).status_code == 200


def stop_everything(kind: ContactKind, value: str) -> int:
    """The owner of an identifier says no to everybody; its subject."""
    subject: int = next(iter(ensure_subjects([identifier(kind, value)]).values()))
    owner = Actor(role="subject", subject_ids=(subject,), membership_ref="test")
    with acting(owner):
        withdraw(actor=owner, now=timezone.now(), subject_ids=[subject], scope=Withdrawal())
    return subject


def test_without_texts_a_number_is_neither_asked_for_nor_kept(client: Client, town: Town, settings: Any) -> None:
    form = make_form(town.organizer, channels=("email", "phone", "sms"), fields={"phone": "required"})
    settings.TEXTS_BACKEND = ""
    page = client.get(f"/f/{form.slug}/").content.decode()
    assert ('name="phone"' in page, "contact-phone" in page, "contact-sms" in page) == (False, False, False)
    stop_everything(ContactKind.PHONE, PHONE)
    submit(client, form, {**YES, "email": STRANGER, "phone": PHONE, "contact-phone": "yes", "contact-sms": "no"})
    client.post(link())
    assert [each.kind for each in points_of(town.alder)] == ["email"]
    events = {(each["kind"], each["channel"]) for each in said(identifier=STRANGER)}
    assert events == {("granted", "email"), ("refused", "sms")}  # a no is heard wherever it comes from


def test_without_texts_a_form_that_asks_for_the_number_alone_rests(client: Client, town: Town, settings: Any) -> None:
    form = make_form(town.organizer, channels=("phone",), fields={"phone": "required", "email": "off"})
    settings.TEXTS_BACKEND = ""
    assert b"This form is closed" in client.get(f"/f/{form.slug}/").content
    assert submit(client, form, {"phone": PHONE, "contact-phone": "yes"}).status_code == 410
    assert in_form(form, SignUp) == []


def test_an_unproven_number_is_not_kept_beside_a_proven_address(client: Client, town: Town) -> None:
    form = make_form(town.organizer, channels=("email", "phone"), fields={"phone": "optional"})
    subject = stop_everything(ContactKind.PHONE, PHONE)
    submit(client, form, {**YES, "email": STRANGER, "phone": PHONE, "contact-phone": "yes"})
    client.post(re.findall(r"/f/\S+/confirm/\S+/", str(mail.outbox[0].body))[0])
    assert [each.kind for each in points_of(town.alder)] == ["email"]
    with acting(town.at_alder):
        (answer,) = explain(
            actor=town.at_alder, subject_ids=[subject_of(ContactKind.EMAIL, STRANGER), subject], channels=["phone"]
        )
    assert (answer.allowed, answer.reason) == (False, "withdrawn")


def test_whoever_confirms_sees_what_would_be_theirs_as_well(client: Client, town: Town) -> None:
    form = make_form(town.organizer, channels=("email", "phone"), fields={"phone": "optional"})
    submit(client, form, {**YES, "phone": PHONE, "contact-phone": "yes"})
    page = client.get(link()).content.decode()
    assert ("…01" in page, "Ana Alvarez" in page, PHONE[-4:] in page) == (True, True, False)
    by_text = re.findall(r"/f/\S+/confirm/\S+/", last_text().body)[0]
    other = client.get(by_text).content.decode()
    assert ("a…@mail.example" in other, EMAIL in other) == (True, False)


def test_the_address_behind_a_proxy_is_counted_not_the_proxy(client: Client, town: Town, settings: Any) -> None:
    settings.BEHIND_PROXY = True
    form = make_form(town.organizer)
    for number in range(31):
        data = {**YES, "email": f"p{number}@mail.example"}
        assert submit(client, form, data, headers={"X-Forwarded-For": f"1.2.3.{number}"}).status_code == 302


def test_an_answer_without_its_version_is_not_taken_for_a_newer_one(client: Client, town: Town) -> None:
    form = make_form(town.organizer, recipients=(town.birch.pk,), share=True, ask_each=False)
    actor = actor_of(town.organizer)
    with acting(actor):
        publish_form(actor=actor, now=NOW, form_id=form.pk)
    response = submit(client, form, {**YES, "share": "yes"})
    assert response.status_code == 422
    assert b"This form was changed while you had it open." in response.content
    assert in_form(form, SignUp) == []
    client.force_login(town.organizer, backend="orgs.sign_in.Backend")
    offered = client.get(f"/forms/{form.pk}/").content.decode()
    assert re.search(r"name=&quot;version&quot; value=&quot;2&quot;", offered)
    assert submit(client, form, {**YES, "share": "yes", "version": "2"}).status_code == 302


@pytest.mark.parametrize("guardian", ["ana+mother@mail.example", "ANA@mail.example"])
def test_a_child_is_not_their_own_guardian(client: Client, town: Town, guardian: str) -> None:
    form = make_form(town.organizer, fields={"birthday": "required"})
    today = timezone.localdate()
    young = today.replace(year=today.year - 13, day=1).isoformat()
    response = submit(client, form, {**YES, "email": EMAIL, "birthday": young, "guardian": guardian})
    assert response.status_code == 422
    assert b"This is your own address." in response.content
    assert mail.outbox == []


@pytest.mark.parametrize("birthday", ["9999-12-31", "9984-02-29", "0001-01-01", "-1-01-01", "2001-13-01"])
def test_an_impossible_birthday_is_said(client: Client, town: Town, birthday: str) -> None:
    form = make_form(town.organizer, fields={"birthday": "required"})
    assert submit(client, form, {**YES, "birthday": birthday}).status_code == 422


@pytest.mark.parametrize("field", ["frame_sites", "return_urls"])
@pytest.mark.parametrize("line", ["https://[", "https://ex\u2100mple.org/", "https://a.example:99999/"])
def test_an_address_that_is_none_is_said(client: Client, town: Town, field: str, line: str) -> None:
    form = make_form(town.organizer)
    client.force_login(town.organizer, backend="orgs.sign_in.Backend")
    page = client.get(f"/forms/{form.pk}/change/").content.decode()
    assert f'name="{field}"' in page
    response = client.post(f"/forms/{form.pk}/change/", {field: line})
    assert response.status_code in {200, 422}
    assert "is not an address that begins with https://" in response.content.decode()


ODD: list[dict[str, Any]] = [
    {"code": "１２３４５６"},
    {"lang": "en\0", "email": EMAIL},
    {"version": "9" * 5_000},
    {"return_to": "https://evil.example/\r\nX: y"},
    {"frame": "1\0", "contact-email": ["yes", "no"]},
    {"given_name": "\ud800", "email": EMAIL, "contact-email": "yes"},
    {"birthday": "9" * 9_000, "guardian": "\0"},
    {"interests": ["\0", "x" * 9_000], "skills": "\0", "preferred": "\0", "language": "\0"},
    {"phone": "+" + "9" * 39, "contact-phone": "yes", "email": EMAIL},
    {"phone": "\u0661" * 12, "email": "a@" + "b." * 120 + "c", "contact-email": "YES"},
]


@pytest.mark.parametrize("data", ODD, ids=range(len(ODD)))
def test_odd_input_is_no_error_of_ours(client: Client, town: Town, data: dict[str, Any]) -> None:
    form = make_form(
        town.organizer, channels=("email", "phone"), topics=("Housing",), skills=("Typing",),
        fields={"phone": "optional", "birthday": "optional", "interests": "optional", "skills": "optional",
                "preferred": "optional", "language": "optional"},
    )  # fmt: skip
    clean = {
        name: [one.encode("utf-8", "replace").decode() for one in value] if isinstance(value, list)
        else value.encode("utf-8", "replace").decode()
        for name, value in data.items()
    }  # fmt: skip
    token, somebody = "x" * 3_000, "00000000-0000-0000-0000-000000000000"
    for path in ("submit/", f"code/{somebody}/", f"confirm/{token}/", "confirm/%00/", "confirm/%FF/"):
        assert client.post(f"/f/{form.slug}/{path}", clean).status_code < 500, path


def test_two_proofs_in_one_visit_do_not_prove_each_other(client: Client, town: Town) -> None:
    """Whoever reads somebody's mail cannot bring a number of their own to spare themselves the day's wait."""
    known = make_person(town.alder, "Ana", "Alvarez", email=EMAIL)
    form = make_form(town.organizer, channels=("email", "phone"), fields={"phone": "optional"})
    page = submit(client, form, {**YES, "phone": PHONE, "contact-phone": "yes"})["Location"]
    client.post(link())
    client.post(page, {"code": text_code()})
    brought = {each.kind: (each.constituent_id, each.unproven) for each in points_of(town.alder)}
    assert brought == {"email": (known.pk, False), "phone": (known.pk, True)}
    assert {(each["kind"], each["evidence"]) for each in said(ContactKind.PHONE, PHONE)} == {("granted", 4)}


def test_the_second_proof_of_somebody_new_does_not_stand_on_the_first(client: Client, town: Town) -> None:
    form = make_form(town.organizer, channels=("email", "phone"), fields={"phone": "optional"})
    page = submit(client, form, {**YES, "phone": PHONE, "contact-phone": "yes"})["Location"]
    client.post(page, {"code": text_code()})
    assert [(each.kind, each.unproven) for each in points_of(town.alder)] == [("phone", False)]
    client.post(link())
    assert {each.kind: each.unproven for each in points_of(town.alder)} == {"phone": False, "email": True}
