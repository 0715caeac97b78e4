"""Who may read the log: a coordinator the coalition's, an admin the organization's."""

from coalition.platform.tenancy import Actor


def can_list_events(actor: Actor) -> bool:
    """See events of which the acting organization or coalition is a party."""
    if actor.organization_id is not None:
        return actor.role == "admin"
    return actor.coalition_id is not None and actor.role == "coordinator"


def can_export_events(actor: Actor) -> bool:
    """Download them."""
    return can_list_events(actor)


def can_see_people_in_events(actor: Actor) -> bool:
    """See whom an event is about, and ask for one person's events: only of the organization's own people."""
    return actor.organization_id is not None and can_list_events(actor)
