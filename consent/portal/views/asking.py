"""Asking for something that people must do: correct, erase, complain, send a copy; and how far that is."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from consent.ledger.actions.journal import JournalUnavailable
from consent.portal.actions.asking import ask
from consent.portal.forms.asking import FORMS
from consent.portal.queries.records import organization_names
from consent.portal.queries.sessions import Person
from consent.portal.rules.authorities import authorities
from consent.portal.views.choices import overview_of
from consent.portal.views.session import person_required
from consent.requests.queries.own import requests_of

PER_PAGE = 20


@require_safe
@person_required
def request_list(request: HttpRequest, person: Person) -> HttpResponse:
    """What the person asked for, how far it is, by when it must be answered."""
    page = Paginator(requests_of(person.actor), PER_PAGE).get_page(request.GET.get("page"))
    names = organization_names(sorted({each.organization for each in page}))
    rows = [(each, names.get(each.organization, "")) for each in page]
    return render(request, "portal/request_list.html", {"person": person, "requests": rows, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def ask_for(request: HttpRequest, person: Person, kind: str) -> HttpResponse:
    """One kind of request. 404 for a kind that there is not."""
    if kind not in FORMS:
        raise Http404
    overview = overview_of(person)
    form = FORMS[kind](request.POST if request.method == "POST" else None, holders=overview.names)
    regions = sorted({each.region for each in overview.holders})
    context: dict[str, Any] = {"person": person, "kind": kind, "form": form, "holders": overview.holders}
    context["near"], context["others"] = authorities(regions) if kind == "complain" else ((), ())
    if request.method != "POST":
        return render(request, "portal/request.html", context)
    if not form.is_valid():
        return render(request, "portal/request.html", context, status=422)
    try:
        filed = ask(
            actor=person.actor,
            now=timezone.now(),
            person=person,
            overview=overview,
            organizations=form.organizations,
            kind=kind,
            detail=form.words,
            wanted=form.wanted,
            everywhere=form.everywhere,
        )
    except JournalUnavailable:
        return render(request, "portal/request.html", {**context, "failed": True}, status=503)
    words = ngettext(
        "Your request was filed. The group must answer it.",
        "Your requests were filed. The groups must answer them.",
        len(filed),
    )
    if kind == "erase":
        words += " " + _("Contact has stopped; the receipt is under “My receipts”.")
    messages.success(request, words)
    return redirect("portal:request-list")
