"""Taking turns: changes that look before they write (a free name, the next version) are made one after the other."""

from coalition.platform.tenancy import Actor
from orgs.models import Coalition, Organization


def take_turn(actor: Actor) -> None:
    """Wait for other changes of the acting organization or coalition that take turns; until the transaction ends.

    Without it, of two at once, one would fail on the unique key instead of hearing why.
    """
    if actor.organization_id is not None:
        Organization.objects.select_for_update(no_key=True).get(pk=actor.organization_id)
    elif actor.coalition_id is not None:
        Coalition.objects.select_for_update(no_key=True).get(pk=actor.coalition_id)
