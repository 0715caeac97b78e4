"""Receipts: what was changed, since when; to print, download or have mailed."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from consent.ledger.queries.own import confirmations_of, receipt_of
from consent.ledger.queries.told import receipts_of
from consent.portal.actions.receipts import mail_receipt
from consent.portal.queries.recipients import names_of
from consent.portal.queries.sessions import Person
from consent.portal.rules.sentences import event_in_words
from consent.portal.views.session import person_required

PER_PAGE = 50


@require_safe
@person_required
def receipt_list(request: HttpRequest, person: Person) -> HttpResponse:
    """Every receipt, newest first."""
    page = Paginator(receipts_of(person.actor), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "portal/receipt_list.html", {"person": person, "page": page})


@require_safe
@person_required
def receipt(request: HttpRequest, person: Person, reference: str) -> HttpResponse:
    """One receipt in words, with how many groups confirmed it."""
    found, events = receipt_of(person.actor, reference)
    context = {
        "person": person,
        "receipt": found,
        "lines": _lines(events),
        "confirmations": confirmations_of(person.actor, [each.id for each in events]),
    }
    return render(request, "portal/receipt.html", context)


@require_safe
@person_required
def receipt_file(request: HttpRequest, person: Person, reference: str) -> HttpResponse:
    """The signed receipt. 404 for one that was issued without a signature."""
    found, _events = receipt_of(person.actor, reference)
    if not found.document:
        raise Http404
    response = JsonResponse(found.document, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = f'attachment; filename="receipt-{found.reference}.json"'
    return response


@require_POST
@person_required
def receipt_mail(request: HttpRequest, person: Person, reference: str) -> HttpResponse:
    """Send the receipt to the proven address."""
    language = get_language() or "en"
    mail_receipt(actor=person.actor, now=timezone.now(), person=person, reference=reference, language=language)
    messages.success(request, _("We send it to %(address)s.") % {"address": person.masked})
    return redirect("portal:receipt", reference=reference)


def _lines(events: Sequence[Any]) -> list[str]:  # events of the ledger, whose model stays there
    names = names_of((each.recipient_organization_id, each.recipient_coalition_id) for each in events)
    told = [
        event_in_words(
            each.kind,
            names.get((each.recipient_organization_id, each.recipient_coalition_id), ""),
            each.purpose,
            each.channel,
            each.until,
        )
        for each in events
    ]
    return list(dict.fromkeys(told))
