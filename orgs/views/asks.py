"""Asks: the open ones, asking somebody, their answer; what somebody could give; totals without names."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coalition.platform.acting import ActingRequest
from orgs import policies
from orgs.actions.asks import AskRefused, answer_ask, record_ask, restore_ask, set_capacity, take_back_ask
from orgs.forms.asks import AnswerForm, AskForm, CapacityForm
from orgs.queries.asks import asked_of, get_ask, open_asks
from orgs.queries.giving_totals import FEWEST, giving_totals
from orgs.queries.members import acting_organization
from orgs.queries.people import get_person
from orgs.rules.currencies import currency_of
from orgs.rules.money_words import PROBLEMS, WARNINGS
from orgs.views.ways_back import said_of_person

PER_PAGE = 50
FIELD_OF = {"before_1900": "asked_on", "future": "asked_on", "names_amount": "title"}


@login_required
@require_safe
def ask_list(request: ActingRequest) -> HttpResponse:
    """Asks that wait for an answer: what is due first."""
    page = Paginator(open_asks(request.actor), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "orgs/ask_list.html", {"page": page, "today": timezone.localdate()})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask_record(request: ActingRequest, person_id: int) -> HttpResponse:
    """Ask somebody, next to what they could give and were asked for last; a warning where that does not fit."""
    actor, today = request.actor, timezone.localdate()
    if not policies.can_record_asks(actor):
        raise PermissionDenied
    person = get_person(actor, person_id)
    amounts = policies.can_read_amounts(actor)
    data = request.POST if request.method == "POST" else None
    initial = {"asked_on": today}
    form = AskForm(data, initial=initial, today=today, amounts=amounts)
    warnings: list[Any] = []
    if data is not None and form.is_valid():
        clock: dict[str, Any] = {"now": timezone.now(), "today": today}
        try:
            ask = record_ask(actor=actor, **clock, person_id=person.pk, ask=form.ask, anyway=bool(data.get("anyway")))
        except AskRefused as refused:
            warnings = [WARNINGS[code] for code in refused.codes if code in WARNINGS]
            for code in refused.codes:
                if code in PROBLEMS:
                    form.add_error(FIELD_OF.get(code), PROBLEMS[code])
        else:
            return said_of_person(request, _("The ask is written down."), "orgs:ask-take-back", ask)
    shown = {"form": form, "person": person, "asked": asked_of(actor, person), "warnings": warnings,
             "can_read_amounts": amounts}  # fmt: skip
    return render(request, "orgs/ask_record.html", shown, status=422 if data is not None else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask_answer(request: ActingRequest, ask_id: int) -> HttpResponse:
    """One ask: its answer, and when to come back to it."""
    actor, today = request.actor, timezone.localdate()
    ask = get_ask(actor, ask_id)
    data = request.POST if request.method == "POST" else None
    initial = {"answer": ask.answer if ask.answered_on else None, "answered_on": ask.answered_on, "due_on": ask.due_on}
    form = AnswerForm(data, initial=initial, asked_on=ask.asked_on)
    if data is not None and form.is_valid():
        try:
            answer_ask(actor=actor, now=timezone.now(), today=today, ask_id=ask.pk, **form.cleaned_data)
        except AskRefused as refused:
            form.add_error("answered_on", PROBLEMS[refused.codes[0]])
        else:
            messages.success(request, _("The answer is written down."))
            return redirect("orgs:person-detail", ask.constituent_id)
    shown = {"form": form, "ask": ask, "person": ask.constituent, "can_read_amounts": policies.can_read_amounts(actor)}
    return render(request, "orgs/ask_answer.html", shown, status=422 if data is not None else 200)


@login_required
@require_POST
def ask_take_back(request: ActingRequest, ask_id: int) -> HttpResponse:
    """Take back an ask that was written down by mistake."""
    ask = take_back_ask(actor=request.actor, now=timezone.now(), ask_id=ask_id)
    return said_of_person(request, _("The ask is taken back."), "orgs:ask-restore", ask)


@login_required
@require_POST
def ask_restore(request: ActingRequest, ask_id: int) -> HttpResponse:
    """Put it back."""
    ask = restore_ask(actor=request.actor, now=timezone.now(), ask_id=ask_id)
    return said_of_person(request, _("The ask is back."), "orgs:ask-take-back", ask)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def capacity_set(request: ActingRequest, person_id: int) -> HttpResponse:
    """Note, or forget, what somebody could give."""
    actor, today = request.actor, timezone.localdate()
    if not policies.can_record_gifts(actor):
        raise PermissionDenied
    person = get_person(actor, person_id)
    data = request.POST if request.method == "POST" else None
    form = CapacityForm(data, initial={"currency": currency_of(acting_organization(actor).region)}, today=today)
    if data is not None and form.is_valid():
        given = form.cleaned_data
        band = None if data.get("forget") else (given["least"], given["most"])
        set_capacity(
            actor=actor, now=timezone.now(), today=today, person_id=person.pk, currency=given["currency"], band=band,
            source=given["source"],
        )  # fmt: skip
        messages.success(request, _("Saved.") if band else _("It is forgotten."))
        return redirect("orgs:person-detail", person.pk)
    shown = {"form": form, "person": person, "asked": asked_of(actor, person), "can_read_amounts": True}
    return render(request, "orgs/capacity_set.html", shown, status=422 if data is not None else 200)


@login_required
@require_safe
def giving_totals_page(request: ActingRequest) -> HttpResponse:
    """What was given per fund and month, without names: as a table and a picture."""
    year = request.GET.get("year", "")
    chosen = int(year) if year.isdecimal() and len(year) == 4 else None
    totals = giving_totals(request.actor, chosen, request.GET.get("currency", ""), timezone.localdate())
    points = [(date_format(day, "M"), total) for day, total in totals.months]
    shown = {
        "totals": totals, "points": points, "fewest": FEWEST, "people": policies.can_read_amounts(request.actor),
    }  # fmt: skip
    return render(request, "orgs/giving_totals.html", shown)
