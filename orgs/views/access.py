"""Asking for access, answering, and what a closed record says."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coalition.platform.acting import ActingRequest
from orgs import policies
from orgs.actions.access import AccessRefused, answer_access, ask_access, ask_steward, break_glass
from orgs.actions.stewardship import StewardRefused, set_steward
from orgs.forms.restricted import AnswerForm, AskForm, GlassForm, StewardForm
from orgs.models import AccessRequest
from orgs.queries.access import asked_by_me, broken_glass, looked_after, stewardship_of, to_answer
from orgs.queries.people import get_person
from orgs.queries.restricted import colleagues, groups_of, restricted_groups, sees_group

SHOWN = 50


@login_required
@require_POST
def access_ask(request: ActingRequest, person_id: int) -> HttpResponse:
    """Ask the keeper of a restricted record, or the steward of a person."""
    if not policies.can_ask_access(request.actor):
        raise PermissionDenied
    form = AskForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say what you need it for."))
        return redirect("orgs:person-detail", person_id)
    steward = request.POST.get("of") == "steward"
    ask = ask_steward if steward else ask_access
    try:
        ask(actor=request.actor, now=timezone.now(), person_id=person_id, reason=form.cleaned_data["reason"])
    except AccessRefused as refused:
        messages.error(request, _why(refused))
    else:
        messages.success(request, _("Asked. The answer appears under Stewardship."))
    return redirect("orgs:person-detail", person_id)


@login_required
@require_POST
def glass_break(request: ActingRequest, person_id: int) -> HttpResponse:
    """Ask to open a restricted record in an emergency."""
    form = GlassForm(request.POST)
    if not policies.can_break_glass(request.actor):
        raise PermissionDenied
    if not form.is_valid():
        messages.error(request, _("Choose why it cannot wait, and say it in your own words."))
        return redirect("orgs:person-detail", person_id)
    try:
        break_glass(actor=request.actor, now=timezone.now(), person_id=person_id, **form.cleaned_data)
    except AccessRefused as refused:
        messages.error(request, _why(refused))
    else:
        messages.success(request, _("A colleague has to approve it now. Whoever keeps the record has been told."))
    return redirect("orgs:person-detail", person_id)


@login_required
@require_POST
def access_answer(request: ActingRequest, request_id: int) -> HttpResponse:
    """Say yes for some days, or no."""
    form = AnswerForm(request.POST)
    days = None
    if "refuse" not in request.POST:
        if not form.is_valid() or not form.cleaned_data["days"]:
            messages.error(request, _("Choose for how long."))
            return redirect("orgs:stewardship")
        days = form.cleaned_data["days"]
    try:
        answer_access(actor=request.actor, now=timezone.now(), request_id=request_id, days=days)
    except AccessRefused as refused:
        messages.error(request, _why(refused))
    else:
        messages.success(request, _("Answered."))
    return redirect("orgs:stewardship")


@login_required
@require_safe
def stewardship(request: ActingRequest) -> HttpResponse:
    """What waits for an answer, what one asked oneself, and whom one looks after."""
    actor = request.actor
    if not policies.can_ask_access(actor):
        raise PermissionDenied
    shown = {
        "waiting": list(to_answer(actor)[:SHOWN]),
        "mine": list(asked_by_me(actor)[:SHOWN]),
        "looked_after": list(looked_after(actor)[:SHOWN]),
        "glass": list(broken_glass(actor)),
        "answer": AnswerForm(auto_id=False),
        "kinds": AccessRequest.Kind,
    }
    return render(request, "orgs/stewardship.html", shown)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def person_turf(request: ActingRequest, person_id: int) -> HttpResponse:
    """Who sees a person's record and who looks after them: to change it."""
    actor = request.actor
    if not policies.can_restrict_people(actor):
        raise PermissionDenied
    person = get_person(actor, person_id)
    kept = stewardship_of(actor, person_id)
    initial = {"steward": kept.steward_id, "rule": kept.rule} if kept else {"rule": "open"}
    data = request.POST if request.method == "POST" else None
    form = StewardForm(data, colleagues=colleagues(actor), initial=initial)
    if data is not None and form.is_valid():
        try:
            set_steward(
                actor=actor,
                now=timezone.now(),
                person_id=person_id,
                steward_id=form.cleaned_data["steward"],
                rule=form.cleaned_data["rule"],
            )
        except StewardRefused:
            form.add_error("steward", _("Only an administrator, or the one who looks after them now, changes this."))
        else:
            messages.success(request, _("Saved."))
            return redirect("orgs:person-detail", person_id)
    inside = groups_of(actor, person)
    shown = {
        "person": person,
        "form": form,
        "groups": [(each, policies.can_keep_group(actor, each) and sees_group(actor, each)) for each in inside],
        "others": [each for each in restricted_groups(actor) if each not in inside],
    }
    return render(request, "orgs/person_turf.html", shown, status=422 if form.errors else 200)


def _why(refused: AccessRefused) -> str:
    return {
        "asked_already": _("You have asked already. The answer appears under Stewardship."),
        "not_closed": _("This record is open to you."),
        "no_steward": _("You need not ask: nobody wants to be asked first."),
        "hands_off": _("Their steward writes and calls alone. Speak with the steward."),
        "answered": _("Somebody has answered this already."),
    }.get(refused.code, _("Choose for how long."))
