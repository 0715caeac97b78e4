"""What every page's frame needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    """``DEMO`` and the ``actor`` of the request."""
    return {"DEMO": settings.DEMO, "actor": getattr(request, "actor", None)}
