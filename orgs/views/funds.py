"""Funds, and recurring plans."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coalition.platform.acting import ActingRequest
from orgs import policies
from orgs.actions.funds import (
    FundRefused,
    PlanRefused,
    end_plan,
    record_plan,
    restore_plan,
    save_fund,
    take_back_plan,
)
from orgs.forms.asks import FundForm, PlanEndForm, PlanForm
from orgs.queries.gifts import fund_list
from orgs.queries.members import acting_organization
from orgs.queries.people import get_person
from orgs.queries.plans import get_plan
from orgs.rules.currencies import currency_of
from orgs.rules.money_words import PROBLEMS
from orgs.views.ways_back import said_of_person


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def fund_save(request: ActingRequest, fund_id: int | None = None) -> HttpResponse:
    """The funds, with a form for a new one; or one of them, to rename, close or open again."""
    actor = request.actor
    if not policies.can_record_gifts(actor):
        raise PermissionDenied
    funds = list(fund_list(actor))
    fund = next((each for each in funds if each.pk == fund_id), None)
    if fund_id is not None and fund is None:
        raise Http404
    data = request.POST if request.method == "POST" else None
    initial = {"name": fund.name, "closed": fund.closed_at is not None} if fund is not None else {}
    form = FundForm(data, initial=initial)
    if data is not None and form.is_valid():
        try:
            save_fund(actor=actor, now=timezone.now(), fund_id=fund_id, **form.cleaned_data)
        except FundRefused:
            form.add_error("name", _("There is a fund of this name already."))
        else:
            messages.success(request, _("Saved."))
            return redirect("orgs:fund-list")
    shown = {"funds": funds, "fund": fund, "form": form}
    return render(request, "orgs/fund_list.html", shown, status=422 if data is not None else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan_record(request: ActingRequest, person_id: int) -> HttpResponse:
    """Record that a person gives regularly."""
    actor, today = request.actor, timezone.localdate()
    if not policies.can_record_gifts(actor):
        raise PermissionDenied
    person = get_person(actor, person_id)
    data = request.POST if request.method == "POST" else None
    initial = {"currency": currency_of(acting_organization(actor).region)}
    form = PlanForm(data, initial=initial, today=today, funds=list(fund_list(actor).filter(closed_at=None)))
    if data is not None and form.is_valid():
        try:
            record_plan(actor=actor, now=timezone.now(), today=today, person_id=person.pk, plan=form.plan)
        except PlanRefused as refused:
            form.add_error(None, PROBLEMS[refused.code])
        else:
            messages.success(request, _("The plan is recorded."))
            return redirect("orgs:person-detail", person.pk)
    shown = {"form": form, "person": person}
    return render(request, "orgs/plan_record.html", shown, status=422 if data is not None else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan_end(request: ActingRequest, plan_id: int) -> HttpResponse:
    """Say that a plan ended, or that it goes on."""
    actor, today = request.actor, timezone.localdate()
    plan = get_plan(actor, plan_id, today)
    data = request.POST if request.method == "POST" else None
    form = PlanEndForm(data, initial={"ended_on": plan.ended_on})
    if data is not None and form.is_valid():
        ended_on = form.cleaned_data["ended_on"]
        try:
            end_plan(actor=actor, now=timezone.now(), today=today, plan_id=plan.pk, ended_on=ended_on)
        except PlanRefused as refused:
            form.add_error("ended_on", PROBLEMS[refused.code])
        else:
            messages.success(request, _("Saved."))
            return redirect("orgs:person-detail", plan.constituent_id)
    shown = {"form": form, "plan": plan, "person": plan.constituent}
    return render(request, "orgs/plan_end.html", shown, status=422 if data is not None else 200)


@login_required
@require_POST
def plan_take_back(request: ActingRequest, plan_id: int) -> HttpResponse:
    """Take back a plan that was written down by mistake."""
    plan = take_back_plan(actor=request.actor, now=timezone.now(), today=timezone.localdate(), plan_id=plan_id)
    words = _("The plan is taken back: it counts for nothing. Its gifts stay.")
    return said_of_person(request, words, "orgs:plan-restore", plan)


@login_required
@require_POST
def plan_restore(request: ActingRequest, plan_id: int) -> HttpResponse:
    """Put it back."""
    plan = restore_plan(actor=request.actor, now=timezone.now(), today=timezone.localdate(), plan_id=plan_id)
    return said_of_person(request, _("The plan counts again."), "orgs:plan-take-back", plan)
