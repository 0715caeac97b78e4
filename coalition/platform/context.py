"""What every page's frame needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from coalition.platform.appearance import chosen


def shell(request: HttpRequest) -> dict[str, Any]:
    """``DEMO``, the ``actor`` of the request, and the reader's ``THEME`` and ``SHORTCUTS``."""
    return {"DEMO": settings.DEMO, "actor": getattr(request, "actor", None), **chosen(request)}
