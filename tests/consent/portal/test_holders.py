"""One organization's page: what it holds, from where, when it contacted the person and why; and who was given more."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from coalition.platform.tenancy import Actor, acting, system_actor
from consent.ledger.actions.gate import claim_contact
from consent.ledger.models import Holding, Outlet
from consent.portal.queries.records import import_names
from consent.portal.rules.overview import SHOWN_RECORDS
from orgs.actions.interactions import log_interaction
from orgs.models import Constituent, Import, Organization
from tests.consent.ledger.world import agree, claim
from tests.consent.portal.visits import EMAIL, Town, call, make_campaign, prove
from tests.consent.portal.words import text
from tests.factories import NOW, make_person

pytestmark = pytest.mark.django_db


def test_holder_shows_what_from_where_who_and_why(town: Town, ana: Client) -> None:
    call(town, make_campaign(town.valley))

    page = text(ana.get(f"/p/me/groups/{town.alder.pk}/").content)

    assert "Ana A." in page and "Alvarez" not in page
    assert "a…@mail.example" in page and EMAIL not in page
    assert "…01" in page and "5550101" not in page
    assert "Oakland" in page and "Rent" in page and "Petition" in page
    assert re.search(
        r"Today \d\d:\d\d · Phone calls · sent automatically For the campaign “Rent Freeze”"
        r" Allowed, because Alder noted that you agreed on \w+\.? \d+, \d{4}\.",
        page,
    )
    assert "Source: “test”." in page and "Source “Petition”" in page
    assert "Alder" in page and "Birch" not in page


def bring(town: Town, organization: Organization, **holding: object) -> None:
    """The organization holds Ana's address from somewhere else."""
    both = Actor(role="system", organization_id=organization.pk, subject_ids=(town.email,))
    with acting(both):
        Holding.objects.create(subject_id=town.email, holder=organization, **holding)


def test_import_names_are_those_of_the_organization(town: Town, ana: Client) -> None:
    with acting(town.at_alder):
        batch = Import.objects.create(
            organization=town.alder, file_name="members 2026.xlsx", stored_as="gone", file_sha256="0" * 64
        )
    assert import_names(town.at_alder, ["by hand", "import x"]) == {}

    with acting(town.at_alder):
        assert import_names(town.at_alder, [f"import {batch.pk}"]) == {f"import {batch.pk}": "members 2026.xlsx"}
    with acting(town.at_birch):
        assert import_names(town.at_birch, [f"import {batch.pk}"]) == {}


def test_a_file_is_told_in_words(town: Town, ana: Client) -> None:
    with acting(system_actor(organization_id=town.cedar.pk)):
        batch = Import.objects.create(
            organization=town.cedar, file_name="members 2026.xlsx", stored_as="gone", file_sha256="0" * 64
        )
    bring(town, town.cedar, source=f"import {batch.pk}", export=7)

    for path in ("/p/me/", f"/p/me/groups/{town.cedar.pk}/"):
        assert "Source: a list that it brought, “members 2026.xlsx”." in text(ana.get(path).content)


def test_who_was_given_the_details_is_named(town: Town, ana: Client) -> None:
    bring(town, town.cedar, source="export of Alder", export=7)

    assert "3 groups have your details" in text(ana.get("/p/me/").content)
    assert re.search(r"Cedar Since .*, from: “export of Alder”", text(ana.get("/p/me/received/").content))
    assert "Secret" not in text(ana.get(f"/p/me/groups/{town.cedar.pk}/").content)


def test_a_file_that_an_organization_took_from_its_own_list_is_told(town: Town, ana: Client) -> None:
    bring(town, town.alder, source="export", export=12)

    assert "2 groups have your details" in text(ana.get("/p/me/").content)
    page = text(ana.get("/p/me/received/").content)
    assert re.search(r"Alder Since .*, from: a file that its staff took from its own list", page)


def test_contacts_of_an_organization_that_holds_nothing_any_more_stay_visible(town: Town, ana: Client) -> None:
    own = system_actor(organization_id=town.cedar.pk)
    agree(own, [town.email])
    assert claim(own, town.email).allowed

    assert "2 groups have your details" in text(ana.get("/p/me/").content)
    page = text(ana.get("/p/me/received/").content)
    assert re.search(r"Cedar Today \d\d:\d\d · Phone calls It contacted you, and holds nothing", page)


def test_holder_of_others_is_not_found(town: Town, ana: Client) -> None:
    assert ana.get(f"/p/me/groups/{town.cedar.pk}/").status_code == 404
    assert ana.get("/p/me/groups/987654321/").status_code == 404


def test_me_shows_records_with_the_proven_address_alone(town: Town, ana: Client) -> None:
    bob = make_person(town.alder, "Bob", "Blocked", phone="+1 510 555 0101", city="Bobville")
    call(town)
    agree(town.at_alder, [town.phone])
    assert claim(town.at_alder, town.phone, campaign=None, reference=f"{bob.pk}").allowed

    page = text(ana.get(f"/p/me/groups/{town.alder.pk}/").content)

    assert "Bob" not in page and "Secret" not in page
    assert page.count("Phone calls</") == 0
    assert len(re.findall(r"\d\d:\d\d · Phone calls", page)) == 1


def test_me_masks_the_names_of_a_household(town: Town, ana: Client) -> None:
    make_person(town.alder, "Beatriz", "Alvarez", email=EMAIL, city="Berkeley")

    page = text(ana.get(f"/p/me/groups/{town.alder.pk}/").content)

    assert "Nobody is shown another" not in page
    assert "A. A." in page and "B. A." in page
    assert "Beatriz" not in page and "Berkeley" not in page


def test_of_many_people_with_one_address_a_few_are_shown_and_the_rest_counted(town: Town, ana: Client) -> None:
    for number in range(SHOWN_RECORDS + 2):
        make_person(town.alder, f"Member {number}", "Many", email=EMAIL)

    page = text(ana.get(f"/p/me/groups/{town.alder.pk}/").content)

    assert page.count("M. M.") == SHOWN_RECORDS - 1 and page.count("A. A.") == 1
    assert "3 more people of this list have the same address or number. Nobody is shown another" in page


def test_note_list_is_for_whoever_proved_more(town: Town, ana: Client) -> None:
    path = f"/p/me/groups/{town.alder.pk}/notes/"
    note(town, "Wants a translator")
    assert ana.get(path).url == "/p/me/proof/"  # type: ignore[attr-defined]
    page = text(ana.get(f"/p/me/groups/{town.alder.pk}/").content)
    assert "Their own notes 1 note" in page and "translator" not in page

    prove(ana, town.phone)

    assert path in ana.get(f"/p/me/groups/{town.alder.pk}/").content.decode()
    assert "Wants a translator Today" in text(ana.get(path).content)
    assert "wrote nothing down" in text(ana.get(f"/p/me/groups/{town.birch.pk}/notes/").content)
    assert ana.get(f"/p/me/groups/{town.cedar.pk}/notes/").status_code == 404


def test_note_list_leaves_others_of_a_household_out(town: Town, ana: Client) -> None:
    note(town, "Wants a translator")
    note(town, "Owes money", make_person(town.alder, "Beatriz", "Alvarez", email=EMAIL).pk)
    prove(ana, town.phone)

    page = text(ana.get(f"/p/me/groups/{town.alder.pk}/notes/").content)

    assert "Wants a translator" in page and "Owes money" not in page


def note(town: Town, words: str, person_id: int | None = None) -> None:
    """Alder writes something down about Ana, or about somebody else of its list."""
    own = town.at_alder
    with acting(own):
        about = person_id or Constituent.objects.filter(organization=town.alder).order_by("pk").values_list("pk")[0][0]
        log_interaction(
            actor=own, now=timezone.now(), person_id=about, kind="note", summary=words, occurred_at=None
        )  # fmt: skip


def test_long_histories_are_paged(town: Town, ana: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("consent.portal.actions.looking.PER_PAGE", 2)
    for number in range(5):
        note(town, f"note {number}")
    for number in range(3):
        agree(town.at_alder, [town.email], channel=f"{number}")
        with acting(town.at_alder):
            assert claim_contact(
                actor=town.at_alder, now=NOW, contacted=town.email, subject_ids=[town.email], channel=f"{number}",
                hold=False,
            ).allowed  # fmt: skip
    prove(ana, town.phone)

    group = f"/p/me/groups/{town.alder.pk}/"
    pages = [text(ana.get(group, {"page": page}).content) for page in (1, 2)]
    notes = [text(ana.get(f"{group}notes/", {"page": page}).content) for page in (1, 2, 3)]

    assert [page.count("Allowed, because Alder noted") for page in pages] == [2, 1]
    assert [re.findall(r"note \d", page) for page in notes] == [["note 4", "note 3"], ["note 2", "note 1"], ["note 0"]]


def test_the_main_page_is_paged(town: Town, ana: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("consent.portal.views.choices.PER_PAGE", 1)

    first, second = (text(ana.get("/p/me/", {"page": page}).content) for page in (1, 2))

    assert "2 groups have your details" in first and "2 groups have your details" in second
    assert ("Alder Has your" in first, "Birch Has your" in first) == (True, False)
    assert ("Alder Has your" in second, "Birch Has your" in second) == (False, True)


def test_whoever_still_has_to_confirm_is_named(town: Town, ana: Client) -> None:
    with acting(town.at_alder):
        Outlet.objects.create(organization=town.alder, name="webhook")
    ana.post("/p/me/check/", {"stop": "all"})

    page = text(ana.get("/p/me/").content)

    assert "What you stopped: 1 of 2 confirmed" in page
    assert page.count("It still has to confirm that it stopped.") == 1
