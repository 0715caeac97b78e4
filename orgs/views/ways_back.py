"""Back to where something was done (the list with its filters, the person), and the way to undo it."""

from django.contrib import messages
from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import redirect
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


def said_of_person(request: ActingRequest, words: str, undo: str, thing: Model) -> HttpResponse:
    """Say what was done with something of a person, with the way to undo it, on the person's page."""
    say_undo(request, words, undo, thing.pk)
    return redirect("orgs:person-detail", getattr(thing, "constituent_id"))  # noqa: B009  # asks, gifts, plans have it
