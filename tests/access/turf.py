"""Restricted people and stewards in the world of the matrix: somebody only admins and fundraisers see."""

from typing import Any

from coalition.platform.tenancy import acting
from orgs.actions.access import ask_access
from orgs.actions.restricted import GroupFacts, restrict_person, save_group
from orgs.actions.stewardship import set_steward
from orgs.models import Organization, User
from tests.factories import NOW, actor_of, make_person


def make_turf(owner: Organization, users: dict[str, User], canary: str) -> dict[str, Any]:
    """The ids of a restricted group, of the person in it, and of an organizer's wish to see them;
    ``colleague``: the user id of the fundraiser, who keeps the group."""
    closed = make_person(owner, "Closed", f"{canary} closed")
    admin, organizer = actor_of(users["admin"], owner), actor_of(users["organizer"], owner)
    with acting(admin):
        facts = GroupFacts(
            f"{canary} donors", "major_donors", keeper=users["fundraiser"].pk, roles=("admin", "fundraiser")
        )
        group = save_group(actor=admin, now=NOW, facts=facts)
        admin = actor_of(users["admin"], owner)  # who sees the group now
        restrict_person(actor=admin, now=NOW, person_id=closed.pk, group_id=group.pk)
        set_steward(actor=admin, now=NOW, person_id=closed.pk, steward_id=users["fundraiser"].pk, rule="ask_first")
    with acting(organizer):
        asked = ask_access(actor=organizer, now=NOW, person_id=closed.pk, reason=f"{canary} dinner")
    return {"group": group.pk, "closed": closed.pk, "access": asked.pk, "colleague": users["fundraiser"].pk}
