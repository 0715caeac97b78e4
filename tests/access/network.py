"""Ties, engagement and inferred interests of an organization's person in the world of the matrix."""

from typing import Any

from coalition.platform.tenancy import acting, system_actor
from orgs.models import ConstituentRole, Engagement, InferredInterest, Interest, Organization, Relationship
from tests.factories import NOW, make_person


def make_network(owner: Organization, ids: dict[str, Any], canary: str) -> dict[str, Any]:
    """The ids of a relative, who is on the board, the tie to them, a removed tie, and an inferred interest."""
    relative = make_person(owner, f"{canary} Second", f"{canary} Relative")
    tie = {"organization": owner, "person_id": ids["person"], "other": relative, "note": f"{canary} tie"}
    with acting(system_actor(organization_id=owner.pk)):
        ConstituentRole.objects.create(organization=owner, constituent=relative, role="board")
        lasting = Relationship.objects.create(kind="friend", **tie)
        removed = Relationship.objects.create(kind="sibling", removed_at=NOW, **tie)
        Engagement.objects.create(
            organization=owner, constituent_id=ids["person"], score=50, recency=20, frequency=15, depth=15, last_at=NOW,
            year={"call": 1}, computed_at=NOW,
        )  # fmt: skip
        topic = Interest.objects.create(organization=owner, name=f"{canary} topic")
        inferred = InferredInterest.objects.create(
            organization=owner, constituent_id=ids["person"], interest=topic, times=2, by_kind={"call": 2}, last_at=NOW,
            computed_at=NOW,
        )  # fmt: skip
    return {"relative": relative.pk, "relationship": lasting.pk, "removed": removed.pk, "inferred": inferred.pk}
