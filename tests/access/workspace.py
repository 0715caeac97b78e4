"""A list, a shared view and a bulk change of an organization in the world of the matrix."""

from typing import Any

from django.utils import timezone

from coalition.platform.tenancy import acting
from orgs.actions.bulk_aims import change_chosen
from orgs.actions.people_lists import join_list, save_list
from orgs.actions.presence import note_presence
from orgs.actions.saved_views import choose_columns, open_view, save_view
from orgs.models import Constituent, Organization, User
from tests.factories import NOW, actor_of


def make_workspace(owner: Organization, user: User, ids: dict[str, Any], canary: str) -> dict[str, Any]:
    """The ids of a list that the person is on, of a shared view and of a bulk change of the administrator's."""
    actor, person = actor_of(user, owner), ids["person"]
    with acting(actor):
        made = save_list(actor=actor, now=NOW, name=f"{canary} list")
        join_list(actor=actor, now=NOW, person_id=person, list_id=made.pk)
        choose_columns(actor=actor, now=NOW, columns=["city", "tags", "roles"])
        view = save_view(
            actor=actor, now=NOW, name=f"{canary} view", shared=True, filters={}, columns=["city"], sort=""
        )  # fmt: skip
        open_view(actor=actor, now=NOW, view_id=view.pk)
        note_presence(actor=actor, now=NOW, person_id=person)
        change = change_chosen(
            actor=actor, now=timezone.now(), kind="tag", people=Constituent.objects.filter(pk=person), stated=1,
            given={"tag": f"{canary} many"},
        )  # fmt: skip
    return {"list": made.pk, "view": view.pk, "change": change.pk}
