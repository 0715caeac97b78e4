"""A public page of a form: made in the scope of its owner, whoever is signed in, in the language of its address."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.cache import never_cache

from coalition.platform.tenancy import acting
from consent.capture.queries.public import form_actor, public_form

FormView = Callable[..., HttpResponse]


def of_a_form(view: FormView) -> FormView:
    """Call ``view(request, actor, form, …)`` for the form at ``slug``; an unknown address answers 404.

    The language is that of ``?lang=`` or of the field ``lang``, else the reader's.
    """

    @never_cache
    @wraps(view)
    def entered(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponse:
        actor = form_actor(slug)
        wanted = request.POST.get("lang") or request.GET.get("lang") or ""
        known = {code for code, _name in settings.LANGUAGES}
        language = wanted if wanted in known else (translation.get_language() or "en")[:2]
        with acting(actor), translation.override(language if language in known else "en"):
            response = view(request, actor, public_form(actor, slug), *args, **kwargs)
            response["Content-Language"] = translation.get_language() or "en"
            return response

    return entered


def spoken() -> str:
    """The language of this page."""
    return translation.get_language() or "en"


def framed_by(response: HttpResponse, sites: tuple[str, ...]) -> HttpResponse:
    """Let the response stand in a frame of these sites, and of no other."""
    if sites:
        response.xframe_options_exempt = True
        response._csp_replace = {"frame-ancestors": ["'self'", *sites]}  # type: ignore[attr-defined]  # and django-csp's
    return response
