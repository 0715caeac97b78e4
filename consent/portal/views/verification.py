"""Is this receipt genuine? For everybody: nobody is looked up, nothing is kept."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from consent.ledger.queries.receipts import published_keys
from consent.ledger.rules.receipt_check import check_receipt
from consent.portal.forms.verification import VerificationForm
from consent.portal.rules.verification import FINDINGS, receipt_in_words


@require_http_methods(["GET", "HEAD", "POST"])
def receipt_verify(request: HttpRequest) -> HttpResponse:
    """A form; then whether the receipt is valid, and, only if it is, what it says."""
    if request.method != "POST":
        return render(request, "portal/verification.html", {"form": VerificationForm()})
    form = VerificationForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "portal/verification.html", {"form": form}, status=422)
    verdict = check_receipt(form.cleaned_data["content"], published_keys())
    found: dict[str, Any] = {"form": VerificationForm(), "checked": True}
    if verdict.valid:
        found["told"] = receipt_in_words(verdict.document)
    else:
        found |= {"refused": FINDINGS[verdict.finding]}
    return render(request, "portal/verification.html", found)
