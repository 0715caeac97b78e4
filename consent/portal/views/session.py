"""The portal's own session: a cookie that opens ``/p/`` alone, whatever staff sign-in there is in the browser."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from coalition.platform.tenancy import acting
from consent.portal.actions.sessions import LASTS
from consent.portal.queries.sessions import Person, person_of

SESSION_COOKIE = "commonlist_portal"
BROWSER_COOKIE = "commonlist_portal_browser"
PATH = "/p/"

PersonView = Callable[..., HttpResponse]


def person_required(view: PersonView) -> PersonView:
    """Call ``view(request, person, …)`` in the person's own scope; without a session go back to the entrance."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        person = current_person(request)
        if person is None:
            messages.info(request, _("Your visit has ended, to keep your details safe. Ask for a new link."))
            return redirect("portal:entry")
        with acting(person.actor):
            response = view(request, person, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response

    return checked


def current_person(request: HttpRequest) -> Person | None:
    """Whoever has proven an identifier in this browser."""
    return person_of(request.COOKIES.get(SESSION_COOKIE, ""))


def enter(response: HttpResponse, secret: str) -> HttpResponse:
    """Give the browser its session; a new one each time."""
    _set(response, SESSION_COOKIE, secret, int(LASTS.total_seconds()))
    return response


def leave(response: HttpResponse) -> HttpResponse:
    """Take the session away."""
    response.delete_cookie(SESSION_COOKIE, path=PATH, samesite="Lax")
    return response


def remember_browser(response: HttpResponse, secret: str) -> None:
    """Mark the browser that asked, so that the code works in it alone."""
    _set(response, BROWSER_COOKIE, secret, 900)


def _set(response: HttpResponse, name: str, value: str, seconds: int) -> None:
    response.set_cookie(
        name, value, max_age=seconds, path=PATH, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
    )
