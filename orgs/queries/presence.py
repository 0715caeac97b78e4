"""Who else has a person's page open."""

from datetime import datetime, timedelta

from coalition.platform.tenancy import Actor, owned
from orgs.models import Presence, User

LASTS = timedelta(seconds=75)  # a page says every 30 seconds that it is open


def others_here(actor: Actor, person_id: int, now: datetime) -> list[User]:
    """The colleagues who look at the same person now, by name."""
    here = owned(Presence.objects.all(), actor).filter(constituent=person_id, seen_at__gte=now - LASTS)
    return [each.user for each in here.exclude(user=actor.user_id or 0).select_related("user").order_by("user__name")]
