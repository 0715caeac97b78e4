"""Proving more than one channel, to read everything. To stop or restrict it is never asked for."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coalition.platform.texts import texts_available
from consent.portal.actions.proof import ask_code, confirm_code, ways
from consent.portal.actions.second_links import ask_second_link, cancel_second_link
from consent.portal.forms.entry import CodeForm
from consent.portal.forms.proof import WayForm
from consent.portal.queries.proof import code_was_sent, waits_for_second_link
from consent.portal.queries.sessions import Person
from consent.portal.views.choices import overview_of
from consent.portal.views.session import person_required


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def proof(request: HttpRequest, person: Person) -> HttpResponse:
    """Choose where the code goes; where none would open everything, a second link comes a day later."""
    overview = overview_of(person)
    found = ways(overview, person)
    form = WayForm(request.POST if request.method == "POST" else None, ways=found)
    context = {
        "person": person, "form": form, "ways": found, "waiting": waits_for_second_link(person.subject_id),
        "holders": overview.holders, "opened": overview.opened, "opens": any(way.reads for way in found),
        "texts": texts_available(),
    }  # fmt: skip
    if request.method != "POST":
        return render(request, "portal/proof.html", context)
    language = get_language() or "en"
    if "later" in request.POST or not (found or person.full):
        ask_second_link(actor=person.actor, now=timezone.now(), person=person, overview=overview, language=language)
        return redirect("portal:proof")
    if not form.is_valid():
        return render(request, "portal/proof.html", context, status=422)
    sent = ask_code(
        actor=person.actor,
        now=timezone.now(),
        person=person,
        overview=overview,
        subject=form.subject,
        language=language,
    )
    if not sent:
        messages.info(request, _("You asked for three codes within an hour. Wait a little, then ask again."))
        return redirect("portal:proof")
    return redirect("portal:proof-code")


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def proof_code(request: HttpRequest, person: Person) -> HttpResponse:
    """Type the code that was sent."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    context = {"person": person, "form": form, "sent": code_was_sent(person.session_id)}
    if request.method != "POST":
        return render(request, "portal/proof_code.html", context)
    if form.is_valid():
        if confirm_code(actor=person.actor, now=timezone.now(), person=person, code=form.cleaned_data["code"]):
            messages.success(request, _("Thank you."))
            return redirect("portal:proof")
        context["refused"] = True
    return render(request, "portal/proof_code.html", context, status=422)


@require_POST
@person_required
def proof_cancel(request: HttpRequest, person: Person) -> HttpResponse:
    """Stop the second link."""
    cancel_second_link(actor=person.actor, now=timezone.now(), person=person)
    messages.success(request, _("The second link is not sent."))
    return redirect("portal:proof")
