"""The person's own page: what it shows, and that a stop works before it is answered."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from audit.log.models import Event
from coalition.platform.tenancy import acting, system_actor
from consent.ledger.actions.events import record_events
from consent.ledger.actions.gate import claim_contact
from consent.ledger.rules.new_event import NewEvent
from orgs.models import Constituent
from tests.conftest import sign_in
from tests.consent.ledger.world import agree, claim
from tests.consent.portal.visits import EMAIL, Town, call, enter, hold, make_campaign, prove
from tests.consent.portal.words import text
from tests.factories import NOW, make_member, make_person

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=900)
MINE, EACH = 17, 4  # statements of a page: its own, and for each organization that is read under its own scope


def test_me_shows_who_holds_and_who_called_why(town: Town, ana: Client) -> None:
    call(town, make_campaign(town.valley))

    page = text(ana.get("/p/me/").content)

    assert "2 groups have your details" in page
    assert "Alder" in page and "Birch" in page and "Cedar" not in page
    assert re.search(r"Last contact: Today \d\d:\d\d · Phone calls · Rent Freeze", page)
    assert re.search(r"Yes: Alder noted that you agreed on \w+\.? \d+, \d{4}\.", page)
    assert "No: you were never asked." in page
    assert "To whom your details may be passed on" not in page
    assert "Nobody The groups have your details from you" in text(ana.get("/p/me/received/").content)


def test_a_minor_is_told_who_decides(town: Town, ana: Client) -> None:
    with acting(town.at_alder):
        record_events(
            actor=town.at_alder,
            now=NOW,
            events=[NewEvent(subject_id=town.email, kind="minor", actor_kind="staff", evidence=1, until=LATER)],
        )

    page = ana.get("/p/me/").content

    assert "You are noted as under age Until" in text(page)
    assert b'type="radio"' not in page
    assert ana.post("/p/me/check/", {f"choice-{town.alder.pk}-email": "yes"}).url == "/p/me/"  # type: ignore[attr-defined]
    assert ana.post("/p/me/check/", {"stop": "all"}).url.startswith("/p/receipts/")  # type: ignore[attr-defined]


def test_me_preselects_nothing(ana: Client) -> None:
    page = ana.get("/p/me/").content.decode()

    assert page.count('type="radio"') == 2 * 3 * 2
    assert "checked" not in page


def test_a_yes_of_a_household_names_who_proved_who_they_are(town: Town, ana: Client) -> None:
    make_person(town.alder, "Beatriz", "Alvarez", email=EMAIL)
    choice = f"choice-{town.alder.pk}-email"
    assert 'value="yes" id="' + choice not in ana.get("/p/me/").content.decode()
    ana.post("/p/me/check/", {choice: "yes"})
    household = [{town.email: name} for name in ("Ana", "Beatriz")]
    assert [claim_mail(town, each) for each in household] == ["not_asked", "not_asked"]

    prove(ana, town.phone)
    assert 'value="yes" id="' + choice in ana.get("/p/me/").content.decode()
    ana.post("/p/me/check/", {choice: "yes"})

    assert [claim_mail(town, each) for each in household] == ["consent", "not_asked"]
    ana.post("/p/me/check/", {choice: "no"})
    assert [claim_mail(town, each) for each in household] == ["withdrawn", "withdrawn"]


def test_a_no_stops_what_another_of_the_household_gets(town: Town, ana: Client) -> None:
    beatriz = make_person(town.alder, "Beatriz", "Alvarez", email=EMAIL)
    agree(town.at_alder, [town.email], channel="email", named=beatriz.given_name)
    prove(ana, town.phone)
    assert claim_mail(town, {town.email: "Beatriz"}) == "consent"

    ana.post("/p/me/check/", {f"choice-{town.alder.pk}-email": "no"})

    assert claim_mail(town, {town.email: "Beatriz"}) == "withdrawn"


def test_a_yes_is_not_asked_of_somebody_whose_record_has_no_name(town: Town, ana: Client) -> None:
    make_person(town.alder, "Beatriz", "Alvarez", email=EMAIL)
    with acting(town.at_alder):
        Constituent.objects.filter(given_name="Ana").update(given_name="")
    prove(ana, town.phone)
    choice = f"choice-{town.alder.pk}-email"

    assert 'value="yes" id="' + choice not in ana.get("/p/me/").content.decode()
    assert ana.post("/p/me/check/", {choice: "yes"}).url == "/p/me/"  # type: ignore[attr-defined]


def claim_mail(town: Town, household: dict[int, str]) -> str:
    with acting(town.at_alder):
        return claim_contact(
            actor=town.at_alder, now=NOW, contacted=town.email, subject_ids=[town.email], channel="email", hold=False,
            household=household,
        ).reason  # fmt: skip


def test_me_is_recorded_for_every_organization_that_was_read(town: Town, ana: Client) -> None:
    ana.get("/p/me/")

    for own in (town.at_alder, town.at_birch):
        with acting(own):
            event = Event.objects.get(verb="orgs.crossing.entered")
            assert event.detail == {"reason": "portal", "organizations": 2}
    with acting(system_actor(organization_id=town.cedar.pk)):
        assert not Event.objects.filter(verb="orgs.crossing.entered").exists()


def consent_rows() -> tuple[int, ...]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.subject_ids', '{1,2,3,4,5,6}', true)")
        cursor.execute("SELECT count(*) FROM consent_event")
        return tuple(cursor.fetchone())


def test_get_and_head_change_no_consent(town: Town, ana: Client) -> None:
    before = consent_rows()
    for path in ("/p/me/", "/p/me/check/?stop=all", f"/p/me/check/?choice-{town.alder.pk}-phone=no"):
        assert ana.get(path).status_code == 200
        assert ana.head(path).status_code == 200

    assert consent_rows() == before
    assert claim(town.at_alder, town.phone, [town.email]).allowed


def test_check_shows_changed_lines_only(town: Town, ana: Client) -> None:
    alder, birch = town.alder.pk, town.birch.pk
    ana.post("/p/me/check/", {f"choice-{birch}-phone": "no"})
    sent = {f"choice-{alder}-phone": "no", f"choice-{birch}-phone": "no", f"choice-{birch}-email": "yes"}

    page = text(ana.get("/p/me/check/", sent).content)

    assert "Alder may not contact you by phone." in page
    assert "Birch may contact you by e-mail." in page
    assert "Birch may not contact you" not in page
    assert "Nothing to change" in text(ana.get("/p/me/check/", {f"choice-{town.cedar.pk}-phone": "yes"}).content)


def test_a_no_to_what_was_never_asked_is_kept(town: Town, ana: Client) -> None:
    choice = {f"choice-{town.birch.pk}-phone": "no"}

    assert "Birch may not contact you by phone." in text(ana.get("/p/me/check/", choice).content)
    ana.post("/p/me/check/", choice)

    agree(town.at_birch, [town.email])
    assert claim(town.at_birch, town.email).reason == "withdrawn"
    assert "Nothing to change" in text(ana.get("/p/me/check/", choice).content)


def test_stop_all_works_before_it_is_answered(town: Town, ana: Client) -> None:
    agree(town.at_birch, [town.email], channel="email")

    response = ana.post("/p/me/check/", {"stop": "all"})

    assert response.url.startswith("/p/receipts/")  # type: ignore[attr-defined]
    assert claim(town.at_alder, town.phone, [town.email]).reason == "withdrawn"
    assert claim(town.at_alder, town.phone).reason == "withdrawn", "one hop: the phone of the record is stopped too"
    receipt = text(ana.get(response.url).content)  # type: ignore[attr-defined]
    assert "Everybody stops" in receipt
    assert "No: you said so on" in text(ana.get("/p/me/").content)


def test_stop_one_organization_leaves_the_other(town: Town, ana: Client) -> None:
    agree(town.at_birch, [town.email])

    ana.post("/p/me/check/", {"stop": str(town.alder.pk)})

    assert claim(town.at_alder, town.phone, [town.email]).reason == "withdrawn"
    assert claim(town.at_birch, town.email).allowed


def test_a_yes_lifts_for_that_recipient_and_channel_alone(town: Town, ana: Client) -> None:
    agree(town.at_birch, [town.email])
    ana.post("/p/me/check/", {"stop": "all"})

    response = ana.post("/p/me/check/", {f"choice-{town.alder.pk}-phone": "yes"})

    assert "Alder may contact you by phone." in text(ana.get(response.url).content)  # type: ignore[attr-defined]
    assert claim(town.at_alder, town.phone, [town.email]).allowed
    assert claim(town.at_birch, town.email).reason == "withdrawn"


def test_a_receipt_is_read_by_its_person_alone(town: Town, ana: Client) -> None:
    url = ana.post("/p/me/check/", {"stop": "all"}).url  # type: ignore[attr-defined]
    zoe = Client()
    hold(town.cedar, make_person(town.cedar, "Zoe", "Second", email="zoe@mail.example"))
    enter(zoe, "zoe@mail.example")

    assert ana.get(url).status_code == 200
    assert zoe.get(url).status_code == 404
    assert zoe.get("/p/receipts/0123456789abcdef/").status_code == 404
    assert Client().get(url).status_code == 302


def test_a_staff_session_opens_nothing_in_the_portal(town: Town) -> None:
    staff = sign_in(make_member(town.alder, "admin"))

    assert staff.get("/p/me/").status_code == 302
    assert staff.post("/p/me/check/", {"stop": "all"}).status_code == 302
    assert claim(town.at_alder, town.phone, [town.email]).allowed


def test_posting_needs_a_csrf_token(town: Town, ana: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = ana.cookies

    assert strict.post("/p/me/check/", {"stop": "all"}).status_code == 403
    assert claim(town.at_alder, town.phone, [town.email]).allowed


def test_me_asks_a_fixed_number_of_questions(town: Town, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    dora = Client()
    person = make_person(town.alder, "Dora", "Diaz", email="dora@mail.example")
    hold(town.alder, person)
    enter(dora, "dora@mail.example")
    with django_assert_num_queries(MINE + EACH):
        assert dora.get("/p/me/").status_code == 200
    for organization in (town.birch, town.cedar):
        hold(organization, make_person(organization, "Dora", "Diaz", email="dora@mail.example"))
    with django_assert_num_queries(MINE + 3 * EACH):
        assert dora.get("/p/me/").status_code == 200
