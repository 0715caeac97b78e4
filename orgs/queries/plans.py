"""Recurring plans with what is derived of them: how many instalments were due, came, and are missing."""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, Greatest
from django.http import Http404

from coalition.platform.tenancy import Actor, owned
from orgs.models import Constituent, Gift, RecurringPlan
from orgs.policies import can_read_amounts
from orgs.queries.visible import seen_by

GRACE_DAYS = 10
# From the first day on, so that a plan of the 31st is due at the end of each month.
_DUE = """(
SELECT count(*)
  FROM (SELECT least(orgs_recurringplan.ended_on, %s::date) AS until,
               CASE orgs_recurringplan.every WHEN 'month' THEN 1 WHEN 'quarter' THEN 3 ELSE 12 END AS step) p
 CROSS JOIN generate_series(
       0, 12 * (extract(year FROM p.until) - extract(year FROM orgs_recurringplan.started_on))::int + 12, p.step) months
 WHERE (orgs_recurringplan.started_on + months * interval '1 month')::date <= p.until)"""


def plan_list(actor: Actor, today: date) -> QuerySet[RecurringPlan]:
    """Plans of people whom the actor may see, running ones first, with ``due``, ``received`` and ``missed``.

    Those that were taken back are not among them. An instalment is due ten days after its day. Raises PermissionDenied.
    """
    return _plans(actor, today).filter(taken_back_at=None)


def _plans(actor: Actor, today: date) -> QuerySet[RecurringPlan]:
    if not can_read_amounts(actor):
        raise PermissionDenied
    gifts = owned(Gift.objects.all(), actor).filter(plan=OuterRef("pk"), taken_back_at=None)
    came = gifts.order_by().values("plan").annotate(count=Count("pk")).values("count")
    plans = owned(RecurringPlan.objects.all(), actor).filter(seen_by(actor, "constituent"))
    due = RawSQL(_DUE, (today - timedelta(days=GRACE_DAYS),), output_field=IntegerField())  # noqa: S611
    plans = plans.annotate(due=due, received=Coalesce(Subquery(came), 0))
    plans = plans.annotate(missed=Greatest(F("due") - F("received"), 0))
    return plans.select_related("fund", "constituent").order_by(F("ended_on").desc(nulls_first=True), "-started_on")


def plans_of(actor: Actor, person: Constituent, today: date) -> QuerySet[RecurringPlan]:
    """A person's plans; none for who may not see amounts."""
    if not can_read_amounts(actor):
        return RecurringPlan.objects.none()
    return plan_list(actor, today).filter(constituent=person)


def get_plan(actor: Actor, plan_id: int, today: date) -> RecurringPlan:
    """One plan, also when it was taken back. Raises PermissionDenied, Http404."""
    plan = _plans(actor, today).filter(pk=plan_id).first()
    if plan is None:
        raise Http404
    return plan
