"""The request as views see it: with the Actor that the middleware put there."""

from typing import Any

from django.http import HttpRequest

from coalition.platform.tenancy import Actor


class ActingRequest(HttpRequest):
    """A request with ``actor``, and the ``hats`` its user may wear (``hat`` is the one worn)."""

    actor: Actor
    hats: list[Any]
    hat: Any
    htmx: Any
