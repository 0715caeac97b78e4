"""Tags, custom fields, districts and what was removed, of an organization in the world of the matrix."""

import tempfile
from pathlib import Path
from typing import Any

from django.utils import timezone

from coalition.platform.tenancy import acting, system_actor
from orgs.actions.custom_fields import FieldPlan, change_values, save_field
from orgs.actions.district_places import place_people
from orgs.actions.districts import add_map, save_places
from orgs.actions.field_use import touch_fields
from orgs.actions.tags import delete_tag, tag_people
from orgs.models import Constituent, CustomField, Organization, Tag, User
from tests.factories import NOW, actor_of


def make_collected(owner: Organization, user: User, ids: dict[str, Any], canary: str) -> dict[str, Any]:
    """The ids of a tag, of what was removed, of a field and of a map; all have a tag "Other" and an answer "Yes"."""
    actor, own, person = actor_of(user, owner), system_actor(organization_id=owner.pk), ids["person"]
    with acting(actor):
        for name in (f"{canary} tag", f"{canary} gone", "Other"):
            tag_people(actor=actor, now=NOW, person_ids=[person], name=name)
        tags = dict(Tag.objects.filter(organization=owner).values_list("name", "pk"))
        removal = delete_tag(actor=actor, now=timezone.now(), tag_id=tags[f"{canary} gone"])
        plan = FieldPlan(f"{canary} field", "choice", choices=("Yes",))
        field = save_field(actor=actor, now=NOW, plan=plan)
        answer = CustomField.objects.get(pk=field.pk).choices.get().pk
        change_values(actor=actor, now=NOW, person_id=person, values={field.pk: [answer]})
        touch_fields(actor, NOW, [f"custom:{field.pk}"])
    with acting(own):
        Constituent.objects.filter(pk=person).update(postal_code="94601")
        Organization.objects.filter(pk=owner.pk).update(not_collected=["city"])
        made = _map(owner, canary)
        place_people(actor=own, now=NOW)
    return {
        "tag": tags[f"{canary} tag"], "removal": removal.pk, "field": field.pk, "map": made, "fact": "city"
    }  # fmt: skip


def _map(owner: Organization, canary: str) -> int:
    own = system_actor(organization_id=owner.pk)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "table.csv"
        file.write_text(f"zip,district\n94601,{canary}\n")
        made = add_map(actor=own, now=NOW, name=f"{canary} map", kind="ward", file_name=canary, source=file)
        file.write_text("zip,lat,lon\n94601,37.8,-122.2\n")
        save_places(actor=own, now=NOW, source=file)
    return made.pk
