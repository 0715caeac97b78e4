"""Crossing: the one way to work across organizations. Each is entered under its own scope, and the reason recorded."""

from collections.abc import Sequence

from audit.log.actions import record
from coalition.platform.tenancy import Actor, system_actor


def crossing(
    reason: str, organization_ids: Sequence[int], *, actor: Actor, coalitions: Sequence[int] = ()
) -> list[Actor]:
    """A system actor for each organization, to be entered one after the other: ``with acting(own): …``.

    ``reason`` is a code such as ``overlap``, recorded once with every organization as a party; ``actor`` is on whose
    word it happens. Call it inside a transaction. Raises ValueError for a reason that is not a code.
    """
    if not reason.replace("_", "").isalpha():
        raise ValueError(f"a reason is a code, not a sentence: {reason!r}")
    ids = sorted(set(organization_ids))
    record(
        "orgs.crossing.entered",
        actor=actor,
        organizations=ids,
        coalitions=coalitions,
        detail={"reason": reason, "organizations": len(ids)},
    )
    return [system_actor(organization_id=organization_id) for organization_id in ids]
