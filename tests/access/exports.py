"""A file of people of an organization in the world of the matrix, written and waiting."""

from typing import Any

from coalition.platform.tenancy import acting, system_actor
from orgs.actions.export_blocks import produce_export
from orgs.actions.exports import FilePlan, Whom, request_export
from orgs.models import Organization, User
from orgs.queries.visible import visible_people
from tests.factories import NOW, actor_of


def make_exports(owner: Organization, user: User, ids: dict[str, Any], canary: str) -> dict[str, Any]:
    """The id of the administrator's export of everybody, with names alone."""
    actor, own = actor_of(user, owner), system_actor(organization_id=owner.pk)
    with acting(actor):
        people = visible_people(actor)
        whom = Whom(people, people.count(), "all")
        plan = FilePlan("analysis", [], ["given_name", "family_name", "note"], note=f"{canary} export")
        export = request_export(actor=actor, now=NOW, whom=whom, plan=plan)
    with acting(own):
        produce_export(actor=own, now=NOW, export_id=export.pk)
    return {"export": export.pk}
