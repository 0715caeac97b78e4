"""Back to where something was done (the list with its filters, the person), and the way to undo it."""

from django.contrib import messages
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from coalition.platform.acting import ActingRequest


def way_back(request: ActingRequest, otherwise: str) -> str:
    """The page of ours that the form or link named as ``next``; else ``otherwise``."""
    asked = request.POST.get("next", "") or request.GET.get("next", "")
    return asked if asked.startswith("/") and url_has_allowed_host_and_scheme(asked, None) else otherwise


def say_undo(request: ActingRequest, words: str, undo: str, *ids: int) -> None:
    """Say what was done, with a button that posts to the URL ``undo`` (a name) with these ids."""
    messages.success(request, words, extra_tags=f"undo:{reverse(undo, args=ids)}")
