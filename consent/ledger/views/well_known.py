"""The public keys of receipts and their schema: for everybody, the same for all, kept by caches for an hour."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from consent.ledger.queries.receipts import published_keys
from consent.ledger.rules.receipt_check import SCHEMA_FILE

HOUR = 3600


@require_safe
@cache_control(public=True, max_age=HOUR)
def jwks(request: HttpRequest) -> HttpResponse:
    """Every key that ever signed a receipt (RFC 7517)."""
    return _open(JsonResponse(published_keys(), content_type="application/jwk-set+json"))


@require_safe
@cache_control(public=True, max_age=HOUR)
def receipt_schema(request: HttpRequest) -> HttpResponse:
    """The JSON Schema of receipts."""
    return _open(HttpResponse(SCHEMA_FILE.read_bytes(), content_type="application/schema+json"))


def _open(response: HttpResponse) -> HttpResponse:
    response["Access-Control-Allow-Origin"] = "*"  # a page elsewhere may check receipts too
    return response
