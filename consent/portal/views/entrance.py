"""Getting in: ask for a link, open it, or type the code."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from coalition.platform.requests import client_address
from coalition.platform.tenancy import Actor
from consent.portal.actions.links import Asking, request_link
from consent.portal.actions.sessions import close_session, open_with_code, open_with_link
from consent.portal.forms.entry import CodeForm, EntryForm
from consent.portal.rules.secrets import new_secret
from consent.portal.views.session import BROWSER_COOKIE, SESSION_COOKIE, current_person, enter, leave, remember_browser

SOMEBODY = Actor(role="subject")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: HttpRequest) -> HttpResponse:
    """Ask for a link. The answer is the same whether or not anybody holds the address."""
    if request.method != "POST":
        return render(request, "portal/entry.html", {"form": EntryForm(), "person": current_person(request)})
    form = EntryForm(request.POST)
    if not form.is_valid():
        return render(request, "portal/entry.html", {"form": form}, status=422)
    kind, normalised = form.cleaned_data["contact"]
    browser = new_secret()
    asking = Asking(browser, client_address(request), get_language() or "en")
    request_link(actor=SOMEBODY, now=timezone.now(), kind=kind, normalised=normalised, asking=asking)
    response = redirect("portal:sent")
    remember_browser(response, browser)
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sent(request: HttpRequest) -> HttpResponse:
    """Look into your mail; the code may be typed here, in the browser that asked."""
    if request.method != "POST":
        return render(request, "portal/sent.html", {"form": CodeForm()})
    form = CodeForm(request.POST)
    if form.is_valid():
        secret = open_with_code(
            actor=SOMEBODY,
            now=timezone.now(),
            browser_secret=request.COOKIES.get(BROWSER_COOKIE, ""),
            code=form.cleaned_data["code"],
        )
        if secret:
            return enter(redirect("portal:me"), secret)
    return render(request, "portal/sent.html", {"form": form, "refused": form.is_valid()}, status=422)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """A link from a message: opening it shows a button; only the button uses it up."""
    if request.method != "POST":
        return render(request, "portal/open.html", {"token": token})
    secret = open_with_link(actor=SOMEBODY, now=timezone.now(), token=token)
    if secret is None:
        return render(request, "portal/open.html", {"token": token, "refused": True}, status=410)
    return enter(redirect("portal:me"), secret)


@require_POST
def leave_portal(request: HttpRequest) -> HttpResponse:
    """End the visit."""
    person = current_person(request)
    if person is not None:
        close_session(actor=person.actor, now=timezone.now(), secret=request.COOKIES[SESSION_COOKIE])
    return leave(redirect("portal:entry"))
