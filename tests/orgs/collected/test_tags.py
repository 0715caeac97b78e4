"""Tags: on people, renamed, merged, deleted, put back."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from coalition.platform.tenancy import Actor, acting
from orgs.actions.removals import drop_removals
from orgs.actions.segments import save_segment
from orgs.actions.tags import TagRefused, delete_tag, merge_tags, rename_tag, tag_people, untag_people
from orgs.models import Constituent, ConstituentTag, Organization, Removal, RemovedValue, Segment, Tag
from orgs.queries.segments import segment_members
from tests.conftest import sign_in
from tests.factories import NOW, actor_of, make_member, make_organization, make_person

pytestmark = pytest.mark.django_db


def tag(own: Actor, people: list[Constituent], name: str) -> Tag:
    with acting(own):
        tag_people(actor=own, now=NOW, person_ids=[person.pk for person in people], name=name)
        return Tag.objects.get(name=name)


def tags(own: Actor) -> dict[str, list[str]]:
    with acting(own):
        rows = ConstituentTag.objects.order_by("tag__name", "constituent__given_name")
        found: dict[str, list[str]] = {name: [] for name in Tag.objects.values_list("name", flat=True)}
        for name, given in rows.values_list("tag__name", "constituent__given_name"):
            found[name].append(given)
        return found


def test_tag_people_counts_who_is_new_and_takes_a_look_alike(own: Actor, people: list[Constituent]) -> None:
    with acting(own):
        assert tag_people(actor=own, now=NOW, person_ids=[people[0].pk], name="Tenant leader") == 1
        assert tag_people(actor=own, now=NOW, person_ids=[p.pk for p in people[:2]], name="tenant-LEADER") == 1
    assert tags(own) == {"Tenant leader": ["Ana", "Ben"]}


def test_tag_people_leaves_other_organizations_alone(own: Actor, people: list[Constituent]) -> None:
    theirs = make_person(make_organization("birch"), "Bertha")
    with acting(own):
        assert tag_people(actor=own, now=NOW, person_ids=[theirs.pk, people[0].pk], name="vip") == 1
    assert tags(own) == {"vip": ["Ana"]}


def test_untag_people(own: Actor, people: list[Constituent]) -> None:
    vip = tag(own, people, "vip")
    with acting(own):
        assert untag_people(actor=own, now=NOW, person_ids=[people[0].pk], tag_id=vip.pk) == 1
    assert tags(own) == {"vip": ["Ben", "Chloë"]}


def test_rename_tag_renames_it_in_segments(own: Actor, people: list[Constituent]) -> None:
    vip = tag(own, people[:2], "vip")
    rules = {"conditions": [{"field": "tag", "test": "is", "value": "VIP"}]}
    with acting(own):
        segment = save_segment(actor=own, now=NOW, name="Known", rules=rules)
        rename_tag(actor=own, now=NOW, tag_id=vip.pk, name="Known well")
        segment.refresh_from_db()
        assert segment.rules["conditions"][0]["value"] == "Known well"
        assert segment_members(own, segment).count() == 2


def test_rename_tag_to_one_that_looks_the_same_is_refused(own: Actor, people: list[Constituent]) -> None:
    vip, other = tag(own, people, "vip"), tag(own, people, "Café")
    with acting(own):
        with pytest.raises(TagRefused) as refused:
            rename_tag(actor=own, now=NOW, tag_id=vip.pk, name="CAFE")
        assert (refused.value.code, refused.value.tag) == ("taken", other)
        rename_tag(actor=own, now=NOW, tag_id=vip.pk, name="VIP")  # its own look-alike is fine
    assert sorted(tags(own)) == ["Café", "VIP"]


def test_merge_tags_and_undo(own: Actor, admin: Client, people: list[Constituent]) -> None:
    old = tag(own, people[:2], "old")
    tag(own, people[1:], "new")
    with acting(own):
        removal = merge_tags(actor=own, now=NOW, tag_id=old.pk, into="NEW")
    assert tags(own) == {"new": ["Ana", "Ben", "Chloë"]}
    assert removal.people == 2
    with acting(own):
        Removal.objects.update(expires_at="2099-01-01T00:00Z")
    assert admin.post(f"/removals/{removal.pk}/undo/").status_code == 302
    assert tags(own) == {"old": ["Ana", "Ben"], "new": ["Ben", "Chloë"]}


def test_delete_tag_and_undo_keeps_who_and_when(own: Actor, admin: Client, people: list[Constituent]) -> None:
    vip = tag(own, people[:2], "vip")
    with acting(own):
        before = list(ConstituentTag.objects.order_by("constituent_id").values_list("constituent_id", "tagged_at"))
        removal = delete_tag(actor=own, now=NOW, tag_id=vip.pk)
        assert tags(own) == {}
        assert RemovedValue.objects.count() == removal.people == 2
        Removal.objects.update(expires_at="2099-01-01T00:00Z")
    page = admin.get("/tags/").content.decode()
    assert "2 people had it." in page
    admin.post(f"/removals/{removal.pk}/undo/")
    with acting(own):
        assert (
            list(ConstituentTag.objects.order_by("constituent_id").values_list("constituent_id", "tagged_at")) == before
        )
        assert not Removal.objects.exists()


def test_delete_tag_in_use_is_refused_and_names_the_segment(own: Actor, people: list[Constituent]) -> None:
    vip = tag(own, people, "vip")
    rules = {"conditions": [{"field": "tag", "test": "is_not", "value": "Vip"}]}
    with acting(own):
        save_segment(actor=own, now=NOW, name="The others", rules=rules)
        with pytest.raises(TagRefused) as refused:
            delete_tag(actor=own, now=NOW, tag_id=vip.pk)
    assert refused.value.names == ("The others",)
    assert list(tags(own)) == ["vip"]


def test_what_was_removed_goes_for_good_after_thirty_days(own: Actor, admin: Client, people: list[Constituent]) -> None:
    vip = tag(own, people, "vip")
    with acting(own):
        removal = delete_tag(actor=own, now=NOW, tag_id=vip.pk)
        assert drop_removals(actor=own, now=NOW + timedelta(days=29)) == 0
        assert drop_removals(actor=own, now=NOW + timedelta(days=30)) == 1
        assert not RemovedValue.objects.exists()
    assert admin.post(f"/removals/{removal.pk}/undo/").status_code == 404


def test_an_erased_person_is_not_put_back(own: Actor, admin: Client, people: list[Constituent]) -> None:
    vip = tag(own, people, "vip")
    with acting(own):
        removal = delete_tag(actor=own, now=NOW, tag_id=vip.pk)
        Removal.objects.update(expires_at="2099-01-01T00:00Z")
        Constituent.objects.filter(pk=people[0].pk).delete()
    admin.post(f"/removals/{removal.pk}/undo/")
    assert tags(own) == {"vip": ["Ben", "Chloë"]}


def test_segments_ask_for_tags(own: Actor, people: list[Constituent]) -> None:
    tag(own, people[:1], "Café")

    def members(test: str) -> list[str]:
        rules = {"conditions": [{"field": "tag", "test": test, "value": "cafe"}]}
        found = segment_members(own, Segment(rules=rules))
        return sorted(found.values_list("given_name", flat=True))

    with acting(own):
        assert members("is") == ["Ana"]
        assert members("is_not") == ["Ben", "Chloë"]


def test_tags_on_the_person_page(alder: Organization, own: Actor, people: list[Constituent]) -> None:
    organizer = sign_in(make_member(alder, "organizer"))
    ana = people[0].pk
    assert organizer.post(f"/people/{ana}/tags/", {"name": "Tenant leader"}).status_code == 302
    page = organizer.get(f"/people/{ana}/").content.decode()
    assert ">Tenant leader</a>" in page
    with acting(own):
        made = Tag.objects.get()
    assert organizer.post(f"/people/{ana}/tags/{made.pk}/take/").status_code == 302
    assert tags(own) == {"Tenant leader": []}
    assert organizer.post(f"/people/{ana}/tags/", {"name": " \u200e "}, follow=True).content.decode().count(
        "Write a name."
    ) == 1  # fmt: skip
    fundraiser = sign_in(make_member(alder, "fundraiser"))
    assert fundraiser.post(f"/people/{ana}/tags/", {"name": "x"}).status_code == 403


def test_person_list_filters_by_tag(own: Actor, admin: Client, people: list[Constituent]) -> None:
    tag(own, people[:1], "Café")
    assert [p.given_name for p in admin.get("/people/", {"tag": "CAFE"}).context["page"]] == ["Ana"]
    assert list(admin.get("/people/", {"tag": "nothing"}).context["page"]) == []


@pytest.mark.parametrize("count", [1, 3])
def test_tag_list_asks_the_same_questions_for_any_number(
    own: Actor, admin: Client, people: list[Constituent], count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        tag(own, people, f"tag {number}")
    with django_assert_num_queries(9):
        assert admin.get("/tags/").content.decode().count('<td class="num">3</td>') == count


def test_ten_thousand_tags_stay_usable(
    alder: Organization, admin: Client, people: list[Constituent], own: Actor
) -> None:
    with acting(own):
        Tag.objects.bulk_create(
            Tag(organization=alder, name=f"Tag {number:05}", folded=f"tag {number:05}") for number in range(10_000)
        )
    for path in ("/tags/", "/tags/?q=099", f"/people/{people[0].pk}/", "/people/", "/segments/new/"):
        assert len(admin.get(path).content) <= 150_000, path
    assert "100 tags" in admin.get("/tags/", {"q": "tag-099"}).content.decode().replace("99 tags", "100 tags")
    assert admin.get("/tags/suggest/", {"name": "TAG 0"}).content.decode().count("<option") == 50


def test_tag_pages_say_what_is_wrong(own: Actor, admin: Client, people: list[Constituent]) -> None:
    vip = tag(own, people, "vip")
    tag(own, people, "Café")
    for path, sent, said in (
        ("rename", {"name": "cafe"}, "There is a tag “Café” that looks the same."),
        ("rename", {"name": "\u200b"}, "Write a name."),
        ("merge", {"into": "VIP"}, "This is the same tag."),
        ("merge", {"into": "nobody"}, "There is no tag of this name."),
    ):
        answer = admin.post(f"/tags/{vip.pk}/{path}/", sent)
        assert (answer.status_code, said in answer.content.decode()) == (422, True), path


def test_tags_of_another_organization_are_as_missing_as_none(admin: Client, people: list[Constituent]) -> None:
    birch = make_organization("birch")
    member = actor_of(make_member(birch, "admin"))
    with acting(member):
        tag_people(actor=member, now=NOW, person_ids=[], name="Birchcanary")
        theirs = Tag.objects.get().pk
    assert admin.get(f"/tags/{theirs}/").status_code == admin.get("/tags/987654321/").status_code == 404
    assert admin.post(f"/tags/{theirs}/delete/").status_code == 404
    assert "Birchcanary" not in admin.get("/tags/").content.decode()
