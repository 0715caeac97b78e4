"""What a person's page says of their place among people: their ties, and how close they are to us."""

from dataclasses import dataclass
from datetime import datetime

from coalition.platform.database.together import Reading, in_step
from coalition.platform.tenancy import Actor
from orgs.models import Constituent
from orgs.queries.engagement import Closeness, closeness_reading
from orgs.queries.relationships import Ties, ties_reading


@dataclass(frozen=True, slots=True)
class Network:
    """The ties of a person and their closeness to the organization."""

    ties: Ties
    closeness: Closeness


def network_reading(actor: Actor, person: Constituent, now: datetime) -> Reading[Network]:
    """Both."""
    ties, closeness = ties_reading(actor, person.pk, now.date()), closeness_reading(actor, person.pk, now)
    return Network(*(yield from in_step(ties, closeness)))
