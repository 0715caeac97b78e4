"""Gifts, funds, plans, asks and capacity of an organization in the world of the matrix."""

from datetime import date
from decimal import Decimal
from typing import Any

from coalition.platform.tenancy import acting
from orgs.actions.asks import NewAsk, record_ask, set_capacity
from orgs.actions.funds import NewPlan, record_plan, save_fund
from orgs.actions.gifts import NewGift, record_gift
from orgs.models import Organization, User
from tests.factories import NOW, actor_of

DAY = date(2026, 3, 4)
FIFTY = Decimal(50)


def make_money(owner: Organization, user: User, ids: dict[str, Any], canary: str) -> dict[str, Any]:
    """The ids of a fund, a plan, an ask and a gift of the organization's person."""
    actor, person = actor_of(user, owner), ids["person"]
    clock: dict[str, Any] = {"actor": actor, "now": NOW, "today": NOW.date()}
    with acting(actor):
        fund = save_fund(actor=actor, now=NOW, name=f"{canary} fund")
        plan = record_plan(**clock, person_id=person, plan=NewPlan(FIFTY, "USD", "month", DAY, fund_id=fund.pk))
        ask = record_ask(**clock, person_id=person, ask=NewAsk(f"{canary} ask", "time", DAY))
        gift = record_gift(**clock, person_id=person, gift=NewGift(FIFTY, "USD", DAY, fund_id=fund.pk, note=canary))
        set_capacity(**clock, person_id=person, currency="USD", band=(FIFTY, None), source=canary)
    return {"fund": fund.pk, "plan": plan.pk, "ask": ask.pk, "gift": gift.pk}
