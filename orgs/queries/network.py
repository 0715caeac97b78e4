"""What a person's page says of their place among people: their ties, and how close they are to us."""

from dataclasses import dataclass
from datetime import datetime

from coalition.platform.tenancy import Actor
from orgs.models import Constituent
from orgs.queries.engagement import Closeness, closeness_of
from orgs.queries.relationships import Ties, ties_of


@dataclass(frozen=True, slots=True)
class Network:
    """The ties of a person and their closeness to the organization."""

    ties: Ties
    closeness: Closeness


def network_of(actor: Actor, person: Constituent, now: datetime) -> Network:
    """Both, in four statements."""
    return Network(ties_of(actor, person.pk, now.date()), closeness_of(actor, person.pk, now))
