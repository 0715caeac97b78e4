"""The public evidence of a deletion: whoever has its address sees that it was done, and nothing of the person."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from consent.requests.queries.queue import find_certificate
from consent.requests.rules.words import TABLES


@never_cache
@require_safe
def certificate_detail(request: HttpRequest, certificate: str) -> HttpResponse:
    """When an organization deleted somebody, and how many rows of what."""
    found = find_certificate(certificate)
    counts = [(TABLES.get(table, table), rows) for table, rows in sorted(found.counts.items())]
    response = render(request, "requests/certificate_detail.html", {"certificate": found, "counts": counts})
    response["X-Robots-Tag"] = "noindex"
    return response
