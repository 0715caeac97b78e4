"""The two panels of a person's page about money: what they gave, and what they were asked for."""

from dataclasses import dataclass
from datetime import date

from coalition.platform.tenancy import Actor
from orgs.models import Constituent, RecurringPlan
from orgs.policies import can_read_amounts, can_read_giving
from orgs.queries.asks import Asked, asked_of
from orgs.queries.gifts import Giving, giving_of
from orgs.queries.plans import plans_of


@dataclass(frozen=True, slots=True)
class Money:
    """A person's giving, plans, asks and capacity, as the actor may know them. ``amounts``: they may see sums."""

    amounts: bool
    giving: Giving | None
    plans: tuple[RecurringPlan, ...]
    asked: Asked | None


def money_of(actor: Actor, person: Constituent, today: date) -> Money | None:
    """Both panels in four queries, three without amounts; None for who may not know that somebody gives."""
    if not can_read_giving(actor):
        return None
    return Money(
        can_read_amounts(actor),
        giving_of(actor, person, today),
        tuple(plans_of(actor, person, today)),
        asked_of(actor, person),
    )
