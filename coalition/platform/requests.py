"""The id and origin of the request in hand, for logs and audit events."""

import uuid
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse


@dataclass(frozen=True, slots=True)
class RequestOrigin:
    """What an audit event keeps of a request: its id and the network it came from (/24 or /48)."""

    request_id: str = ""
    ip_prefix: str = ""


_NO_ORIGIN = RequestOrigin()
_origin: ContextVar[RequestOrigin] = ContextVar("request_origin", default=_NO_ORIGIN)


def current_origin() -> RequestOrigin:
    """The request in hand; empty in commands and jobs."""
    return _origin.get()


def ip_prefix(address: str) -> str:
    """The /24 (IPv4) or /48 (IPv6) network of an address; empty when it is none."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return ""
    return str(ip_network(f"{parsed}/{24 if parsed.version == 4 else 48}", strict=False))


def client_address(request: HttpRequest) -> str:
    """The network address that a request comes from.

    Behind a proxy (``COMMONLIST_BEHIND_PROXY``) that is the last entry of ``X-Forwarded-For``, which the proxy itself
    wrote; whatever stands before it, or comes without a proxy, is only what the visitor claims.
    """
    if settings.BEHIND_PROXY:
        last = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        try:
            return str(ip_address(last))
        except ValueError:
            pass
    return str(request.META.get("REMOTE_ADDR", ""))


class RequestIdMiddleware:
    """Give each request an id, in its response header, its log lines and its audit events."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = uuid.uuid4().hex
        token = _origin.set(RequestOrigin(request_id, ip_prefix(client_address(request))))
        structlog.contextvars.bind_contextvars(request_id=request_id)
        try:
            response = self.get_response(request)
        finally:
            structlog.contextvars.clear_contextvars()
            _origin.reset(token)
        response["X-Request-Id"] = request_id
        return response
