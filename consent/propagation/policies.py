"""Who looks after endpoints and duties. Pure predicates; across organizations the two walls decide."""

from coalition.platform.tenancy import Actor

ADMIN = frozenset({"admin", "system"})


def can_manage_endpoints(actor: Actor) -> bool:
    """Add, test, rotate, replay, pause and switch off where the organization's own system listens."""
    return actor.organization_id is not None and actor.role in ADMIN


def can_list_obligations(actor: Actor) -> bool:
    """See which people of the organization said no, and what is to be done about it."""
    return actor.organization_id is not None and actor.role in ADMIN


def can_send_deliveries(actor: Actor) -> bool:
    """Work off what is due: the platform's rounds alone."""
    return actor.organization_id is not None and actor.role == "system"
