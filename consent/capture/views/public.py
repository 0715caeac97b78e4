"""Filling in a form: on its own page, in a frame, from any website. Nothing is granted here: no cookie is needed."""

from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from coalition.platform.requests import client_address
from coalition.platform.tenancy import Actor
from coalition.platform.texts import texts_available
from consent.capture.actions.sign_ups import TooMany, submit_form
from consent.capture.forms.sign_up import SignUpForm
from consent.capture.models import Proof
from consent.capture.queries.public import PublicForm
from consent.capture.views.entering import framed_by, of_a_form, spoken

FIRST = "1"  # the version that is meant by a website which names none: never a newer one than it shows
TRAP = "website"  # a field that people do not see: whoever fills it in is a robot


@require_safe
@of_a_form
def sign_up(request: HttpRequest, actor: Actor, form: PublicForm) -> HttpResponse:
    """The form on a page of its own."""
    return _page(request, form)


@require_safe
@of_a_form
def frame(request: HttpRequest, actor: Actor, form: PublicForm) -> HttpResponse:
    """The form alone, for a frame on one of the websites that it allows."""
    return framed_by(_page(request, form, framed=True), form.definition.frame_sites)


@csrf_exempt  # a post from anywhere only ever makes a sign-up that waits for its proof
@require_POST
@of_a_form
def submit(request: HttpRequest, actor: Actor, form: PublicForm) -> HttpResponse:
    """Take the form, from our page, a frame or any website; the answer is the same whether somebody is known or not."""
    framed = request.POST.get("frame") == "1"
    filled = _bound(request, form)
    if form.closed:
        return _framed(_page(request, form, framed=framed, status=410), form, framed)
    if request.POST.get("version", FIRST) != str(form.version.number):
        return _framed(_page(request, form, filled, framed=framed, status=422, changed=True), form, framed)
    if not filled.is_valid():
        return _framed(_page(request, form, filled, framed=framed, status=422), form, framed)
    if request.POST.get(TRAP):
        return _onward(request, form, None, framed)
    try:
        received = submit_form(
            actor=actor,
            now=timezone.now(),
            form=form,
            written=filled.written,
            language=spoken(),
            ip=client_address(request),
        )
    except TooMany:
        return _framed(_page(request, form, filled, framed=framed, status=429, too_many=True), form, framed)
    return _onward(request, form, received.id if Proof.Kind.PHONE in received.proofs else None, framed)


def _bound(request: HttpRequest, form: PublicForm) -> SignUpForm:
    data = request.POST if request.method == "POST" else None
    return SignUpForm(data, form=form, language=spoken(), now=timezone.now(), texts=texts_available())


def _page(
    request: HttpRequest,
    form: PublicForm,
    filled: SignUpForm | None = None,
    *,
    framed: bool = False,
    status: int = 200,
    **said: bool,
) -> HttpResponse:
    context: dict[str, Any] = {
        "public": form,
        "form": filled or _bound(request, form),
        "title": form.definition.title[spoken()],
        "introduction": form.definition.introduction.get(spoken(), ""),
        "notice": form.definition.notice[spoken()],
        "recipients": form.version.recipients,
        "framed": framed,
        "trap": TRAP,
        **said,
    }
    return render(request, "capture/closed.html" if form.closed else "capture/sign_up.html", context, status=status)


def _framed(response: HttpResponse, form: PublicForm, framed: bool) -> HttpResponse:
    return framed_by(response, form.definition.frame_sites) if framed else response


def _onward(request: HttpRequest, form: PublicForm, waiting: Any, framed: bool) -> HttpResponse:
    back = request.POST.get("return_to", "")
    if back in form.definition.return_urls:
        return redirect(back)
    lang = f"?lang={spoken()}" + ("&frame=1" if framed else "")
    by_mail = not waiting and "phone" in form.definition.fields and not request.POST.get("email")
    if waiting or by_mail:  # a robot is shown the same page as everybody
        return redirect(reverse("capture:code", args=[form.form.slug, waiting or uuid4()]) + lang)
    return redirect(reverse("capture:sent", args=[form.form.slug]) + lang)
