"""Triggers: the list, the builder that tries before it saves, one with what it did, and what can be done with it."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coalition.platform.acting import ActingRequest
from orgs import policies
from orgs.actions import trigger_settle, triggers
from orgs.actions.trigger_settle import CannotUndo
from orgs.actions.triggers import TriggerRefused
from orgs.forms.triggers import EMPTY, Choices, TriggerForm, plan_from, posted, values_of
from orgs.models import Trigger
from orgs.queries.trigger_choices import funds_with, trigger_choices
from orgs.queries.trigger_log import held_seen, member_names, run_page
from orgs.queries.triggers import (
    closed_triggers,
    deleted_triggers,
    get_trigger,
    kept_since,
    trigger_lines,
    version_lines,
)
from orgs.queries.triggers import trigger_list as triggers_by_name
from orgs.rules.segments import InvalidRules
from orgs.rules.trigger_words import TEMPLATES, TEMPLATES_BY_KEY, Names, sentence
from orgs.rules.triggers import InvalidTrigger, done_by, plan_of

REFUSED = {
    "name_taken": gettext_lazy("There is a trigger of this name already. Choose another name."),
    "too_many": gettext_lazy("There are 100 triggers. Delete one that you do not need any more."),
}
CANNOT = {
    "done": gettext_lazy("Somebody finished this task already: open it again first."),
    "changed": gettext_lazy("Somebody took or changed this task since: remove it on its own page."),
    "undone": gettext_lazy("This was undone already."),
}


@login_required
@require_safe
def trigger_list(request: ActingRequest) -> HttpResponse:
    """The triggers in plain words, how often each fired, and what to begin with."""
    _manage(request)
    now = timezone.now()
    lines = trigger_lines(request.actor, list(triggers_by_name(request.actor)), timezone.localdate())
    gone = deleted_triggers(request.actor, kept_since(now))[:20]
    return render(request, "orgs/trigger_list.html", {"lines": lines, "gone": gone, "templates": TEMPLATES})


@login_required
@require_safe
def trigger_detail(request: ActingRequest, trigger_id: int) -> HttpResponse:
    """One trigger: what it says, how often it fired, for whom and what it did."""
    _manage(request)
    actor = request.actor
    trigger = get_trigger(actor, trigger_id)
    line = trigger_lines(actor, [trigger], timezone.localdate())[0]
    shown: dict[str, Any] = {"line": line, "trigger": trigger}
    if not line.closed:
        page = run_page(actor, trigger, request.GET.get("page"))
        runs = list(page.object_list)
        for run in runs:
            run.effect, _tag = done_by(trigger, run.version)
        shown |= {"page": page, "runs": runs, "members": member_names(runs), "held": held_seen(actor, trigger),
                  "versions": version_lines(actor, trigger)}  # fmt: skip
    return render(request, "orgs/trigger_detail.html", shown)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def trigger_save(request: ActingRequest, trigger_id: int | None = None) -> HttpResponse:
    """The builder: whatever is chosen, it says what that means and what it would have done; only "save" saves."""
    _manage(request)
    actor = request.actor
    trigger = get_trigger(actor, trigger_id) if trigger_id is not None else None
    if trigger is not None and closed_triggers(actor, [trigger]):
        raise PermissionDenied
    values = posted(request.POST)
    choices = _choices(request, trigger, values)
    if request.method != "POST":
        return _builder(request, trigger, choices, _begun(request, trigger, choices))
    if "save" not in request.POST:
        return _builder(request, trigger, choices, values)
    try:
        saved = triggers.save_trigger(
            actor=actor, now=timezone.now(), plan=plan_from(values, choices), trigger_id=trigger_id
        )
    except (InvalidTrigger, InvalidRules) as wrong:
        return _builder(request, trigger, choices, values, problem=str(wrong))
    except TriggerRefused as refused:
        return _builder(request, trigger, choices, values, problem=_why(refused))
    messages.success(request, _("The trigger “%(name)s” is saved.") % {"name": saved.name})
    return redirect("orgs:trigger-detail", saved.pk)


@login_required
@require_POST
def trigger_pause(request: ActingRequest, trigger_id: int) -> HttpResponse:
    """Let it rest."""
    trigger = triggers.pause_trigger(actor=request.actor, now=timezone.now(), trigger_id=trigger_id)
    _said(request, _("“%(name)s” is paused.") % {"name": trigger.name}, "orgs:trigger-resume", trigger_id)
    return redirect("orgs:trigger-detail", trigger_id)


@login_required
@require_POST
def trigger_resume(request: ActingRequest, trigger_id: int) -> HttpResponse:
    """Put it to work again."""
    trigger = triggers.resume_trigger(actor=request.actor, now=timezone.now(), trigger_id=trigger_id)
    messages.success(request, _("“%(name)s” is at work, for what happens from now on.") % {"name": trigger.name})
    return redirect("orgs:trigger-detail", trigger_id)


@login_required
@require_POST
def trigger_delete(request: ActingRequest, trigger_id: int) -> HttpResponse:
    """Delete it; what it did stays."""
    trigger = triggers.delete_trigger(actor=request.actor, now=timezone.now(), trigger_id=trigger_id)
    words = _("“%(name)s” is deleted. What it did stays.") % {"name": trigger.name}
    _said(request, words, "orgs:trigger-restore", trigger_id)
    return redirect("orgs:trigger-list")


@login_required
@require_POST
def trigger_restore(request: ActingRequest, trigger_id: int) -> HttpResponse:
    """Put a deleted one back."""
    try:
        triggers.restore_trigger(actor=request.actor, now=timezone.now(), trigger_id=trigger_id)
    except TriggerRefused as refused:
        messages.error(request, _why(refused))
        return redirect("orgs:trigger-list")
    messages.success(request, _("The trigger is back, paused. Look at it, then put it to work."))
    return redirect("orgs:trigger-detail", trigger_id)


@login_required
@require_POST
def trigger_run_undo(request: ActingRequest, run_id: int) -> HttpResponse:
    """Take back what a trigger did for one person."""
    try:
        run = trigger_settle.undo_run(actor=request.actor, now=timezone.now(), run_id=run_id)
    except CannotUndo as cannot:
        messages.error(request, str(CANNOT[cannot.code]))
        return redirect("orgs:trigger-list")
    messages.success(request, _("Undone."))
    return redirect("orgs:trigger-detail", run.trigger_id)


@login_required
@require_POST
def trigger_release(request: ActingRequest, trigger_id: int) -> HttpResponse:
    """Let through what was held back."""
    times = trigger_settle.release_held(actor=request.actor, now=timezone.now(), trigger_id=trigger_id)
    messages.success(request, ngettext("Let through once.", "Let through %(times)s times.", times) % {"times": times})
    return redirect("orgs:trigger-detail", trigger_id)


@login_required
@require_POST
def trigger_let_go(request: ActingRequest, trigger_id: int) -> HttpResponse:
    """Drop what was held back."""
    times = trigger_settle.drop_held(actor=request.actor, now=timezone.now(), trigger_id=trigger_id)
    messages.success(request, ngettext("Dropped once.", "Dropped %(times)s times.", times) % {"times": times})
    return redirect("orgs:trigger-detail", trigger_id)


@login_required
@require_POST
def trigger_notice_mark(request: ActingRequest, notice_id: int) -> HttpResponse:
    """Mark what a trigger told one as read, or as new again."""
    read = request.POST.get("read") != "no"
    trigger_settle.mark_notice(actor=request.actor, now=timezone.now(), notice_id=notice_id, read=read)
    return redirect(f"{reverse('orgs:inbox')}#triggers")


def _manage(request: ActingRequest) -> None:
    if not policies.can_manage_triggers(request.actor):
        raise PermissionDenied


def _why(refused: TriggerRefused) -> str:
    return str(REFUSED[refused.code])


def _said(request: ActingRequest, words: str, undo: str, trigger_id: int) -> None:
    messages.success(request, words, extra_tags=f"undo:{reverse(undo, args=[trigger_id])}")


def _choices(request: ActingRequest, trigger: Trigger | None, values: dict[str, Any]) -> Choices:
    names = trigger_choices(request.actor, tags=(values["tag"], values["put_tag"]), trigger=trigger)
    funds = funds_with(request.actor, dict(names.funds), trigger)
    amounts = policies.can_read_amounts(request.actor)
    return Choices(names.segments, names.tags, funds, names.members, amounts)


def _begun(request: ActingRequest, trigger: Trigger | None, choices: Choices) -> dict[str, Any]:
    if trigger is not None:
        return values_of(plan_of(trigger), choices)
    template = TEMPLATES_BY_KEY.get(request.GET.get("begin", ""))
    values = EMPTY | ({"name": template.title, **template.values} if template is not None else {})
    return {name: value if isinstance(value, bool | list) else str(value) for name, value in values.items()} | {
        "segment": request.GET.get("segment", "")
    }


def _builder(
    request: ActingRequest, trigger: Trigger | None, choices: Choices, values: dict[str, Any], problem: str = ""
) -> HttpResponse:
    shown = {
        "form": TriggerForm(values, choices), "trigger": trigger, "problem": problem,
        **_tried(request, choices, values),
    }  # fmt: skip
    if request.htmx and not problem:
        return render(request, "orgs/_trigger_builder.html", shown)
    return render(request, "orgs/trigger_save.html", shown, status=422 if problem else 200)


def _tried(request: ActingRequest, choices: Choices, values: dict[str, Any]) -> dict[str, Any]:
    """What the builder says so far, and what it would have done."""
    try:
        plan = plan_from(values, choices)
        words = sentence(plan, _names(choices)) if plan.kind and plan.effect else ""
    except InvalidTrigger as wrong:
        return {"unfinished": str(wrong)}
    try:
        # What it would have met depends neither on its name nor on what it would have done.
        asked = replace(plan, name="…", effect="tag", put_tag_id=None, new_tag="…", most_a_day=1)
        return {"sentence": words, "trial": triggers.try_trigger(actor=request.actor, now=timezone.now(), plan=asked)}
    except (InvalidTrigger, InvalidRules) as wrong:
        return {"sentence": words, "unfinished": str(wrong)}


def _names(choices: Choices) -> Names:
    return Names(choices.segments, choices.tags, choices.funds, choices.members)
