"""What nobody used for a year, and taking it away."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from coalition.platform.tenancy import Actor, acting
from orgs.actions.custom_fields import FieldPlan, save_field
from orgs.actions.facts_removed import FactInUse, remove_fact
from orgs.actions.field_use import touch_fields
from orgs.actions.imports import match_import
from orgs.actions.removals import drop_removals
from orgs.actions.segments import save_segment
from orgs.actions.tags import tag_people
from orgs.models import Constituent, CustomField, FieldUse, Import, Organization, Tag
from orgs.queries.unused import unused_facts, unused_fields, unused_tags
from orgs.rules.statements import Statement
from tests.factories import NOW

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.now() - timedelta(days=800)


@pytest.fixture
def old(alder: Organization, own: Actor, people: list[Constituent]) -> list[Constituent]:
    """An organization that has collected for years: a city, a job title, a tag, a field."""
    Organization.objects.filter(pk=alder.pk).update(created_at=LONG_AGO)
    with acting(own):
        Constituent.objects.filter(pk=people[0].pk).update(city="Oakland", job_title="Nurse")
        tag_people(actor=own, now=NOW, person_ids=[people[0].pk], name="vip")
        save_field(actor=own, now=NOW, plan=FieldPlan("Shoe", "text"))
        Tag.objects.update(created_at=LONG_AGO)
        CustomField.objects.update(created_at=LONG_AGO)
    return people


def unused(own: Actor) -> set[str]:
    now = timezone.now()
    with acting(own):
        rows: list[Any] = [*unused_facts(own, now), *unused_fields(own, now), *unused_tags(own, now)]
        return {str(row.name) for row in rows}


def test_what_is_younger_than_a_year_is_left_alone(own: Actor, people: list[Constituent]) -> None:
    with acting(own):
        tag_people(actor=own, now=NOW, person_ids=[people[0].pk], name="vip")
        save_field(actor=own, now=NOW, plan=FieldPlan("Shoe", "text"))
        Constituent.objects.update(city="Oakland")
    assert unused(own) == set()


def test_a_segment_uses_what_it_asks_for(own: Actor, old: list[Constituent]) -> None:
    assert unused(own) == {"City of the main address", "Job title", "vip", "Shoe"}
    lines = [{"field": "city", "test": "is", "value": "Oakland"}, {"field": "tag", "test": "is", "value": "VIP"},
             {"field": "custom", "test": "is", "value": "shoe: 9"}]  # fmt: skip
    with acting(own):
        save_segment(actor=own, now=timezone.now(), name="Oaklanders", rules={"conditions": lines})
    assert unused(own) == {"Job title"}
    with acting(own):
        FieldUse.objects.update(used_at=timezone.now() - timedelta(days=366))
    assert unused(own) == {"City of the main address", "Job title", "vip", "Shoe"}


def test_a_use_is_written_once_a_day(own: Actor) -> None:
    with acting(own):
        touch_fields(own, NOW, ["fact:city"])
        touch_fields(own, NOW + timedelta(hours=5), ["fact:city"])
        assert FieldUse.objects.get().used_at == NOW
        touch_fields(own, NOW + timedelta(hours=25), ["fact:city"])
        assert FieldUse.objects.get().used_at == NOW + timedelta(hours=25)


def test_remove_fact_and_undo_leave_newer_values(own: Actor, admin: Client, old: list[Constituent]) -> None:
    with acting(own):
        Constituent.objects.filter(pk=old[1].pk).update(job_title="Baker")
    page = admin.get("/settings/unused/").content.decode()
    assert "Job title" in page
    assert admin.post("/settings/unused/facts/job_title/remove/").status_code == 302
    with acting(own):
        assert set(Constituent.objects.values_list("job_title", flat=True)) == {""}
        Constituent.objects.filter(pk=old[1].pk).update(job_title="Chef")
    undo = admin.get("/settings/unused/").context["removed"][0].pk
    admin.post(f"/removals/{undo}/undo/")
    with acting(own):
        titles = dict(Constituent.objects.values_list("given_name", "job_title"))
    assert titles == {"Ana": "Nurse", "Ben": "Chef", "Chloë": ""}


def test_a_fact_that_a_segment_asks_for_stays(own: Actor, old: list[Constituent]) -> None:
    with acting(own):
        line = {"field": "city", "test": "is", "value": "Oakland"}
        save_segment(actor=own, now=NOW, name="Oaklanders", rules={"conditions": [line]})
        with pytest.raises(FactInUse) as refused:
            remove_fact(actor=own, now=NOW, fact="city")
    assert refused.value.names == ("Oaklanders",)


@pytest.mark.parametrize("fact", ["given_name", "birth_date", "id"])
def test_what_the_platform_needs_cannot_be_removed(admin: Client, old: list[Constituent], fact: str) -> None:
    assert admin.post(f"/settings/unused/facts/{fact}/remove/").status_code == 404


def test_unused_list_says_that_everything_is_used(admin: Client, people: list[Constituent]) -> None:
    assert "Everything you collect is used" in admin.get("/settings/unused/").content.decode()


FORMS = ("/people/new/", "/people/{pk}/edit/")


def test_a_removed_fact_is_asked_for_nowhere_until_it_is_put_back(
    own: Actor, admin: Client, old: list[Constituent]
) -> None:
    pages = [path.format(pk=old[0].pk) for path in FORMS]
    asked = 'name="job_title"'
    assert [asked in admin.get(page).content.decode() for page in pages] == [True, True]
    for fact in ("job_title", "city", "street"):
        admin.post(f"/settings/unused/facts/{fact}/remove/")
    for page in (*pages, f"/people/{old[0].pk}/"):
        shown = admin.get(page).content.decode()
        assert [name for name in ("job_title", "city", "street") if f'name="{name}"' in shown] == []
        assert 'name="postal_code"' in shown
    sent = {"given_name": "Ana", "job_title": "Nurse", "city": "Reno", "postal_code": "94601"}
    assert admin.post(pages[1], sent).status_code == 302
    with acting(own):
        ana = Constituent.objects.get(pk=old[0].pk)
        assert (ana.job_title, ana.city, ana.postal_code) == ("", "", "94601")
    removals = {each.definition["fact"]: each.pk for each in admin.get("/settings/unused/").context["removed"]}
    assert admin.get("/settings/unused/").context["again"] == {}
    admin.post(f"/removals/{removals['job_title']}/undo/")
    assert [asked in admin.get(page).content.decode() for page in pages] == [True, True]


def test_what_cannot_be_put_back_any_more_can_be_asked_for_again(
    own: Actor, admin: Client, old: list[Constituent]
) -> None:
    admin.post("/settings/unused/facts/job_title/remove/")
    with acting(own):
        drop_removals(actor=own, now=timezone.now() + timedelta(days=31))
    assert list(admin.get("/settings/unused/").context["again"]) == ["job_title"]
    assert admin.post("/settings/unused/facts/job_title/collect/").status_code == 302
    assert 'name="job_title"' in admin.get("/people/new/").content.decode()
    assert admin.post("/settings/unused/facts/job_title/collect/").status_code == 404


def test_an_import_brings_no_fact_that_is_not_collected(
    own: Actor, admin: Client, old: list[Constituent], tmp_path: Path
) -> None:
    admin.post("/settings/unused/facts/job_title/remove/")
    sheet = tmp_path / "people.csv"
    sheet.write_text("First name,Last name,Job title\nDora,Bloom,Pilot\n")
    with sheet.open("rb") as file:
        answer = admin.post("/imports/new/", {"file": file}, follow=True)
    form = answer.context["form"]
    assert "job_title" not in dict(form.fields["column-2"].choices)
    assert form["column-2"].value() == ""
    with acting(own):
        batch = Import.objects.get()
        columns = {"First name": "given_name", "Last name": "family_name", "Job title": "job_title"}
        with pytest.raises(ValueError, match="columns"):
            match_import(actor=own, now=NOW, import_id=batch.pk, columns=columns, statement=Statement())
