"""What is taken off one person's record goes back as it was, for thirty days, and then is gone for good."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import Client
from django.utils import timezone

from coalition.platform.keys import ContactKind
from coalition.platform.tenancy import Actor, acting, system_actor
from consent.ledger.models import Holding
from orgs.actions.contact_changes import ContactNote, change_contact, remove_contact
from orgs.actions.contacts import NewContact, add_contacts
from orgs.actions.person_facts import CannotReturn
from orgs.actions.removals import drop_removals, undo_removal
from orgs.actions.restricted import GroupFacts, restrict_person, save_group
from orgs.actions.roles import add_role
from orgs.models import (
    Constituent,
    ConstituentRole,
    ConstituentSkill,
    ContactPoint,
    Organization,
    PostalAddress,
    Removal,
    SocialHandle,
)
from orgs.queries.collected_held import collected_held
from orgs.queries.contacts import data_key, open_contact
from orgs.queries.erasure import whom_to_forget
from tests.conftest import sign_in
from tests.factories import NOW, actor_of, make_member, make_organization, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def alder() -> Organization:
    return make_organization("alder")


@pytest.fixture
def own(alder: Organization) -> Actor:
    return system_actor(organization_id=alder.pk)


@pytest.fixture
def client(alder: Organization) -> Client:
    return sign_in(make_member(alder, "organizer"))


@pytest.fixture
def ana(alder: Organization) -> Constituent:
    return make_person(alder, "Ana", "García", email="ana@post.example", phone="+14155550123", city="Oakland")


def held(own: Actor, subject: int) -> bool:
    with acting(Actor(role="subject", subject_ids=(subject,))):
        return Holding.objects.filter(holder_id=own.organization_id).exists()


def rows_of(model: Any, own: Actor, *names: str) -> list[tuple[Any, ...]]:
    with acting(own):
        return list(model.objects.order_by("pk").values_list(*names))


@pytest.mark.parametrize(
    ("add", "sent", "model", "path", "names"),
    [
        ("addresses/", {"kind": "work", "street": "1 Main St", "city": "Reno"}, PostalAddress,
         "addresses/{pk}/remove/", ("kind", "street", "city", "postal_code")),
        ("social/", {"network": "mastodon", "handle": "ana@mastodon.example"}, SocialHandle,
         "social/{pk}/remove/", ("network", "handle")),
        ("roles/", {"role": "volunteer", "since": "2024-03-01", "until": "2025-01-31"}, ConstituentRole,
         "roles/{pk}/remove/", ("role", "since", "until")),
        ("skills/", {"name": "Cooking", "level": "expert"}, ConstituentSkill,
         "skills/{skill}/remove/", ("skill__name", "level")),
    ],
)  # fmt: skip
def test_each_fact_comes_back_as_it_was(
    client: Client, own: Actor, ana: Constituent, add: str, sent: dict[str, str], model: Any, path: str,
    names: tuple[str, ...],
) -> None:  # fmt: skip
    assert client.post(f"/people/{ana.pk}/{add}", sent).status_code == 302
    before = rows_of(model, own, *names)
    assert len(before) == 1
    with acting(own):
        row = model.objects.get()
    url = path.format(pk=row.pk, skill=getattr(row, "skill_id", 0))
    answer = client.post(f"/people/{ana.pk}/{url}", follow=True)
    assert rows_of(model, own, *names) == []
    with acting(own):
        removal = Removal.objects.get()
    assert f'action="/removals/{removal.pk}/undo/"' in answer.content.decode()
    page = client.get(f"/people/{ana.pk}/removed/")
    assert page.context["kept"][0].removal == removal
    undone = client.post(f"/removals/{removal.pk}/undo/", {"next": f"/people/{ana.pk}/"})
    assert undone["Location"] == f"/people/{ana.pk}/"
    assert rows_of(model, own, *names) == before
    assert rows_of(Removal, own, "id") == []
    assert "Nothing was taken off" in client.get(f"/people/{ana.pk}/removed/").content.decode()


def number_of(own: Actor, ana: Constituent) -> ContactPoint:
    with acting(own):
        return ContactPoint.objects.get(constituent=ana, kind="phone")


def removed_number(own: Actor, ana: Constituent) -> Removal:
    point = number_of(own, ana)
    with acting(own):
        note = ContactNote("mobile", preferred=True)
        change_contact(actor=own, now=NOW, person_id=ana.pk, point_id=point.pk, note=note)
        return remove_contact(actor=own, now=timezone.now(), person_id=ana.pk, point_id=point.pk)


def test_a_number_comes_back_with_its_label_and_its_consent(own: Actor, ana: Constituent) -> None:
    before = number_of(own, ana)
    removal = removed_number(own, ana)
    assert held(own, before.subject_id), "a no must reach what can still be put back"
    with acting(own):
        assert [point.kind for point in ContactPoint.objects.all()] == ["email"]
        assert collected_held(own, [ana.pk])[ana.pk] == [
            {"what": "removed", "name": "contact", "value": "+14155550123, phone, mobile"}
        ]
        undo_removal(actor=own, now=timezone.now(), removal_id=removal.pk)
        back = ContactPoint.objects.get(kind="phone")
        assert (back.subject_id, back.label, back.preferred) == (before.subject_id, "mobile", True)
        assert open_contact(data_key(own), back) == "+14155550123"


def test_another_number_that_is_preferred_by_now_stays_so(own: Actor, ana: Constituent) -> None:
    removal = removed_number(own, ana)
    with acting(own):
        new = NewContact(ContactKind.PHONE, "+14155550199")
        (point,) = add_contacts(actor=own, now=NOW, person_id=ana.pk, contacts=[new])
        note = ContactNote(preferred=True)
        change_contact(actor=own, now=NOW, person_id=ana.pk, point_id=point.pk, note=note)
        undo_removal(actor=own, now=timezone.now(), removal_id=removal.pk)
        preferred = ContactPoint.objects.filter(kind="phone", preferred=True)
        assert [each.pk for each in preferred] == [point.pk]


def test_after_thirty_days_a_number_is_neither_kept_nor_held(own: Actor, ana: Constituent) -> None:
    subject = number_of(own, ana).subject_id
    removal = removed_number(own, ana)
    with acting(own):
        later = timezone.now() + timedelta(days=31)
        with pytest.raises(Http404):
            undo_removal(actor=own, now=later, removal_id=removal.pk)
        assert drop_removals(actor=own, now=later) == 1
    assert not held(own, subject)


def test_what_somebody_else_has_by_now_does_not_come_back(
    client: Client, alder: Organization, own: Actor, ana: Constituent
) -> None:
    removal = removed_number(own, ana)
    make_person(alder, "Ana", "Other", phone="+14155550123")
    with acting(own), pytest.raises(CannotReturn) as refused:
        undo_removal(actor=own, now=timezone.now(), removal_id=removal.pk)
    assert refused.value.reason == "known"
    answer = client.post(f"/removals/{removal.pk}/undo/", {"next": f"/people/{ana.pk}/"}, follow=True)
    assert "somebody of the same first name has this address or number now" in answer.content.decode()
    assert rows_of(Removal, own, "id") == [(removal.pk,)]


def test_a_role_that_was_given_anew_meanwhile_does_not_come_back(client: Client, own: Actor, ana: Constituent) -> None:
    with acting(own):
        role = add_role(actor=own, now=NOW, person_id=ana.pk, role="board")
    client.post(f"/people/{ana.pk}/roles/{role.pk}/remove/")
    with acting(own):
        add_role(actor=own, now=NOW, person_id=ana.pk, role="board")
        removal = Removal.objects.get()
    answer = client.post(f"/removals/{removal.pk}/undo/", {"next": "//evil.example/"}, follow=True)
    assert answer.redirect_chain[-1][0] == "/people/"
    assert "they have this role in a part of that time already" in answer.content.decode()


def test_an_erasure_knows_the_numbers_that_were_taken_off(own: Actor, ana: Constituent) -> None:
    removed_number(own, ana)
    with acting(own):
        who = whom_to_forget(own, [ana.pk])
    assert sorted(each.written for each in who.identifiers) == ["+14155550123", "ana@post.example"]


def test_a_fact_of_a_restricted_record_is_put_back_by_nobody_else(
    alder: Organization, own: Actor, ana: Constituent
) -> None:
    removal = removed_number(own, ana)
    fay = actor_of(make_member(alder, "fundraiser", "Fay"))
    with acting(fay):
        facts = GroupFacts("Major donors", "major_donors", keeper=fay.user_id, roles=("fundraiser",))
        group = save_group(actor=replace(own, user_id=fay.user_id), now=NOW, facts=facts)
        restrict_person(actor=fay, now=NOW, person_id=ana.pk, group_id=group.pk)
    organizer = make_member(alder, "organizer", "Olga")
    with acting(actor_of(organizer)), pytest.raises(PermissionDenied):
        undo_removal(actor=actor_of(organizer), now=timezone.now(), removal_id=removal.pk)
    answer = sign_in(organizer).get(f"/people/{ana.pk}/removed/")
    assert answer.status_code == 403
    assert "García" not in answer.content.decode()


@pytest.mark.parametrize("role", ["fundraiser", "analyst", "volunteer"])
def test_undo_removal_is_for_those_who_edit_people(
    alder: Organization, own: Actor, ana: Constituent, role: str
) -> None:
    removal = removed_number(own, ana)
    member = actor_of(make_member(alder, role))
    with acting(member), pytest.raises(PermissionDenied):
        undo_removal(actor=member, now=timezone.now(), removal_id=removal.pk)
