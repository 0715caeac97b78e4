"""A person's history: a page of it, writing down what happened, changing and taking back one's own entry."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coalition.platform.acting import ActingRequest
from orgs import policies
from orgs.actions.interactions import (
    TooLate,
    change_interaction,
    log_interaction,
    read_timeline,
    take_back_interaction,
)
from orgs.forms.interactions import InteractionForm, WordsForm
from orgs.models import Constituent, Interaction
from orgs.queries.asks import asks_to_name
from orgs.queries.choices import interest_names
from orgs.queries.contact_times import months_of
from orgs.queries.mentions import colleagues
from orgs.queries.people import get_person
from orgs.queries.timeline import get_own_entry
from orgs.rules.interactions import Ambiguous
from orgs.views.ways_back import say_undo, way_back

WORDS = ("summary", "body", "outcome", "sentiment", "outlet", "link")


@login_required
@require_safe
def timeline(request: ActingRequest, person_id: int) -> HttpResponse:
    """What happened with a person, by kind and page; a piece of the person's page with htmx."""
    actor = request.actor
    person, page = read_timeline(
        actor=actor,
        now=timezone.now(),
        person_id=person_id,
        kind=request.GET.get("kind", ""),
        before=request.GET.get("before", ""),
    )
    shown = {"person": person, "timeline": page, "can_log": policies.can_log_interactions(actor)}
    if not request.htmx:
        shown["months"] = months_of(actor, person, timezone.localdate())
    return render(request, "orgs/_person_timeline.html" if request.htmx else "orgs/timeline.html", shown)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def interaction_log(request: ActingRequest, person_id: int) -> HttpResponse:
    """Write down what happened; with htmx, the kinds to choose from beside a line of the list."""
    actor = request.actor
    if not policies.can_log_interactions(actor):
        raise PermissionDenied
    person = get_person(actor, person_id)
    back = _back(request, person)
    if request.method != "POST" and request.htmx:
        return render(request, "orgs/_log_kinds.html", {"person": person, "back": back})
    chosen = {"kind": request.GET.get("kind", "")}
    data = request.POST if request.method == "POST" else None
    form = InteractionForm(data, initial=chosen, names=colleagues(actor), asks=asks_to_name(actor, person.pk))
    if request.method == "POST" and form.is_valid():
        written = _log(request, person, form)
        if written is not None:
            words = _("Written down: %(name)s.") % {"name": person}
            say_undo(request, words, "orgs:interaction-take-back", person.pk, written.pk)
            return redirect(back)
    return _form_page(request, person, form, back)


def _log(request: ActingRequest, person: Constituent, form: InteractionForm) -> Interaction | None:
    try:
        return log_interaction(
            actor=request.actor,
            now=timezone.now(),
            person_id=person.pk,
            kind=form.cleaned_data["kind"],
            summary=form.cleaned_data["summary"],
            occurred_at=form.occurred_at,
            details=form.details,
        )
    except Ambiguous as double:
        form.add_error("body", _two(double))
        return None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def interaction_change(request: ActingRequest, person_id: int, interaction_id: int) -> HttpResponse:
    """Change the words of one's own entry, within a day."""
    actor = request.actor
    if not policies.can_log_interactions(actor):
        raise PermissionDenied
    person = get_person(actor, person_id)
    entry = get_own_entry(actor, person_id, interaction_id)
    back = _back(request, person)
    topic = entry.topic.name if entry.topic else ""
    initial = {name: getattr(entry, name) for name in WORDS} | {"topic": topic, "ask": entry.ask_id}
    form = WordsForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        names=colleagues(actor),
        asks=asks_to_name(actor, person.pk),
        kind=entry.kind,
    )
    if request.method == "POST" and form.is_valid():
        try:
            change_interaction(
                actor=actor,
                now=timezone.now(),
                person_id=person_id,
                interaction_id=interaction_id,
                summary=form.cleaned_data["summary"],
                details=form.details,
            )
        except Ambiguous as double:
            form.add_error("body", _two(double))
        except TooLate:
            messages.error(request, _too_late())
            return redirect(back)
        else:
            messages.success(request, _("Saved."))
            return redirect(back)
    return _form_page(request, person, form, back, entry)


@login_required
@require_POST
def interaction_take_back(request: ActingRequest, person_id: int, interaction_id: int) -> HttpResponse:
    """Take one's own entry back, within a day."""
    actor = request.actor
    if not policies.can_log_interactions(actor):
        raise PermissionDenied
    person = get_person(actor, person_id)
    try:
        take_back_interaction(actor=actor, now=timezone.now(), person_id=person_id, interaction_id=interaction_id)
    except TooLate:
        messages.error(request, _too_late())
    else:
        messages.success(request, _("Taken back: it is not in the history any more."))
    return redirect(_back(request, person))


def _form_page(
    request: ActingRequest, person: Constituent, form: WordsForm, back: str, entry: Interaction | None = None
) -> HttpResponse:
    shown = {"person": person, "interaction": form, "topics": interest_names(request.actor), "back": back,
             "entry": entry}  # fmt: skip
    return render(request, "orgs/interaction_form.html", shown, status=422 if form.errors else 200)


def _back(request: ActingRequest, person: Constituent) -> str:
    return way_back(request, reverse("orgs:person-detail", args=[person.pk]))


def _two(double: Ambiguous) -> str:
    return _("Two colleagues are called %(name)s. Write the whole name after the @.") % {"name": double.name}


def _too_late() -> str:
    return _("An entry can be changed or taken back for one day, by whoever wrote it. Write down what is right.")
