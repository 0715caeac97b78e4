"""Proving a second channel to read everything, and the download."""

import json
import re

import pytest
from django.core import mail
from django.db import connection
from django.test import Client

from audit.log.models import Event
from coalition.platform.tenancy import acting, system_actor
from consent.ledger.actions.subjects import record_holdings
from consent.portal.actions.proof import AN_HOUR
from consent.portal.actions.second_links import send_second_links
from consent.portal.jobs import announce_second_link
from consent.portal.models import PortalSession, StepUp
from orgs.models import Constituent, Organization
from tests.consent.portal.visits import EMAIL, Town, download, enter, newest_code, prove
from tests.consent.portal.words import text
from tests.factories import NOW, make_organization, make_person

pytestmark = pytest.mark.django_db


def test_everything_is_masked_before_the_second_proof(town: Town, ana: Client) -> None:
    page = ana.get(f"/p/me/groups/{town.alder.pk}/").content.decode()

    assert EMAIL not in page and "5550101" not in page and "Alvarez" not in page
    assert ana.post("/p/data/file/").url == "/p/me/proof/"  # type: ignore[attr-defined]


def test_a_code_to_the_other_number_opens_everything(town: Town, ana: Client) -> None:
    page = text(ana.get("/p/me/proof/").content)
    assert "Text message to the number that ends in 01" in page
    assert "checked" not in ana.get("/p/me/proof/").content.decode()

    prove(ana, town.phone)

    page = text(ana.get(f"/p/me/groups/{town.alder.pk}/").content)
    assert "Ana Alvarez" in page and EMAIL in page and "5550101" in page.replace(" ", "")
    with acting(system_actor(organization_id=town.alder.pk)):
        assert not Event.objects.filter(verb="portal.proof.given").exists(), "no organization learns of the proof"


def test_a_code_works_once_in_the_visit_that_asked(town: Town, ana: Client) -> None:
    other = Client()
    enter(other)
    ana.post("/p/me/proof/", {"way": str(town.phone)})
    code = newest_code()

    assert other.post("/p/me/proof/code/", {"code": code}).status_code == 422
    assert ana.post("/p/me/proof/code/", {"code": code}).status_code == 302
    assert ana.post("/p/me/proof/code/", {"code": code}).status_code == 422
    assert PortalSession.objects.filter(full=True).count() == 1


def test_a_code_allows_five_tries_and_ten_minutes(town: Town, ana: Client) -> None:
    ana.post("/p/me/proof/", {"way": str(town.phone)})
    code = newest_code()
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    for _ in range(5):
        assert ana.post("/p/me/proof/code/", {"code": wrong}).status_code == 422
    assert ana.post("/p/me/proof/code/", {"code": code}).status_code == 422

    ana.post("/p/me/proof/", {"way": str(town.phone)})
    code = newest_code()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE portal_stepup SET asked_at = asked_at - interval '10 minutes'")
    assert ana.post("/p/me/proof/code/", {"code": code}).status_code == 422


def test_codes_are_limited(town: Town, ana: Client) -> None:
    for _ in range(AN_HOUR):
        assert ana.post("/p/me/proof/", {"way": str(town.phone)}).url == "/p/me/proof/code/"  # type: ignore[attr-defined]

    assert ana.post("/p/me/proof/", {"way": str(town.phone)}).url == "/p/me/proof/"  # type: ignore[attr-defined]
    assert StepUp.objects.count() == AN_HOUR


@pytest.mark.parametrize("way", ["", "987654321", "zoe"])
def test_a_code_goes_nowhere_else(town: Town, ana: Client, way: str) -> None:
    sent = str(subject_at(town.cedar, "zoe@mail.example")) if way == "zoe" else way

    assert ana.post("/p/me/proof/", {"way": sent}).status_code == 422
    assert StepUp.objects.count() == 0


def subject_at(organization: Organization, value: str) -> int:
    own = system_actor(organization_id=organization.pk)
    with acting(own):
        person = Constituent.objects.get(organization=organization)
        subject: int = person.contact_points.get().subject_id
        return subject


def dora(*names: str) -> tuple[Client, list[Organization]]:
    """Somebody with one e-mail address and nothing else, on one list for each name."""
    organizations = [make_organization(f"only{number}") for number in range(len(names))]
    for organization, name in zip(organizations, names, strict=True):
        person = make_person(organization, name, "Diaz", email="dora@mail.example", city="Davis")
        own = system_actor(organization_id=organization.pk)
        with acting(own):
            subjects = list(person.contact_points.values_list("subject_id", flat=True))
            record_holdings(actor=own, subject_ids=subjects, source="import")
    client = Client()
    enter(client, "dora@mail.example")
    return client, organizations


def pass_a_day() -> int:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE portal_stepup SET send_after = send_after - interval '1 day'")
    actor = system_actor()
    with acting(actor):
        return send_second_links(actor=actor, now=NOW)


def test_without_another_channel_a_second_link_comes_a_day_later() -> None:
    client, [organization] = dora("Dora")
    assert "a day from now" in text(client.get("/p/me/proof/").content)
    for _ in range(2):
        assert client.post("/p/me/proof/").url == "/p/me/proof/"  # type: ignore[attr-defined]
    step = StepUp.objects.get()
    announce_second_link(step_id=step.pk)
    assert mail.outbox[-1].subject == "Your second link comes tomorrow"
    actor = system_actor()
    with acting(actor):
        assert send_second_links(actor=actor, now=NOW) == 0
    assert "A second link is on its way" in text(client.get("/p/me/proof/").content)

    assert pass_a_day() == 1
    assert pass_a_day() == 0

    assert mail.outbox[-1].subject == "Your second link"
    link, _ = second_link()
    fresh = Client()
    assert fresh.get(link).status_code == 200
    assert fresh.post(link).status_code == 302
    assert "Dora Diaz" in text(fresh.get(f"/p/me/groups/{organization.pk}/").content)
    assert fresh.post(link).status_code == 410
    assert "Dora Diaz" not in text(client.get(f"/p/me/groups/{organization.pk}/").content)


def second_link() -> tuple[str, str]:
    found = re.search(r"(/p/open/[^/]+/)", str(mail.outbox[-1].body))
    assert found
    return found[1], ""


def test_a_second_link_can_be_stopped() -> None:
    client, _ = dora("Dora")
    client.post("/p/me/proof/")

    assert client.post("/p/me/proof/cancel/").status_code == 302

    assert pass_a_day() == 0


def test_where_a_code_can_go_there_is_no_second_link(town: Town, ana: Client) -> None:
    assert ana.post("/p/me/proof/").status_code == 422
    assert StepUp.objects.count() == 0


def test_two_people_with_one_mailbox_do_not_read_each_other() -> None:
    client, [_, second] = dora("Dora", "Hugo")
    client.post("/p/me/proof/")
    pass_a_day()
    fresh = Client()
    fresh.post(second_link()[0])

    page = text(fresh.get(f"/p/me/groups/{second.pk}/").content)
    assert "Hugo Diaz" not in page and "dora@mail.example" not in page
    files = download(fresh)
    assert [each["records_not_shown"] for each in files["data.json"]["organizations"]] == [1, 1]
    assert "Hugo" not in json.dumps(files)


def test_a_household_on_one_list_masks_the_address_on_every_list() -> None:
    client, [shared, alone] = dora("Dora", "Dora")
    make_person(shared, "Hugo", "Diaz", email="dora@mail.example", city="Hugotown")
    client.post("/p/me/proof/")
    pass_a_day()
    fresh = Client()
    fresh.post(second_link()[0])

    for visitor in (client, fresh):
        page = text(visitor.get(f"/p/me/groups/{alone.pk}/").content)
        assert "D. D." in page and "Dora" not in page and "Davis" not in page, "it may be Hugo who looks"
        assert visitor.get(f"/p/me/groups/{alone.pk}/wishes/").status_code == 404
    told = text(fresh.get("/p/me/proof/").content)
    assert "The lists name different people" in told and "everything is shown in full" not in told
    assert [each["records_not_shown"] for each in download(fresh)["data.json"]["organizations"]] == [2, 1]


def test_two_lists_with_different_names_mask_each_other(town: Town, ana: Client) -> None:
    with acting(town.at_birch):
        Constituent.objects.filter(organization=town.birch).update(given_name="Beatriz", city="Berkeley")

    for organization, initials in ((town.alder, "A. A."), (town.birch, "B. A.")):
        page = text(ana.get(f"/p/me/groups/{organization.pk}/").content)
        assert initials in page
        for other in ("Beatriz", "Berkeley", "Ana A", "Oakland"):
            assert other not in page

    prove(ana, town.phone)
    assert "Ana Alvarez" in text(ana.get(f"/p/me/groups/{town.alder.pk}/").content)
    assert "Beatriz" not in text(ana.get(f"/p/me/groups/{town.birch.pk}/").content)


def test_the_second_channel_says_who_of_a_household_it_is(town: Town, ana: Client) -> None:
    make_person(town.alder, "Beatriz", "Alvarez", email=EMAIL, city="Berkeley")

    prove(ana, town.phone)

    page = text(ana.get(f"/p/me/groups/{town.alder.pk}/").content)
    assert "Ana Alvarez" in page and "Oakland" in page
    assert "One more person of this list has the same address or number." in page
    assert "B. A." not in page and "Beatriz" not in page and "Berkeley" not in page
    assert "Beatriz" not in json.dumps(download(ana))


def test_to_restrict_a_second_proof_is_never_asked(town: Town, ana: Client) -> None:
    for sent in ({"stop": "all"}, {"block": "all"}):
        assert ana.post("/p/me/check/", sent).url.startswith("/p/receipts/")  # type: ignore[attr-defined]
