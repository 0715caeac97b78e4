"""Funds and recurring plans."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404

from audit.log.actions import record
from coalition.platform.tenancy import Actor, owned
from orgs import policies
from orgs.models import Fund, RecurringPlan
from orgs.queries.gifts import fund_list
from orgs.queries.people import contact_points, get_person
from orgs.queries.plans import get_plan
from orgs.queries.turns import take_turn
from orgs.rules.money import day_problem


class FundRefused(ValueError):
    """A fund of this name is there already."""


class PlanRefused(ValueError):
    """``code``: before_1900, future, ended_first, fund."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class NewPlan:
    """A recurring plan as it is recorded."""

    amount: Decimal
    currency: str
    every: str
    started_on: date
    ended_on: date | None = None
    fund_id: int | None = None


def save_fund(*, actor: Actor, now: datetime, name: str, fund_id: int | None = None, closed: bool = False) -> Fund:
    """Add a fund, or rename, close or reopen one. Raises PermissionDenied, Http404, FundRefused."""
    _check(actor)
    with transaction.atomic():
        take_turn(actor)
        fund = fund_list(actor).filter(pk=fund_id).first() if fund_id is not None else _new(actor)
        if fund is None:
            raise Http404
        if fund_list(actor).filter(name__iexact=name).exclude(pk=fund.pk).exists():
            raise FundRefused
        fund.name = name
        fund.closed_at = (fund.closed_at or now) if closed else None
        fund.save()
        record("orgs.fund.saved", actor=actor, object_type="fund", object_ref=fund.pk, detail={"closed": closed})
    return fund


def _new(actor: Actor) -> Fund:
    return Fund(organization_id=actor.organization_id)  # type: ignore[misc]  # checked before


def record_plan(*, actor: Actor, now: datetime, today: date, person_id: int, plan: NewPlan) -> RecurringPlan:
    """Record that a person gives regularly. Raises PermissionDenied, Http404, PlanRefused."""
    _check(actor)
    problem = day_problem(plan.started_on, today)
    if problem:
        raise PlanRefused(problem)
    if plan.fund_id is not None and not fund_list(actor).filter(pk=plan.fund_id).exists():
        raise PlanRefused("fund")
    with transaction.atomic():
        person = get_person(actor, person_id)
        if plan.ended_on is not None and plan.ended_on < plan.started_on:
            raise PlanRefused("ended_first")
        written = RecurringPlan.objects.create(
            organization_id=person.organization_id,
            constituent=person,
            **{name: getattr(plan, name) for name in NewPlan.__dataclass_fields__},
        )
        _record("orgs.plan.recorded", actor, written)
    return written


def end_plan(*, actor: Actor, now: datetime, today: date, plan_id: int, ended_on: date | None) -> RecurringPlan:
    """Say on which day a plan ended, or (None) that it goes on. Raises PermissionDenied, Http404, PlanRefused."""
    _check(actor)
    with transaction.atomic():
        plan = get_plan(actor, plan_id, today)
        if ended_on is not None and ended_on < plan.started_on:
            raise PlanRefused("ended_first")
        owned(RecurringPlan.objects.all(), actor).filter(pk=plan.pk).update(ended_on=ended_on)
        _record("orgs.plan.ended" if ended_on else "orgs.plan.resumed", actor, plan)
    return plan


def take_back_plan(*, actor: Actor, now: datetime, today: date, plan_id: int) -> RecurringPlan:
    """Take back a plan that was written down by mistake: it counts for nothing, its gifts stay, it can be put back.

    Raises PermissionDenied, Http404.
    """
    return _set_taken_back(actor, today, plan_id, now, "orgs.plan.taken_back")


def restore_plan(*, actor: Actor, now: datetime, today: date, plan_id: int) -> RecurringPlan:
    """Let a plan that was taken back count again. Raises PermissionDenied, Http404."""
    return _set_taken_back(actor, today, plan_id, None, "orgs.plan.restored")


def _set_taken_back(actor: Actor, today: date, plan_id: int, moment: datetime | None, verb: str) -> RecurringPlan:
    _check(actor)
    with transaction.atomic():
        plan = get_plan(actor, plan_id, today)
        if (plan.taken_back_at is None) != (moment is None):
            owned(RecurringPlan.objects.all(), actor).filter(pk=plan.pk).update(taken_back_at=moment)
            _record(verb, actor, plan)
    return plan


def _check(actor: Actor) -> None:
    if not policies.can_record_gifts(actor) or actor.organization_id is None:
        raise PermissionDenied


def _record(verb: str, actor: Actor, plan: RecurringPlan) -> None:
    subjects = [point.subject_id for point in contact_points(actor, plan.constituent_id)]
    record(verb, actor=actor, object_type="plan", object_ref=plan.pk, subjects=subjects)
