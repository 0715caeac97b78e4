"""Withdrawals to attest: the list, one click for one, one answer for many, and the file."""

import io
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coalition.platform.acting import ActingRequest
from coalition.platform.sheets import write_csv
from consent.ledger.actions.obligations import ListChanged
from consent.ledger.queries.obligations import count_open_obligations
from consent.propagation import policies
from consent.propagation.actions.attestations import attest, attest_all, export_obligations
from consent.propagation.forms.obligations import AttestAllForm, AttestForm
from consent.propagation.queries.endpoints import active_endpoints
from consent.propagation.queries.obligations import LISTS, Duty, count_answered, count_open, duties
from consent.propagation.rules.words import ANSWERS, ANSWERS_EXPLAINED

PER_PAGE = 25
UNTIL = "%Y-%m-%dT%H:%M:%S.%f%z"
COLUMNS = (
    "Obligations", "People", "External ids", "What", "Purpose", "Channel", "Export", "Since", "Due", "Overdue",
    "System told", "System confirmed", "Answer", "Answered",
)  # fmt: skip


@login_required
@require_safe
@never_cache
def obligation_list(request: ActingRequest) -> HttpResponse:
    """Open withdrawals, the most urgent first; or only those that are overdue, or what was answered."""
    _only_admins(request)
    actor, which = request.actor, _which(request)
    waiting, late = count_open(actor)
    total = {"open": waiting, "overdue": late}.get(which)
    page = Paginator(range(count_answered(actor) if total is None else total), PER_PAGE).get_page(
        request.GET.get("page")
    )
    shown = {
        "page": page,
        "duties": duties(actor, which, limit=PER_PAGE, offset=max(page.start_index() - 1, 0))
        if page.object_list
        else [],
        "open": waiting,
        "late": late,
        "which": which,
        "all": page.paginator.count,
        "answers": [(code, words, ANSWERS_EXPLAINED[code]) for code, words in ANSWERS.items()],
        "connected": active_endpoints(actor).exists(),
    }
    return render(request, "propagation/obligation_list.html", shown)


@login_required
@require_POST
def obligation_attest(request: ActingRequest) -> HttpResponse:
    """State what was done about one withdrawal, or about several."""
    _only_admins(request)
    form = AttestForm(request.POST)
    if form.is_valid():
        answer = form.cleaned_data["answer"]
        ids = [each for row in form.cleaned_data["duty"] for each in row]
        if attest(actor=request.actor, now=timezone.now(), obligation_ids=ids, answer=answer):
            _thank(request, len(form.cleaned_data["duty"]))
        else:
            messages.info(request, _("This was answered already; nothing has changed."))
    else:
        for problems in form.errors.values():
            messages.error(request, str(problems[0]))
    return redirect(_back(_which(request)))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def obligation_attest_all(request: ActingRequest) -> HttpResponse:
    """One answer for everything on the list: said back with its number first."""
    _only_admins(request)
    actor, which = request.actor, _which(request)
    late_only = which == "overdue"
    form = AttestAllForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        given = form.cleaned_data
        chosen = {"until": given["until"], "overdue_only": late_only, "expected": given["count"]}
        try:
            attest_all(actor=actor, now=timezone.now(), answer=given["answer"], **chosen)
        except ListChanged:
            messages.error(request, _("The list has changed meanwhile: look at the new number."))
        else:
            _thank(request, given["listed"])
            return redirect(_back(which))
    answer = (request.POST or request.GET).get("answer", "")
    if answer not in ANSWERS:
        messages.error(request, _("Choose one of the four answers."))
        return redirect(_back(which))
    now = timezone.now()
    shown = {"answer": answer, "words": ANSWERS[answer], "explained": ANSWERS_EXPLAINED[answer], "which": which,
             "count": count_open_obligations(actor, now, overdue_only=late_only),
             "listed": count_open(actor)[late_only], "until": now.strftime(UNTIL)}  # fmt: skip
    return render(request, "propagation/obligation_attest_all.html", shown, status=422 if form.is_bound else 200)


@login_required
@require_safe
@never_cache
def obligation_export(request: ActingRequest) -> HttpResponse:
    """The list as a file: open withdrawals, or what was answered."""
    _only_admins(request)
    found = duties(request.actor, _which(request))
    export_obligations(actor=request.actor, now=timezone.now(), count=len(found))
    text = io.StringIO(newline="")
    text.write("\ufeff")  # spreadsheet programs take a file without the mark for another encoding
    write_csv(text, [COLUMNS, *(_cells(duty) for duty in found)])
    answer = HttpResponse(text.getvalue().encode(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="commonlist-withdrawals.csv"'
    return answer


def _cells(duty: Duty) -> tuple[str, ...]:
    return (
        duty.reference, "; ".join(map(str, duty.people)), "; ".join(one.external_id for one in duty.people),
        duty.kind, duty.purpose or "all", duty.channel or "all", str(duty.export or ""), duty.since.isoformat(),
        duty.due.isoformat(), "yes" if duty.late else "", _iso(duty.told_at), _iso(duty.received_at), duty.answer,
        _iso(duty.answered_at),
    )  # fmt: skip


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _thank(request: ActingRequest, count: int) -> None:
    told: dict[str, Any] = {"count": count}
    words = ngettext(
        "You answered for %(count)d withdrawal. The person sees it.",
        "You answered for %(count)d withdrawals. The people see it.",
        count,
    )
    messages.success(request, words % told)


def _which(request: ActingRequest) -> str:
    wanted = (request.POST or request.GET).get("list", "")
    return wanted if wanted in LISTS else "open"


def _back(which: str) -> str:
    return reverse("propagation:obligation-list") + ("" if which == "open" else f"?list={which}")


def _only_admins(request: ActingRequest) -> None:
    if not policies.can_list_obligations(request.actor):
        raise PermissionDenied
