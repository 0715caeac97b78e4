"""Making forms: proposed wording, versions that stay, recipients by name, and who may."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.http import Http404
from django.test import Client

from coalition.platform.keys import ContactKind
from coalition.platform.tenancy import Actor, acting, owned
from consent.capture.actions.forms import FormIncomplete, change_form, create_form, publish_form
from consent.capture.models import Form, FormVersion, SignUp
from consent.capture.queries.forms import days, get_form, versions
from consent.capture.rules.definition import FIELDS, definition_from, missing
from consent.ledger.models import ConsentEvent, Notice
from orgs.models import CoalitionMember
from sharing.models import Campaign, SharingAgreement
from tests.conftest import sign_in
from tests.consent.capture.world import (
    EMAIL,
    YES,
    Town,
    in_form,
    link,
    make_form,
    make_town,
    people_of,
    said,
    submit,
)
from tests.factories import NOW, actor_of, make_member, make_organization, subject_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    return make_town()


def make_campaign(town: Town) -> Campaign:
    actor = actor_of(town.coordinator)
    with acting(actor):
        agreement = SharingAgreement.objects.create(
            coalition=town.valley, version=1, title="T", text="T", modes=["count"], purposes=["contact"],
            channels=["phone"], recipients=[town.alder.pk, town.birch.pk],
        )  # fmt: skip
        return Campaign.objects.create(
            coalition=town.valley, agreement=agreement, name="Rent Freeze", starts_on=date(2026, 1, 1),
            ends_on=date(2099, 1, 1), goal=1,
        )  # fmt: skip


def test_publishing_freezes_the_notice_with_its_recipients(town: Town) -> None:
    form = make_form(town.organizer, recipients=(town.birch.pk,), share=True)
    (version,) = in_form(form, FormVersion)
    notice = Notice.objects.get(pk=version.notices["en"]["id"])
    assert notice.recipients == ["Birch"]
    assert notice.sha256 == version.notices["en"]["sha256"]
    assert "Organizations named: Birch." in notice.text
    assert "May Alder pass your name and how to reach you to Birch?" in notice.text
    for table in ("capture_formversion", "consent_notice"):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(f"UPDATE {table} SET id = id")


def test_a_change_makes_a_new_version_and_the_old_one_stays(client: Client, town: Town) -> None:
    form = make_form(town.organizer)
    actor = actor_of(town.organizer)
    with acting(actor):
        draft = definition_from(form.draft)
        other = {**draft.notice, "en": "Another wording."}
        change_form(actor=actor, now=NOW, form_id=form.pk, definition=replace(draft, notice=other))
        assert b"Another wording." not in client.get(f"/f/{form.slug}/?lang=en").content
        publish_form(actor=actor, now=NOW, form_id=form.pk)
        numbers = [(each.number, "Another wording." in each.notices["en"]["text"]) for each in versions(actor, form)]
    assert numbers == [(2, True), (1, False)]
    assert b"Another wording." in client.get(f"/f/{form.slug}/?lang=en").content
    page = sign_in(town.organizer).get(f"/forms/{form.pk}/").content.decode()
    assert "Version 1" in page and "Version 2" in page


def test_an_organization_that_joins_later_is_not_covered(client: Client, town: Town) -> None:
    form = make_form(town.coordinator, "coalition", share=True, ask_each=False)
    cedar = make_organization("cedar")
    CoalitionMember.objects.create(coalition=town.valley, organization=cedar)
    page = client.get(f"/f/{form.slug}/").content.decode()
    assert "Birch" in page and "Cedar" not in page
    submit(client, form, {"email": EMAIL, "contact-email": "yes", "share": "yes"})
    client.post(link())
    assert {each["recipient_organization_id"] for each in said()} == {town.alder.pk, town.birch.pk}


def test_an_organization_that_is_not_named_gets_nothing(client: Client, town: Town) -> None:
    form = make_form(town.organizer, recipients=(town.birch.pk,), share=True)
    cedar = make_organization("cedar")
    submit(client, form, {**YES, f"share-{cedar.pk}": "yes"})
    client.post(link())
    assert {(each["purpose"], each["recipient_organization_id"]) for each in said()} == {("contact", town.alder.pk)}


def test_strangers_cannot_be_named(town: Town) -> None:
    cedar = make_organization("cedar")
    with pytest.raises(FormIncomplete) as refused:
        make_form(town.organizer, recipients=(cedar.pk,), share=True)
    assert refused.value.lacking == ["recipients"]


def test_a_coalition_asks_and_puts_nobody_on_a_list(client: Client, town: Town) -> None:
    form = make_form(town.coordinator, "coalition", channels=("email",))
    data = {"email": EMAIL, f"contact-email-{town.alder.pk}": "yes", f"contact-email-{town.birch.pk}": "no"}
    submit(client, form, data)
    assert said() == []  # a stranger's no to a whole coalition waits for its proof
    client.post(link())
    assert {(each["kind"], each["recipient_organization_id"]) for each in said()} == {
        ("granted", town.alder.pk), ("refused", town.birch.pk),
    }  # fmt: skip
    assert (people_of(town.alder), people_of(town.birch)) == ([], [])


def test_a_campaign_opt_in_is_for_that_campaign(client: Client, town: Town) -> None:
    campaign = make_campaign(town)
    form = make_form(town.organizer, "campaign", campaign=campaign.pk)
    page = client.get(f"/f/{form.slug}/").content.decode()
    assert "May Alder send you e-mail about the campaign “Rent Freeze”?" in page
    submit(client, form)
    client.post(link())
    person = Actor(role="subject", subject_ids=(subject_of(ContactKind.EMAIL, EMAIL),))
    with acting(person):
        grants = owned(ConsentEvent.objects.all(), person).values_list("kind", "campaign")
        assert list(grants) == [("granted", campaign.pk)]


def test_the_caller_is_told_the_opt_in_of_the_campaign(town: Town) -> None:
    campaign = make_campaign(town)
    volunteer = sign_in(make_member(town.alder, "volunteer"))
    url = f"/forms/offer/{campaign.pk}/"
    assert volunteer.get(url).content.strip() == b""
    form = make_form(town.coordinator, "campaign", campaign=campaign.pk)
    assert f"/f/{form.slug}/".encode() in volunteer.get(url).content
    stranger = sign_in(make_member(make_organization("cedar"), "volunteer"))
    assert stranger.get(url).content.strip() == b""


@pytest.mark.parametrize(
    ("changes", "lacking"),
    [
        ({"channels": ()}, ["purpose"]),
        ({"channels": ("phone",)}, ["field-phone"]),
        ({"fields": {"phone": "optional"}}, ["idle-phone"]),
        ({"fields": {"email": "off"}}, ["identifier", "field-email"]),
        ({"share": True}, ["recipients"]),
        ({"notice": {"en": "Only English"}}, ["notice-es"]),
    ],
)
def test_what_is_missing_is_said_before_publishing(town: Town, changes: dict[str, Any], lacking: list[str]) -> None:
    form = make_form(town.organizer, publish=False, **changes)
    assert missing(definition_from(form.draft), kind=form.kind, texts=True) == lacking
    page = sign_in(town.organizer).get(f"/forms/{form.pk}/")
    assert b"Before you can publish" in page.content
    answer = sign_in(town.organizer).post(f"/forms/{form.pk}/publish/", follow=True)
    assert answer.status_code == 200
    assert in_form(form, FormVersion) == []


def test_without_texts_no_form_asks_for_the_phone(town: Town, settings: Any) -> None:
    form = make_form(town.organizer, publish=False, channels=("email", "phone"), fields={"phone": "optional"})
    settings.TEXTS_BACKEND = ""
    client = sign_in(town.organizer)
    assert b"texts cannot be sent from here" in client.get(f"/forms/{form.pk}/").content
    client.post(f"/forms/{form.pk}/publish/")
    assert in_form(form, FormVersion) == []
    editor = client.get(f"/forms/{form.pk}/change/").content.decode()
    assert "COMMONLIST_TEXTS_URL" in editor
    assert ("field_phone" in editor, 'value="phone"' in editor, 'value="sms"' in editor) == (False, False, False)
    texts = {f"{name}_{code}": "Words" for name in ("title", "notice") for code in ("en", "es")}
    fields = {f"field_{name}": "off" for name in FIELDS} | {"field_email": "required", "field_phone": "required"}
    saved = client.post(f"/forms/{form.pk}/change/", {**texts, **fields, "channels": "email", "ask_each": "each"})
    assert saved.status_code == 302
    client.post(f"/forms/{form.pk}/publish/")
    (version,) = in_form(form, FormVersion)
    assert [each["name"] for each in version.questions["en"]] == ["contact-email"]


@pytest.mark.parametrize("role", ["volunteer", "fundraiser", "analyst"])
def test_only_organizers_make_forms(town: Town, role: str) -> None:
    actor = actor_of(make_member(town.alder, role))
    with acting(actor), pytest.raises(PermissionDenied):
        create_form(actor=actor, now=NOW, kind="sign_up", title={"en": "T", "es": "T"})


def test_coordinators_make_opt_ins_only(town: Town) -> None:
    actor = actor_of(town.coordinator)
    with acting(actor), pytest.raises(PermissionDenied):
        create_form(actor=actor, now=NOW, kind="sign_up", title={"en": "T", "es": "T"})


def test_anothers_form_is_not_there(town: Town) -> None:
    form = make_form(town.organizer)
    actor = actor_of(make_member(town.birch, "admin"))
    with acting(actor), pytest.raises(Http404):
        get_form(actor, form.pk)


def test_the_editor_saves_everything_it_shows(town: Town) -> None:
    form = make_form(town.organizer, publish=False)
    data = {
        "title_en": "Stand with us", "title_es": "Súmate", "introduction_en": "Hello", "introduction_es": "Hola",
        "notice_en": "What we do", "notice_es": "Qué hacemos", "field_name": "required", "field_email": "required",
        "field_phone": "optional", "field_postcode": "off", "field_language": "off", "field_birthday": "optional",
        "field_interests": "optional", "field_skills": "off", "field_preferred": "off", "channels": ["email", "phone"],
        "recipients": [str(town.birch.pk)], "passing": ["share"], "ask_each": "all", "topics": "Rent, Transit\nParks",
        "skills": "", "frame_sites": "https://Alder.example/", "return_urls": "https://alder.example/thanks?x=1",
    }  # fmt: skip
    response = sign_in(town.organizer).post(f"/forms/{form.pk}/change/", data)
    assert response.status_code == 302
    (saved,) = in_form(form, Form)
    draft = definition_from(saved.draft)
    assert draft.title == {"en": "Stand with us", "es": "Súmate"}
    assert (draft.channels, draft.recipients, draft.share, draft.match) == (
        ("email", "phone"),
        (town.birch.pk,),
        True,
        False,
    )
    assert (draft.ask_each, draft.topics) == (False, ("Rent", "Transit", "Parks"))
    assert draft.frame_sites == ("https://alder.example",)
    assert draft.return_urls == ("https://alder.example/thanks?x=1",)
    assert (draft.fields["name"], draft.fields["phone"], draft.fields["postcode"]) == ("required", "optional", "off")


@pytest.mark.parametrize("site", ["http://alder.example", "https://alder.example/page", "javascript:x", "https://a;b"])
def test_a_frame_site_is_an_origin(town: Town, site: str) -> None:
    form = make_form(town.organizer, publish=False)
    response = sign_in(town.organizer).post(f"/forms/{form.pk}/change/", {"frame_sites": site})
    assert response.status_code == 422
    assert "is not an address that begins with https://" in response.content.decode()


def test_numbers_by_day(client: Client, town: Town) -> None:
    form = make_form(town.organizer)
    submit(client, form)
    client.post(link())
    submit(client, form, {**YES, "email": "b@mail.example"})
    submit(client, form, {**YES, "email": "c@mail.example", "contact-email": "no"})
    actor = actor_of(town.organizer)
    with acting(actor):
        (tally,) = days(actor, form)
    assert (tally.waiting, tally.confirmed, tally.refused, tally.expired) == (2, 1, 1, 0)
    assert len(in_form(form, SignUp)) == 3


def test_list_queries_do_not_grow(town: Town, django_assert_num_queries: Any) -> None:
    client = sign_in(town.organizer)
    for count in (1, 3):
        while len(in_form_of(town)) < count:
            make_form(town.organizer)
        with django_assert_num_queries(LIST_QUERIES):
            assert client.get("/forms/").status_code == 200


LIST_QUERIES = 9


def in_form_of(town: Town) -> list[Form]:
    with acting(town.at_alder):
        return list(Form.objects.all())


def test_the_preview_sends_nothing_and_the_code_is_a_picture(town: Town) -> None:
    form = make_form(town.organizer, publish=False)
    client = sign_in(town.organizer)
    page = client.get(f"/forms/{form.pk}/preview/?lang=es").content.decode()
    assert "Súmese" in page
    assert "disabled" in page and "action=" not in page
    assert client.get(f"/forms/{form.pk}/code.svg").status_code == 404
    published = make_form(town.organizer)
    assert client.get(f"/forms/{published.pk}/code.svg").content.startswith(b"<?xml")
