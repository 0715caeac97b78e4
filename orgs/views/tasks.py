"""Tasks: what one has to do, what the team has, what was done; and each thing that is done with one."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coalition.platform.acting import ActingRequest
from coalition.platform.paging import long_page
from orgs import policies
from orgs.actions import tasks as actions
from orgs.actions.digests import switch_digest
from orgs.actions.tasks import TaskRefused
from orgs.forms.tasks import TaskForm
from orgs.models import Constituent, Task
from orgs.queries.digests import digest_of
from orgs.queries.people import get_person
from orgs.queries.tasks import doers, done_tasks, my_due, my_tasks, shown, team_tasks
from orgs.rules.tasks import GROUPS, PROBLEMS, PUT_OFF

PER_PAGE = 50
LISTS = {"mine": my_tasks, "team": team_tasks, "done": done_tasks}
FIELD_OF = {"past": "due", "far": "due", "not_a_member": "assignee", "not_seen": "assignee"}


@login_required
@require_safe
def task_list(request: ActingRequest) -> HttpResponse:
    """One's own tasks, the team's, or what was done; what is overdue first."""
    actor, today = request.actor, timezone.localdate()
    if not policies.can_read_tasks(actor):
        raise PermissionDenied
    which = request.GET.get("show", "mine")
    which = which if which in LISTS else "mine"
    page = long_page(LISTS[which](actor), request.GET.get("page"), PER_PAGE)
    people = doers(actor, about_person=False)
    told = {
        "page": page,
        "which": which,
        "groups": _grouped(shown(actor, list(page.object_list)), which),
        "due": my_due(actor, today),
        "form": TaskForm(doers=people, today=today, initial={"assignee": actor.user_id}),
        "put_off": PUT_OFF,
        "today": today,
        "here": request.get_full_path(),
    }
    return render(request, "orgs/task_list.html", told)


def _grouped(rows: list[Any], which: str) -> list[tuple[Any, list[Any]]]:
    # By when they are due, in the order of the rows, which is that of the groups.
    if which == "done":
        return [(_("Done"), rows)] if rows else []
    today = timezone.localdate()
    groups = [(words, [row for row in rows if row.group(today) == name]) for name, words in GROUPS.items()]
    return [(words, inside) for words, inside in groups if inside]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def task_add(request: ActingRequest, person_id: int | None = None) -> HttpResponse:
    """Write down a task, about a person or about nobody."""
    actor, today = request.actor, timezone.localdate()
    if not policies.can_add_task(actor, about_person=person_id is not None):
        raise PermissionDenied
    person = get_person(actor, person_id) if person_id is not None else None
    data = request.POST if request.method == "POST" else None
    people = doers(actor, about_person=person is not None)
    form = TaskForm(data, doers=people, today=today, initial={"assignee": actor.user_id})
    if data is not None and form.is_valid():
        try:
            task = actions.add_task(
                actor=actor, now=timezone.now(), today=today, facts=form.task, person_id=person_id
            )  # fmt: skip
        except TaskRefused as refused:
            form.add_error(FIELD_OF.get(refused.code, "title"), PROBLEMS[refused.code])
        else:
            _say(request, _("The task is written down."), "orgs:task-remove", task)
            return redirect(_back(request, task))
    return _form_page(request, form, person, None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def task_change(request: ActingRequest, task_id: int) -> HttpResponse:
    """One task, and its change."""
    actor, today = request.actor, timezone.localdate()
    task = actions.read_task(actor=actor, now=timezone.now(), task_id=task_id)
    data = request.POST if request.method == "POST" else None
    form = TaskForm(
        data,
        doers=_with(doers(actor, about_person=task.constituent_id is not None), task),
        today=today,
        before=task.due,
        initial={"title": task.title, "assignee": task.assignee_id, "due": task.due, "note": task.note},
    )
    if data is not None and form.is_valid():
        try:
            actions.change_task(actor=actor, now=timezone.now(), today=today, task_id=task.pk, facts=form.task)
        except TaskRefused as refused:
            form.add_error(FIELD_OF.get(refused.code), PROBLEMS[refused.code])
        else:
            messages.success(request, _("Saved."))
            return redirect(_back(request, task))
    return _form_page(request, form, task.constituent, task)


def _with(people: list[tuple[int, str]], task: Task) -> list[tuple[int, str]]:
    # Whoever has it stays to be chosen, also when they left.
    if task.assignee is None or task.assignee_id in dict(people):
        return people
    return [*people, (task.assignee.pk, task.assignee.name)]


def _form_page(request: ActingRequest, form: TaskForm, person: Constituent | None, task: Task | None) -> HttpResponse:
    told = {
        "form": form,
        "person": person,
        "task": task,
        "may_change": task is None or (policies.can_change_task(request.actor, task) and task.done_at is None),
        "back": _next(request),
    }
    return render(request, "orgs/task_save.html", told, status=422 if form.errors else 200)


@login_required
@require_POST
def task_finish(request: ActingRequest, task_id: int) -> HttpResponse:
    """Say that a task is done."""
    return _do(request, task_id, actions.finish_task, _("Done."), "orgs:task-reopen")


@login_required
@require_POST
def task_reopen(request: ActingRequest, task_id: int) -> HttpResponse:
    """Take that back."""
    return _do(request, task_id, actions.reopen_task, _("The task is open again."), "orgs:task-finish")


@login_required
@require_POST
def task_remove(request: ActingRequest, task_id: int) -> HttpResponse:
    """Remove a task."""
    return _do(request, task_id, actions.remove_task, _("The task is removed."), "orgs:task-restore")


@login_required
@require_POST
def task_restore(request: ActingRequest, task_id: int) -> HttpResponse:
    """Put a removed task back."""
    return _do(request, task_id, actions.restore_task, _("The task is back."), "orgs:task-remove")


@login_required
@require_POST
def task_take(request: ActingRequest, task_id: int) -> HttpResponse:
    """Take a task that nobody has, or lay one's own before the team."""
    free = request.POST.get("to") == "team"
    done = _("Whoever takes it has it now.") if free else _("It is yours now.")
    assignee = None if free else request.actor.user_id
    return _do(request, task_id, actions.give_task, done, "", assignee_id=assignee)


@login_required
@require_POST
def task_put_off(request: ActingRequest, task_id: int) -> HttpResponse:
    """Put a task off by some days."""
    choice = request.POST.get("by", "")
    if choice not in PUT_OFF:
        messages.error(request, _("Choose until when."))
        return redirect(_next(request) or "orgs:task-list")
    today = timezone.localdate()
    return _do(request, task_id, actions.put_off_task, _("It is put off."), "", today=today, choice=choice)


def _do(
    request: ActingRequest, task_id: int, action: Callable[..., Task], words: str, undo: str, **given: Any
) -> HttpResponse:
    if not policies.can_read_tasks(request.actor):
        raise PermissionDenied
    try:
        task = action(actor=request.actor, now=timezone.now(), task_id=task_id, **given)
    except TaskRefused as refused:
        by = _("%(name)s has done this already.") % {"name": refused.by} if refused.by else PROBLEMS[refused.code]
        messages.info(request, by)
        return redirect(_next(request) or "orgs:task-list")
    if undo:
        _say(request, words, undo, task)
    else:
        messages.success(request, words)
    return redirect(_back(request, task))


def _say(request: ActingRequest, words: str, undo: str, task: Task) -> None:
    messages.success(request, words, extra_tags=f"undo:{reverse(undo, args=[task.pk])}")


def _back(request: ActingRequest, task: Task) -> str:
    # Back to where it was done: a list, the home page, the person; never to the page of a task that is gone.
    if asked := _next(request):
        return asked
    if task.constituent_id is not None:
        return reverse("orgs:person-detail", args=[task.constituent_id])
    return reverse("orgs:task-list")


def _next(request: ActingRequest) -> str:
    asked = request.POST.get("next", "") or request.GET.get("next", "")
    inside = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, None)
    return asked if inside else ""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def digest_switch(request: ActingRequest) -> HttpResponse:
    """Switch one's daily mail on or off."""
    actor = request.actor
    if not policies.can_switch_digest(actor):
        raise PermissionDenied
    if request.method == "POST":
        wanted = request.POST.get("wanted") == "yes"
        switch_digest(actor=actor, now=timezone.now(), wanted=wanted)
        messages.success(request, _("The daily mail is on.") if wanted else _("The daily mail is off."))
        return redirect("orgs:digest-switch")
    said = digest_of(actor)
    return render(request, "orgs/digest_switch.html", {"wanted": said is None or said.wanted})
