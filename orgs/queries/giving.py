"""The two panels of a person's page about money: what they gave, and what they were asked for."""

from dataclasses import dataclass
from datetime import date

from coalition.platform.database.together import Reading, in_step, lists
from coalition.platform.tenancy import Actor
from orgs.models import Constituent, RecurringPlan
from orgs.policies import can_read_amounts, can_read_giving
from orgs.queries.asks import Asked, asked_reading
from orgs.queries.gifts import Giving, giving_reading
from orgs.queries.plans import plans_of


@dataclass(frozen=True, slots=True)
class Money:
    """A person's giving, plans, asks and capacity, as the actor may know them. ``amounts``: they may see sums."""

    amounts: bool
    giving: Giving | None
    plans: tuple[RecurringPlan, ...]
    asked: Asked | None


def money_reading(actor: Actor, person: Constituent, today: date) -> Reading[Money | None]:
    """Both panels; None for who may not know that somebody gives."""
    if not can_read_giving(actor):
        return None
    plans = lists(plans_of(actor, person, today))
    found = in_step(giving_reading(actor, person, today), plans, asked_reading(actor, person))
    giving, (running,), asked = yield from found
    return Money(can_read_amounts(actor), giving, tuple(running), asked)
