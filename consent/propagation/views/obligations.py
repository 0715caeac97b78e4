"""Withdrawals to attest: the list, one click for one, one answer for many, and the file."""

import io
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
from consent.propagation import policies
from consent.propagation.actions.attestations import attest, attest_all, export_obligations
from consent.propagation.forms.obligations import AttestAllForm, AttestForm
from consent.propagation.queries.endpoints import active_endpoints
from consent.propagation.queries.obligations import Duty, duties, duty_rows, ids_until
from consent.propagation.rules.words import ANSWERS, ANSWERS_EXPLAINED

PER_PAGE = 25
UNTIL = "%Y-%m-%dT%H:%M:%S.%f%z"
COLUMNS = (
    "Obligations", "People", "External ids", "What", "Purpose", "Channel", "Export", "Since", "Due", "Overdue",
)  # fmt: skip


@login_required
@require_safe
@never_cache
def obligation_list(request: ActingRequest) -> HttpResponse:
    """Open withdrawals, the most urgent first."""
    _only_admins(request)
    late_only = bool(request.GET.get("overdue"))
    page = Paginator(duty_rows(request.actor, overdue_only=late_only), PER_PAGE).get_page(request.GET.get("page"))
    # Counted as they are listed: what somebody said once is one line, by however many identifiers it is known.
    other = duty_rows(request.actor, overdue_only=not late_only).count()
    waiting, late = (other, page.paginator.count) if late_only else (page.paginator.count, other)
    shown = {
        "page": page,
        "duties": duties(request.actor, page.object_list),
        "open": waiting,
        "late": late,
        "late_only": late_only,
        "all": late if late_only else waiting,
        "answers": [(code, words, ANSWERS_EXPLAINED[code]) for code, words in ANSWERS.items()],
        "connected": active_endpoints(request.actor).exists(),
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
        ids = form.cleaned_data["duty"]
        _thank(request, attest(actor=request.actor, now=timezone.now(), obligation_ids=ids, answer=answer))
    else:
        for problems in form.errors.values():
            messages.error(request, str(problems[0]))
    return redirect(_back(bool(request.POST.get("overdue"))))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def obligation_attest_all(request: ActingRequest) -> HttpResponse:
    """One answer for everything on the list: said back with its number first."""
    _only_admins(request)
    form = AttestAllForm(request.POST if request.method == "POST" else None)
    late_only = bool((request.POST or request.GET).get("overdue"))
    if form.is_valid():
        given = form.cleaned_data
        still = ids_until(request.actor, given["until"], overdue_only=late_only)
        if len(still) == given["count"]:
            chosen = {"answer": given["answer"], "overdue_only": late_only, "until": given["until"]}
            _thank(request, attest_all(actor=request.actor, now=timezone.now(), **chosen))
            return redirect(_back(late_only))
        messages.error(request, _("The list has changed meanwhile: look at the new number."))
    answer = (request.POST or request.GET).get("answer", "")
    if answer not in ANSWERS:
        messages.error(request, _("Choose one of the four answers."))
        return redirect(_back(late_only))
    now = timezone.now()
    count = len(ids_until(request.actor, now, overdue_only=late_only))
    shown = {"answer": answer, "words": ANSWERS[answer], "explained": ANSWERS_EXPLAINED[answer], "count": count,
             "listed": duty_rows(request.actor, overdue_only=late_only).count(),
             "until": now.strftime(UNTIL), "late_only": late_only}  # fmt: skip
    return render(request, "propagation/obligation_attest_all.html", shown, status=422 if form.is_bound else 200)


@login_required
@require_safe
@never_cache
def obligation_export(request: ActingRequest) -> HttpResponse:
    """The list as a file."""
    _only_admins(request)
    found = duties(request.actor, duty_rows(request.actor, overdue_only=bool(request.GET.get("overdue"))))
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
        duty.due.isoformat(), "yes" if duty.late else "",
    )  # fmt: skip


def _thank(request: ActingRequest, count: int) -> None:
    told: dict[str, Any] = {"count": count}
    words = ngettext(
        "You answered for %(count)d withdrawal. The person sees it.",
        "You answered for %(count)d withdrawals. The people see it.",
        count,
    )
    messages.success(request, words % told)


def _back(late_only: bool) -> str:
    return reverse("propagation:obligation-list") + ("?overdue=1" if late_only else "")


def _only_admins(request: ActingRequest) -> None:
    if not policies.can_list_obligations(request.actor):
        raise PermissionDenied
