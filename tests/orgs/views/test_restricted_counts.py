"""Figures count no restricted people: neither alone nor by their difference from a list."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from coalition.platform.keys import ContactKind
from coalition.platform.tenancy import Actor, acting
from orgs.actions.custom_fields import remove_field
from orgs.actions.replies import receive_reply
from orgs.actions.restricted import GroupFacts, restrict_person, save_group
from orgs.actions.tags import tag_people
from orgs.models import (
    Constituent,
    ConstituentDistrict,
    ConstituentTag,
    CustomField,
    CustomValue,
    District,
    DistrictMap,
    Interaction,
    Organization,
    RemovedValue,
    Reply,
    User,
)
from orgs.queries.contact_times import contact_weeks
from orgs.queries.custom_fields import counted_fields, people_with
from orgs.queries.people_counts import people_counts
from orgs.queries.unused import unused_facts, unused_fields
from tests.conftest import sign_in
from tests.factories import NOW, actor_of, make_member, make_person, subject_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def fay(alder: Organization) -> User:
    return make_member(alder, "fundraiser", "Fay Fund")


@pytest.fixture
def rich(alder: Organization, fay: User) -> Constituent:
    """Regina of a group that Fay keeps, in District 9, with a tag."""
    today = timezone.localdate()
    born = date(today.year - 18, today.month, 1) - timedelta(days=40)
    person = make_person(
        alder,
        "Regina",
        "Quill",
        birth_date=born,
        email="regina@post.example",
        interests=["Opera"],
        city="Quilltown",
    )
    with acting(Actor(role="system", organization_id=alder.pk)):
        Constituent.objects.update(created_at=NOW - timedelta(days=400))
    system = Actor(role="system", organization_id=alder.pk, user_id=fay.pk)
    with acting(system):
        facts = GroupFacts("Major donors", "major_donors", keeper=fay.pk)
        group = save_group(actor=system, now=NOW, facts=facts)
        tag_people(actor=system, now=NOW, person_ids=[person.pk], name="Gala")
        map_ = DistrictMap.objects.create(organization=alder, name="Wards", kind="ward")
        district = District.objects.create(organization=alder, map=map_, code="9", name="Ninth", rings=[])
        ConstituentDistrict.objects.create(organization=alder, constituent=person, map=map_, district=district)
    with acting(by := actor_of(fay)):
        restrict_person(actor=by, now=NOW, person_id=person.pk, group_id=group.pk)
    return person


def figures(client: Client) -> dict[str, Any]:
    tag = next(iter(client.get("/tags/").context["page"]))
    map_ = client.get("/districts/").context["maps"][0]["map"]
    people = client.get("/people/")
    return {
        "tag": tag.people,
        "its page": client.get(f"/tags/{tag.pk}/").context["people"],
        "district": client.get(f"/districts/{map_.pk}/").context["placed"],
        "to choose": len(people.context["ask"].form.fields["district"].choices) - 1,
        "list": people.context["page"].paginator.count,
        "home": client.get("/").context["figures"].people,
        "came of age": len(client.get("/").context["waiting"].of_age),
    }


def test_tags_and_districts_count_whom_the_reader_sees(
    alder: Organization, rich: Constituent, fay: User, organizer: Client
) -> None:
    assert set(figures(sign_in(fay)).values()) == {1}
    assert set(figures(organizer).values()) == {0}


def test_analysts_count_nobody_who_is_restricted(alder: Organization, rich: Constituent) -> None:
    with acting(Actor(role="system", organization_id=alder.pk)):
        Interaction.objects.create(organization=alder, constituent=rich, kind="call", occurred_at=timezone.now())
    with acting(actor := actor_of(make_member(alder, "analyst"))):
        counts = people_counts(actor)
        weeks = contact_weeks(actor, timezone.localdate())
    assert (counts.figures.people, counts.cities, counts.interests) == (0, [], [])
    assert sum(week.theirs + week.ours for week in weeks) == 0
    with acting(system := Actor(role="system", organization_id=alder.pk)):
        assert sum(week.theirs + week.ours for week in contact_weeks(system, timezone.localdate())) == 1


def test_nothing_is_done_to_a_restricted_person_whose_number_was_guessed(
    alder: Organization, rich: Constituent, organizer: Client
) -> None:
    sent = {"person": str(rich.pk), "filters": "", "stated": "1", "do": "tag", "tag": "Mine"}
    page = organizer.post("/people/bulk/", sent, follow=True).content.decode()
    assert "Nobody was chosen." in page
    with acting(actor := actor_of(make_member(alder, "organizer", "Otto Org"))):
        assert tag_people(actor=actor, now=NOW, person_ids=[rich.pk], name="Mine") == 0
    with acting(Actor(role="system", organization_id=alder.pk)):
        assert list(ConstituentTag.objects.values_list("tag__name", flat=True)) == ["Gala"]


def test_fields_and_what_is_unused_count_whom_the_reader_sees(
    alder: Organization, rich: Constituent, fay: User
) -> None:
    ada, system = make_member(alder, "admin", "Ada Admin"), Actor(role="system", organization_id=alder.pk)
    long_ago = NOW - timedelta(days=800)
    with acting(system):
        field = CustomField.objects.create(
            organization=alder, name="Wealth", folded="wealth", type="text", applies_to="both", visible_to="admins"
        )
        CustomField.objects.filter(pk=field.pk).update(created_at=long_ago)
        CustomValue.objects.create(organization=alder, constituent=rich, field=field, type="text", text="high")
        Constituent.objects.filter(pk=rich.pk).update(pronouns="she/her")
        Organization.objects.filter(pk=alder.pk).update(created_at=long_ago)
    for actor, people, facts in ((actor_of(ada), 0, []), (system, 1, ["pronouns", "city"])):
        with acting(actor):
            assert [each.people for each in counted_fields(actor)] == [people]  # type: ignore[attr-defined]
            assert people_with(actor, field.pk) == people
            assert [each.people for each in unused_fields(actor, NOW)] == [people]
            assert [each.key for each in unused_facts(actor, NOW)] == facts
    with acting(by := actor_of(ada)):
        removal = remove_field(actor=by, now=NOW, field_id=field.pk)
        assert (removal.people, RemovedValue.objects.count()) == (0, 1)
    page = sign_in(ada).get("/settings/unused/").content.decode()
    assert "0 people had it." in page


def test_replies_of_restricted_records_wait_for_whoever_sees_them(
    alder: Organization, rich: Constituent, fay: User, organizer: Client
) -> None:
    subject = subject_of(ContactKind.PHONE, "+15105550142")
    with acting(system := Actor(role="system", organization_id=alder.pk)):
        receive_reply(actor=system, now=NOW, subject_id=subject, words="I give", reference="1", maybe_stop=False)
        Reply.objects.update(constituent=rich)
        reply = Reply.objects.get()
    page = organizer.get("/messages/replies/").content.decode()
    assert "Restricted record" in page
    assert "They want no more texts" not in page
    assert "1 reply to read" not in organizer.get("/messages/").content.decode()
    assert "1 reply to read" in sign_in(fay).get("/messages/").content.decode()
    assert organizer.post(f"/messages/replies/{reply.pk}/mark/", {"mark": "nothing"}).status_code == 403
    assert sign_in(fay).post(f"/messages/replies/{reply.pk}/mark/", {"mark": "nothing"}).status_code == 302


def test_person_restrict_refuses_a_number_of_thousands_of_digits(rich: Constituent, fay: User) -> None:
    client = sign_in(fay)
    for path in ("restrict", "unrestrict"):
        answer = client.post(f"/people/{rich.pk}/{path}/", {"group": "9" * 5000}, follow=True)
        assert "Choose a group." in answer.content.decode()
