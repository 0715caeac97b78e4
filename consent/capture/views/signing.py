"""After a form was sent: look into your messages; type the code; open the link and press the button."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from coalition.platform.tenancy import Actor
from consent.capture.actions.confirming import Confirmed, confirm_code, confirm_link
from consent.capture.forms.confirming import AuthorityForm, CodeForm
from consent.capture.models import Proof
from consent.capture.queries.public import PublicForm, public_form, read_sign_up, waiting_proof
from consent.capture.rules.answers import YES, Written
from consent.capture.rules.secrets import CaptureKeys
from consent.capture.views.entering import framed_by, of_a_form, spoken


@require_safe
@of_a_form
def sent(request: HttpRequest, actor: Actor, form: PublicForm) -> HttpResponse:
    """Look into your mail."""
    framed = request.GET.get("frame") == "1"
    response = render(request, "capture/sent.html", _told(form, framed=framed))
    return framed_by(response, form.definition.frame_sites) if framed else response


@csrf_exempt  # the address of the page and the six digits are the secret; there is no cookie to be misused
@require_http_methods(["GET", "HEAD", "POST"])
@of_a_form
def code(request: HttpRequest, actor: Actor, form: PublicForm, sign_up_id: UUID) -> HttpResponse:
    """Type the six digits of the text message; an address that nobody has looks the same."""
    framed = "1" in {request.GET.get("frame"), request.POST.get("frame")}
    filled, refused = CodeForm(request.POST if request.method == "POST" else None), False
    if request.method == "POST" and filled.is_valid():
        done = confirm_code(
            actor=actor,
            now=timezone.now(),
            slug=form.form.slug,
            sign_up_id=sign_up_id,
            code=filled.cleaned_data["code"],
        )
        if done:
            return _done(request, form, done, framed)
        refused = True
    context = {**_told(form, framed=framed), "form": filled, "refused": refused}
    response = render(request, "capture/code.html", context, status=422 if request.method == "POST" else 200)
    return framed_by(response, form.definition.frame_sites) if framed else response


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_form
def confirm(request: HttpRequest, actor: Actor, form: PublicForm, token: str) -> HttpResponse:
    """A link from a message: opening it shows what was answered and a button; only the button confirms."""
    proof = waiting_proof(actor, form.form, CaptureKeys(settings.ROOT_KEY).digest("token", token))
    if proof is None or proof.used_at is not None:
        return render(request, "capture/over.html", {**_told(form), "used": proof is not None}, status=410)
    with translation.override(request.GET.get("lang") and spoken() or proof.sign_up.language):
        return _confirm(request, actor, form, proof, token)


def _confirm(request: HttpRequest, actor: Actor, form: PublicForm, proof: Proof, token: str) -> HttpResponse:
    guardian = proof.kind == Proof.Kind.GUARDIAN
    filled = AuthorityForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and (not guardian or filled.is_valid()):
        done = confirm_link(
            actor=actor,
            now=timezone.now(),
            slug=form.form.slug,
            token=token,
            authority=filled.cleaned_data["authority"] if guardian else "",
        )
        if done is None:
            return render(request, "capture/over.html", {**_told(form), "used": True}, status=410)
        return _done(request, form, done)
    context = {
        **_told(public_form(actor, form.form.slug, proof.sign_up.version)),
        **_answers(actor, form, proof),
        "guardian": guardian,
        "form": filled,
    }
    return render(request, "capture/confirm.html", context, status=422 if request.method == "POST" else 200)


def _answers(actor: Actor, form: PublicForm, proof: Proof) -> dict[str, object]:
    """What was answered, question by question, by whom, with the notice that was shown."""
    sign_up = proof.sign_up
    shown = public_form(actor, form.form.slug, sign_up.version)
    written: Written = read_sign_up(sign_up)
    lines = [
        (each.text, each.listed, written.answers[each.name] == YES)
        for each in shown.questions(sign_up.language)
        if each.name in written.answers
    ]
    notice = shown.definition.notice[sign_up.language]
    guardian = proof.kind == Proof.Kind.GUARDIAN
    name = written.given_name if guardian else f"{written.given_name} {written.family_name}".strip()
    return {"lines": lines, "notice": notice, "name": name, "beside": "" if guardian else written.beside(proof.kind)}


def _done(request: HttpRequest, form: PublicForm, done: Confirmed, framed: bool = False) -> HttpResponse:
    context = {
        **_told(form, framed=framed),
        "receipt": done.receipt,
        "kind": done.proof.kind,
        "waiting": done.waiting,
    }
    response = render(request, "capture/done.html", context)
    return framed_by(response, form.definition.frame_sites) if framed else response


def _told(form: PublicForm, *, framed: bool = False) -> dict[str, object]:
    return {"public": form, "title": form.definition.title[spoken()], "framed": framed}
