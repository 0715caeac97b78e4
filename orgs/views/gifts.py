"""Gifts: the list and its file, recording one, changing it, taking it back."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from coalition.platform.acting import ActingRequest
from coalition.platform.sheets import escape_cell
from coalition.platform.tenancy import Actor, acting
from orgs import policies
from orgs.actions.gifts import GiftRefused, change_gift, export_gifts, record_gift, restore_gift, take_back_gift
from orgs.forms.money import GiftFilterForm, GiftForm, written_amount
from orgs.models import Ask, Constituent, Gift
from orgs.queries.asks import asks_to_answer
from orgs.queries.gifts import GiftFilter, fund_list, get_gift, gift_blocks, gift_list, gift_totals, replacement_of
from orgs.queries.members import acting_organization
from orgs.queries.people import get_person
from orgs.queries.plans import plan_list
from orgs.rules.currencies import currency_of
from orgs.rules.money_words import METHODS, PROBLEMS
from orgs.views.ways_back import said_of_person

PER_PAGE = 50
BLOCK = 1_000
COLUMNS = ("received_on", "name", "external_id", "amount", "currency", "fund", "method", "gift_id", "note")
FIELD_OF = {"before_1900": "received_on", "future": "received_on", "known": "external_id"}


@login_required
@require_safe
def gift_list_page(request: ActingRequest) -> HttpResponse:
    """The gifts, narrowed by the URL, with what they come to in each currency."""
    actor = request.actor
    wanted, form = _wanted(request)
    gifts = gift_list(actor, wanted)
    page = Paginator(gifts, PER_PAGE).get_page(request.GET.get("page"))
    person = get_person(actor, wanted.person) if wanted.person is not None else None
    parameters = request.GET.copy()
    parameters.pop("page", None)
    shown = {
        "form": form, "page": page, "person": person, "filtered": wanted != GiftFilter(),
        "totals": gift_totals(gifts, timezone.localdate()), "parameters": parameters.urlencode(),
        "can_export": policies.can_export_gifts(actor),
    }  # fmt: skip
    return render(request, "orgs/gift_list.html", shown, status=200 if form.is_valid() else 422)


@login_required
@require_GET
def gift_export(request: ActingRequest) -> HttpResponse | StreamingHttpResponse:
    """The same gifts as CSV. The download itself is recorded first."""
    actor = request.actor
    wanted, form = _wanted(request)
    if not form.is_valid() or request.headers.get("Sec-Fetch-Site") == "cross-site":
        return gift_list_page(request)  # a link elsewhere takes nobody's gifts out
    if wanted.person is not None:
        get_person(actor, wanted.person)
    export_gifts(actor=actor, now=timezone.now(), wanted=wanted)
    language = translation.get_language() or "en"
    response = StreamingHttpResponse(_csv(actor, wanted, language), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="commonlist-gifts.csv"'
    return response


def _wanted(request: ActingRequest) -> tuple[GiftFilter, GiftFilterForm]:
    if not policies.can_read_amounts(request.actor):
        raise PermissionDenied
    form = GiftFilterForm(request.GET, today=timezone.localdate(), funds=list(fund_list(request.actor)))
    form.is_valid()
    return form.wanted, form


def _csv(actor: Actor, wanted: GiftFilter, language: str) -> Iterator[str]:
    """The file, block by block, each read in a transaction and scope of its own: the request's are over by now."""
    yield _written([COLUMNS])
    last, more = None, True
    while more:
        with acting(actor), translation.override(language), transaction.atomic():
            gifts = gift_blocks(gift_list(actor, wanted), last, BLOCK)
            block = _written([_cells(gift) for gift in gifts])
        yield block
        last, more = (gifts[-1] if gifts else None), len(gifts) == BLOCK


def _cells(gift: Gift) -> tuple[str, ...]:
    return (
        gift.received_on.isoformat(), str(gift.constituent), gift.constituent.external_id,
        written_amount(gift.amount, gift.currency), gift.currency, str(gift.fund or ""),
        str(METHODS.get(gift.method, "")), gift.external_id, gift.note,
    )  # fmt: skip


def _written(rows: list[tuple[str, ...]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([escape_cell(cell) for cell in row] for row in rows)
    return text.getvalue()


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def gift_record(request: ActingRequest, person_id: int) -> HttpResponse:
    """Record a gift of a person: amount, currency, day, fund."""
    actor, today = request.actor, timezone.localdate()
    if not policies.can_record_gifts(actor):
        raise PermissionDenied
    person = get_person(actor, person_id)
    initial = {"received_on": today, "currency": currency_of(acting_organization(actor).region)}
    form = GiftForm(request.POST or None, initial=initial, today=today, **_choices(actor, person, None))
    if request.method == "POST" and form.is_valid():
        try:
            gift = record_gift(actor=actor, now=timezone.now(), today=today, person_id=person.pk, gift=form.gift)
        except GiftRefused as refused:
            form.add_error(FIELD_OF.get(refused.code), PROBLEMS[refused.code])
        else:
            return said_of_person(request, _("The gift is recorded."), "orgs:gift-take-back", gift)
    shown = {"form": form, "person": person}
    return render(request, "orgs/gift_record.html", shown, status=422 if request.method == "POST" else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def gift_change(request: ActingRequest, gift_id: int) -> HttpResponse:
    """One gift: change it, see what it was before."""
    actor, today = request.actor, timezone.localdate()
    gift = get_gift(actor, gift_id)
    data = request.POST if request.method == "POST" else None
    choices = _choices(actor, gift.constituent, gift)
    form = GiftForm(data, initial=GiftForm.of(gift), today=today, **choices)
    if data is not None and form.is_valid():
        try:
            change_gift(actor=actor, now=timezone.now(), today=today, gift_id=gift.pk, gift=form.gift)
        except GiftRefused as refused:
            form.add_error(FIELD_OF.get(refused.code), PROBLEMS[refused.code])
        else:
            return said_of_person(request, _("The gift is changed."), "orgs:gift-restore", gift)
    after_it = replacement_of(actor, gift) if gift.taken_back_at is not None else None
    shown = {"form": form, "gift": gift, "person": gift.constituent, "replacement": after_it}
    return render(request, "orgs/gift_change.html", shown, status=422 if data is not None else 200)


@login_required
@require_POST
def gift_take_back(request: ActingRequest, gift_id: int) -> HttpResponse:
    """Let the gift count for nothing."""
    gift = take_back_gift(actor=request.actor, now=timezone.now(), gift_id=gift_id)
    return said_of_person(request, _("The gift is taken back: it counts for nothing."), "orgs:gift-restore", gift)


@login_required
@require_POST
def gift_restore(request: ActingRequest, gift_id: int) -> HttpResponse:
    """Let it count again."""
    try:
        gift = restore_gift(actor=request.actor, now=timezone.now(), gift_id=gift_id)
    except GiftRefused as refused:
        messages.error(request, PROBLEMS[refused.code])
        return redirect("orgs:gift-change", gift_id)
    return said_of_person(request, _("The gift counts again."), "orgs:gift-take-back", gift)


def _choices(actor: Actor, person: Constituent, gift: Gift | None) -> dict[str, Any]:
    """What a gift of the person may belong to: also what it belongs to already."""
    funds = [fund for fund in fund_list(actor) if fund.closed_at is None or (gift and gift.fund_id == fund.pk)]
    asks: list[Ask] = list(asks_to_answer(actor, person.pk))
    if gift is not None and gift.ask is not None and gift.ask not in asks:
        asks.append(gift.ask)
    plans = list(plan_list(actor, timezone.localdate()).filter(constituent=person))
    if gift is not None and gift.plan is not None and gift.plan not in plans:
        plans.append(gift.plan)
    return {"funds": funds, "plans": plans, "asks": asks}
