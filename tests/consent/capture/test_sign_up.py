"""Filling in a form: nothing counts before the address has answered, except a no to the form's own organization."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coalition.platform.forgetting import Forgotten, Identifier
from coalition.platform.keys import ContactKind
from coalition.platform.tenancy import acting, system_actor
from consent.capture.actions.confirming import confirm_link
from consent.capture.actions.forgetting import forget
from consent.capture.jobs import purge_sign_ups
from consent.capture.models import Proof, SignUp, Submission
from consent.ledger.queries.decisions import explain
from tests.consent.capture.world import (
    EMAIL,
    PHONE,
    YES,
    Town,
    in_form,
    last_mail,
    last_text,
    link,
    make_form,
    make_town,
    people_of,
    points_of,
    said,
    send_waiting,
    submit,
    text_code,
    waiting,
)
from tests.factories import NOW, make_organization, make_person, subject_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    return make_town()


def granted(town: Town, channel: str = "email", evidence: int = 4, **more: Any) -> dict[str, Any]:
    return {
        "kind": "granted", "purpose": "contact", "channel": channel, "recipient_organization_id": town.alder.pk,
        "actor_kind": "person", "evidence": evidence, "method": "form", **more,
    }  # fmt: skip


def test_nothing_is_chosen_in_advance_and_the_notice_comes_first(client: Client, town: Town) -> None:
    form = make_form(town.organizer, recipients=(town.birch.pk,), share=True, match=True)
    page = client.get(f"/f/{form.slug}/").content.decode()
    assert "checked" not in page
    assert page.count('type="radio"') == 6
    assert page.index("Nothing counts before you confirm") < page.index('type="radio"')
    assert page.index("<li>Birch</li>") < page.index('type="radio"')
    assert len(page.encode()) < 100_000


def test_a_yes_counts_only_after_the_address_has_answered(client: Client, town: Town) -> None:
    form = make_form(town.organizer)
    response = submit(client, form)
    assert (response.status_code, response["Location"]) == (302, f"/f/{form.slug}/sent/?lang=en")
    assert people_of(town.alder) == []
    confirm = link()
    for _ in range(3):
        page = client.get(confirm)
        assert page.status_code == 200
        assert b"May Alder send you e-mail about its campaigns?" in page.content
    client.head(confirm)
    assert in_form(form, SignUp)[0].state == "waiting"
    done = client.post(confirm)
    assert done.status_code == 200
    assert said() == [granted(town)]
    (person,) = people_of(town.alder)
    assert (person.name, person.source) == ("Ana Alvarez", "Join us")
    with acting(town.at_alder):
        (answer,) = explain(actor=town.at_alder, subject_ids=[subject_of(ContactKind.EMAIL, EMAIL)], channels=["email"])
    assert answer.allowed


def test_the_receipt_is_mailed_and_what_was_written_is_gone(client: Client, town: Town) -> None:
    form = make_form(town.organizer)
    submit(client, form)
    done = client.post(link())
    proof = in_form(form, Proof)[0]
    assert proof.receipt and proof.receipt.encode() in done.content
    send_waiting(form)
    assert proof.receipt in str(last_mail().body)
    assert last_mail().to == [EMAIL]
    ((name, content, kind),) = last_mail().attachments
    assert (name, kind) == (f"receipt-{proof.receipt}.json", "application/json")
    document = json.loads(str(content))
    assert (document["proof"]["jws"].count(".."), EMAIL in str(content)) == (1, False)
    assert bytes(in_form(form, SignUp)[0].sealed) == b""


def test_the_notice_that_was_shown_is_in_the_event(client: Client, town: Town) -> None:
    form = make_form(town.organizer)
    submit(client, form, {**YES, "lang": "es"})
    client.post(link())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.subject_ids', %s, true)", [f"{{{subject_of(ContactKind.EMAIL, EMAIL)}}}"]
        )
        cursor.execute("SELECT n.language, n.text FROM consent_event e JOIN consent_notice n ON n.id = e.notice_id")
        ((language, text),) = cursor.fetchall()
    assert language == "es"
    assert text.startswith("Súmese\n")


def test_a_no_counts_at_once_for_this_organization_alone(client: Client, town: Town) -> None:
    form = make_form(town.organizer, recipients=(town.birch.pk,), share=True)
    submit(client, form, {**YES, "contact-email": "no", f"share-{town.birch.pk}": "no"})
    no = granted(town, kind="refused", actor_kind="system", evidence=0)
    assert said() == [no]
    client.post(link())
    now = said()
    assert now[0] == no
    assert {(each["kind"], each["purpose"], each["recipient_organization_id"], each["evidence"]) for each in now} == {
        ("refused", "contact", town.alder.pk, 0), ("refused", "contact", town.alder.pk, 4),
        ("refused", "share", town.birch.pk, 4),
    }  # fmt: skip
    assert people_of(town.alder) == []


def test_an_open_question_is_not_a_no(client: Client, town: Town) -> None:
    form = make_form(town.organizer, channels=("email", "phone"), fields={"phone": "optional"})
    submit(client, form)
    client.post(link())
    assert said() == [granted(town)]


def test_sharing_is_granted_to_each_named_organization(client: Client, town: Town) -> None:
    form = make_form(town.organizer, recipients=(town.birch.pk,), share=True, match=True, ask_each=False)
    submit(client, form, {**YES, "share": "yes", "match": "yes"})
    client.post(link())
    assert {(each["purpose"], each["recipient_organization_id"], each["evidence"]) for each in said()} == {
        ("contact", town.alder.pk, 4), ("share", town.birch.pk, 4), ("match", town.birch.pk, 4),
    }  # fmt: skip


def test_known_people_keep_their_facts(client: Client, town: Town) -> None:
    make_person(town.alder, "Ana", "", email=EMAIL, city="Oakland", language="en", interests=["Rent"])
    form = make_form(
        town.organizer,
        fields={"language": "optional", "postcode": "optional", "interests": "optional"},
        topics=("Rent", "Transit"),
    )
    written = {**YES, "language": "es", "postcode": "94601", "interests": ["Transit"]}
    submit(client, form, written)
    client.post(link())
    (person,) = people_of(town.alder)
    assert (person.family_name, person.language, person.postal_code, person.city) == (
        "Alvarez",
        "en",
        "94601",
        "Oakland",
    )
    with acting(town.at_alder):
        assert sorted(each.interest.name for each in person.interests.all()) == ["Rent", "Transit"]


def test_somebody_else_at_the_same_address_is_another_person(client: Client, town: Town) -> None:
    make_person(town.alder, "Bruno", "Alvarez", email=EMAIL)
    submit(client, make_form(town.organizer))
    client.post(link())
    assert [person.given_name for person in people_of(town.alder)] == ["Bruno", "Ana"]


def test_preferences_are_what_the_person_wants_from_now_on(client: Client, town: Town) -> None:
    make_person(town.alder, "Ana", "Alvarez", email=EMAIL, interests=["Rent"], preferred_channel="phone")
    form = make_form(
        town.organizer, "preferences", fields={"skills": "optional"}, topics=("Rent", "Transit"), skills=("Cooking",)
    )
    submit(client, form, {**YES, "interests": ["Transit"], "preferred": "email", "skills": ["Cooking"]})
    client.post(link())
    (person,) = people_of(town.alder)
    assert person.preferred_channel == "email"
    with acting(town.at_alder):
        assert [each.interest.name for each in person.interests.all()] == ["Transit"]
        assert [each.skill.name for each in person.skills.all()] == ["Cooking"]


@pytest.mark.parametrize("known", [True, False])
def test_who_says_no_to_mail_still_chooses_topics(client: Client, town: Town, known: bool) -> None:
    if known:
        make_person(town.alder, "Ana", "Alvarez", email=EMAIL, interests=["Rent"])
    form = make_form(town.organizer, "preferences", topics=("Rent", "Transit"))
    submit(client, form, {**YES, "contact-email": "no", "interests": ["Transit"]})
    client.post(link())
    people = people_of(town.alder)
    assert len(people) == int(known)  # nobody comes onto a list by a no
    with acting(town.at_alder):
        assert [each.interest.name for person in people for each in person.interests.all()] == ["Transit"] * known


def test_a_number_proves_itself_by_a_text(client: Client, town: Town) -> None:
    form = make_form(town.organizer, channels=("email", "phone", "sms"), fields={"phone": "optional"})
    response = submit(client, form, {**YES, "phone": "(510) 555-0101", "contact-phone": "yes", "contact-sms": "no"})
    assert response["Location"] == f"/f/{form.slug}/code/{waiting(form)}/?lang=en"
    assert b"For calls and texts, confirm the text message as well." in client.post(link()).content
    assert {(each["kind"], each["channel"]) for each in said()} == {("granted", "email"), ("refused", "sms")}
    assert [each.kind for each in points_of(town.alder)] == ["email"]
    wrong = client.post(response["Location"], {"code": "000000" if text_code() != "000000" else "111111"})
    assert wrong.status_code == 422
    done = client.post(response["Location"], {"code": text_code()})
    assert (done.status_code, b"Your answers count." in done.content) == (200, True)
    assert granted(town, "phone") in said(ContactKind.PHONE, PHONE)
    assert [each.kind for each in points_of(town.alder)] == ["email", "phone"]
    assert len(people_of(town.alder)) == 1


def test_a_code_has_five_tries(client: Client, town: Town) -> None:
    form = make_form(town.organizer, channels=("phone",), fields={"email": "off", "name": "off", "phone": "required"})
    page = submit(client, form, {"phone": PHONE, "contact-phone": "yes"})["Location"]
    right = text_code()
    wrong = "000000" if right != "000000" else "111111"
    assert [client.post(page, {"code": wrong}).status_code for _ in range(5)] == [422] * 5
    assert client.post(page, {"code": right}).status_code == 422
    assert last_text().recipient == PHONE


@pytest.mark.parametrize("known", [True, False])
def test_known_and_unknown_look_the_same(client: Client, town: Town, known: bool) -> None:
    form = make_form(town.organizer)
    if known:
        make_person(town.alder, "Ana", "Alvarez", email=EMAIL)
    response = submit(client, form)
    assert (response.status_code, response["Location"]) == (302, f"/f/{form.slug}/sent/?lang=en")
    assert len(mail.outbox) == 1
    assert last_mail().subject == "Confirm: Join us"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"email": "a" * 10_000 + "@mail.example"}, "at most 254 characters"),
        ({"email": "not an address"}, "This is not an e-mail address."),
        ({"email": "ana\0@mail.example"}, "Null characters are not allowed."),
        ({"email": ""}, "Fill this in: the form needs it."),
        ({"birthday": "2999-01-01"}, "This birthday is still to come."),
        ({"birthday": "1800-01-01"}, "This birthday is too long ago."),
        ({"birthday": "31/12/2001"}, "Write the day like 2001-12-31"),
        ({"contact-email": ""}, "Answer at least one of the questions"),
        ({"contact-email": "perhaps"}, "Select a valid choice."),
        ({"interests": ["Everything"]}, "Select a valid choice."),
    ],
)
def test_bad_input_is_answered_in_plain_words(client: Client, town: Town, data: dict[str, Any], said: str) -> None:
    form = make_form(town.organizer, fields={"birthday": "optional", "interests": "optional"}, topics=("Rent",))
    response = submit(client, form, {**YES, **data})
    assert response.status_code == 422
    assert said in response.content.decode()
    assert (in_form(form, SignUp), mail.outbox) == ([], [])


def test_a_yes_to_calls_needs_the_number(client: Client, town: Town) -> None:
    form = make_form(town.organizer, channels=("email", "phone"), fields={"phone": "optional"})
    response = submit(client, form, {**YES, "contact-phone": "yes"})
    assert response.status_code == 422
    assert b"You say yes to your phone: enter its number, or answer no." in response.content


def test_a_robot_is_thanked_and_nothing_is_kept(client: Client, town: Town) -> None:
    form = make_form(town.organizer)
    response = submit(client, form, {**YES, "website": "https://spam.example"})
    assert (response.status_code, response["Location"]) == (302, f"/f/{form.slug}/sent/?lang=en")
    assert (in_form(form, SignUp), mail.outbox) == ([], [])


def test_three_an_hour_for_each_address_and_thirty_from_each_network(client: Client, town: Town) -> None:
    form = make_form(town.organizer)
    assert [submit(client, form).status_code for _ in range(4)] == [302, 302, 302, 429]
    others = [submit(client, form, {**YES, "email": f"p{number}@mail.example"}).status_code for number in range(28)]
    assert others == [302] * 27 + [429]
    assert submit(client, form, {**YES, "email": "q@mail.example"}, REMOTE_ADDR="198.51.100.7").status_code == 302


def test_used_expired_and_tampered_links_are_answered_kindly(client: Client, town: Town) -> None:
    form, other = make_form(town.organizer), make_form(town.organizer)
    submit(client, form)
    confirm = link()
    foreign = confirm.replace(form.slug, other.slug)
    for broken in (confirm[:-5] + "/", confirm[:-2] + "x/", foreign):
        answer = client.get(broken)
        assert (answer.status_code, b"This link does not work any more" in answer.content) == (410, True)
        assert client.post(broken).status_code == 410
    assert client.post(confirm).status_code == 200
    for again in (client.get(confirm), client.post(confirm)):
        assert (again.status_code, b"This was confirmed already" in again.content) == (410, True)
    assert len(said()) == 1


def test_a_link_is_over_after_48_hours_and_what_was_written_is_purged(client: Client, town: Town) -> None:
    form = make_form(town.organizer)
    submit(client, form)
    confirm = link()
    _later(form, timedelta(hours=49))
    assert client.post(confirm).status_code == 410
    purge_sign_ups(timestamp=0)
    (sign_up,) = in_form(form, SignUp)
    assert (sign_up.state, bytes(sign_up.sealed), in_form(form, Proof)) == ("expired", b"", [])
    assert people_of(town.alder) == []


def _later(form: Any, by: timedelta) -> None:
    (sign_up,) = in_form(form, SignUp)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.organization_id', %s, true)", [str(form.organization_id)])
        cursor.execute(
            "UPDATE capture_signup SET expires_at = expires_at - make_interval(secs => %s) WHERE id = %s",
            [by.total_seconds(), sign_up.pk],
        )


def test_what_waits_is_unreadable_in_the_database(client: Client, town: Town) -> None:
    form = make_form(town.organizer)
    submit(client, form)
    sealed = bytes(in_form(form, SignUp)[0].sealed)
    assert EMAIL.encode() not in sealed and b"Ana" not in sealed


def test_a_form_of_another_language_and_an_unknown_address(client: Client, town: Town) -> None:
    form = make_form(town.organizer)
    assert b"S\xc3\xbamese" in client.get(f"/f/{form.slug}/?lang=es").content
    draft = make_form(town.organizer, publish=False)
    assert client.get(f"/f/{draft.slug}/").status_code == 404
    assert client.get("/f/nothing/").status_code == 404
    assert client.post("/f/nothing/submit/").status_code == 404


def test_page_queries_do_not_grow(client: Client, town: Town, django_assert_num_queries: Any) -> None:
    small = make_form(town.organizer)
    large = make_form(town.organizer, channels=("email", "phone", "sms"), fields={"phone": "optional"},
                      recipients=(town.birch.pk,), share=True, match=True)  # fmt: skip
    for form in (small, large):
        with django_assert_num_queries(5):  # two of them the test's own savepoint
            client.get(reverse("capture:sign-up", args=[form.slug]))


def test_a_birthday_tomorrow_is_refused_and_today_is_a_child(client: Client, town: Town) -> None:
    form = make_form(town.organizer, fields={"birthday": "required"})
    today = timezone.localdate()
    assert submit(client, form, {**YES, "birthday": (today + timedelta(days=1)).isoformat()}).status_code == 422
    assert b"must agree" in submit(client, form, {**YES, "birthday": today.isoformat()}).content


@pytest.mark.parametrize("everywhere", [False, True])
def test_whoever_is_forgotten_is_forgotten_here(client: Client, town: Town, everywhere: bool) -> None:
    form, other = make_form(town.organizer), make_form(town.organizer)
    submit(client, form)
    submit(client, other, {**YES, "email": "else@mail.example"})
    subject = subject_of(ContactKind.EMAIL, EMAIL)
    who = Forgotten(None if everywhere else town.alder.pk, (), (Identifier(subject, "email", EMAIL, EMAIL.title()),))
    actor = system_actor() if everywhere else town.at_alder
    with acting(actor):
        rows = forget(actor=actor, now=NOW, who=who)
    assert rows == {"capture_signup": 1, "capture_proof": 1, "capture_submission": int(everywhere)}
    left = {bool(each.sealed): each.state for each in in_form(form, SignUp)}
    assert left == {False: "expired", True: "waiting"}
    assert Submission.objects.count() == 2 - int(everywhere)


def test_confirm_link_in_two_tabs_confirms_once(client: Client, town: Town) -> None:
    form = make_form(town.organizer)
    submit(client, form)
    token = link().rstrip("/").rpartition("/")[2]
    with acting(town.at_alder):
        answers = [confirm_link(actor=town.at_alder, now=NOW, slug=form.slug, token=token) for _tab in range(2)]
    assert answers[0] is not None
    assert answers[1] is None
    assert len(said()) == 1


def test_forgetting_at_a_member_reaches_what_waits_at_its_coalitions_form(client: Client, town: Town) -> None:
    form = make_form(town.coordinator, "coalition", channels=("email",))
    submit(client, form, {**YES, f"contact-email-{town.alder.pk}": "yes"})
    elsewhere = make_organization("cedar")
    identifier = Identifier(subject_of(ContactKind.EMAIL, EMAIL), "email", EMAIL, EMAIL)
    left = []
    for organization in (elsewhere, town.alder):
        own = system_actor(organization_id=organization.pk)
        with acting(own):
            forget(actor=own, now=NOW, who=Forgotten(organization.pk, (), (identifier,)))
        left.append([(bool(each.sealed), each.state) for each in in_form(form, SignUp)])
    assert left == [[(True, "waiting")], [(False, "expired")]]
