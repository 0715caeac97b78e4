"""Choosing people in the table and doing one thing with all of them; what was changed, and its undo."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from coalition.platform.acting import ActingRequest
from coalition.platform.paging import long_page
from coalition.platform.tenancy import Actor
from orgs import policies
from orgs.actions.bulk import MOST, BulkRefused, undo_change
from orgs.actions.bulk_aims import change_chosen
from orgs.actions.bulk_kinds import KINDS
from orgs.actions.people_lists import ListRefused
from orgs.actions.tasks import TaskRefused
from orgs.forms.bulk import BulkForm
from orgs.models import BulkChange, Constituent
from orgs.queries.bulk import bulk_changes
from orgs.queries.people_filter import people_found
from orgs.queries.people_lists import list_choices
from orgs.queries.tags import suggested_tags
from orgs.queries.tasks import doers
from orgs.queries.visible import visible_people
from orgs.rules.bulk_words import bulk_sentence
from orgs.rules.tasks import PROBLEMS
from orgs.views.finding import Asked, asked, asking_a_segment, parameters


@dataclass(frozen=True, slots=True)
class Chosen:
    """Who was chosen: some by hand, or all whom the filters find."""

    ask: Asked
    people: QuerySet[Constituent]
    ids: list[int]
    everybody: bool
    count: int


@login_required
@require_POST
@asking_a_segment
def bulk_change(request: ActingRequest) -> HttpResponse:
    """Say what is to be done with the people chosen, then do it."""
    actor = request.actor
    if not policies.can_change_many(actor):
        raise PermissionDenied
    chosen = chosen_in(request)
    table = f"{reverse('orgs:person-list')}?{chosen.ask.address}"
    if not chosen.count or not chosen.ask.understood:
        messages.error(request, _("Nobody was chosen. Tick the people in the table first."))
        return redirect(table)
    lists = [(str(each.pk), each.name) for each in list_choices(actor)]
    form = BulkForm(
        request.POST if request.POST.get("do") in KINDS else None,
        lists=lists, doers=doers(actor, about_person=True), today=timezone.localdate(),
    )  # fmt: skip
    if form.is_bound and form.is_valid() and (change := _try(request, chosen, form)) is not None:
        undo = reverse("orgs:bulk-undo", args=[change.pk])
        messages.success(request, _told(change, chosen.count), extra_tags=f"undo:{undo}" if change.people else "")
        return redirect(table)
    return render(request, "orgs/bulk_change.html", _shown(actor, chosen, form), status=422 if form.is_bound else 200)


def chosen_in(request: ActingRequest) -> Chosen:
    """Who was ticked in the form that was sent, or all whom its filters find."""
    actor = request.actor
    ask = asked(actor, parameters(request.POST.get("filters", "")))
    everybody = request.POST.get("scope") == "all"
    ids = [int(each) for each in request.POST.getlist("person") if each.isdecimal() and len(each) < 19]
    if everybody:
        people = people_found(actor, ask.wanted, contacts=policies.can_read_contact_points(actor))
    else:
        people = visible_people(actor).filter(pk__in=ids)
    return Chosen(ask, people, ids, everybody, people.count())


def _shown(actor: Actor, chosen: Chosen, form: BulkForm) -> dict[str, Any]:
    if chosen.everybody:
        all_of_them = chosen.count
    else:
        all_of_them = people_found(actor, chosen.ask.wanted, contacts=policies.can_read_contact_points(actor)).count()
    return {"chosen": chosen, "form": form, "all_of_them": all_of_them, "filtered": chosen.ask.filtered,
            "tags": suggested_tags(actor), "can_tag": policies.can_edit_tags(actor),
            "can_task": policies.can_read_tasks_about_people(actor),
            "can_edit": policies.can_edit_people(actor), "can_list": policies.can_edit_lists(actor),
            "can_export": policies.can_export_people(actor),
            "most": MOST}  # fmt: skip


def _try(request: ActingRequest, chosen: Chosen, form: BulkForm) -> BulkChange | None:
    # Nothing, with the reason in the form, when it cannot be done.
    kind = form.cleaned_data["do"]
    stated = request.POST.get("stated", "")
    if not KINDS[kind].allowed(request.actor):
        raise PermissionDenied
    try:
        return change_chosen(
            actor=request.actor, now=timezone.now(), kind=kind, people=chosen.people, given=form.cleaned_data,
            stated=int(stated) if stated.isdecimal() and len(stated) < 10 else -1,
        )  # fmt: skip
    except ListRefused:
        form.add_error("new_list", _("A list of this name exists. Choose it above."))
    except Http404:
        form.add_error(kind, _("There is no such tag or list. Choose one of those suggested."))
    except TaskRefused as refused:
        form.add_error("task_doer" if refused.code == "not_a_member" else "task", PROBLEMS[refused.code])
    except BulkRefused as refused:
        form.add_error(None, _refused(refused))
    return None


def _refused(refused: BulkRefused) -> str:
    if refused.code == "too_many":
        return _("Do this with at most %(most)s people at once: filter the table, and do it in parts.") % {"most": MOST}
    if refused.code == "changed":
        return ngettext(
            "The list has changed meanwhile: it is %(count)s person now. Nothing was done. Check, then press again.",
            "The list has changed meanwhile: it is %(count)s people now. Nothing was done. Check, then press again.",
            refused.count,
        ) % {"count": refused.count}  # fmt: skip
    return _("Nobody was chosen. Tick the people in the table first.")


def _told(change: BulkChange, chosen: int) -> str:
    words = bulk_sentence(change.kind, change.words, change.people)
    if change.people == chosen:
        return words
    same = chosen - change.people
    return words + " " + ngettext("%(same)s needed no change.", "%(same)s needed no change.", same) % {"same": same}


@login_required
@require_safe
def bulk_list(request: ActingRequest) -> HttpResponse:
    """What was done to many people at once within 30 days."""
    actor = request.actor
    if not policies.can_change_many(actor):
        raise PermissionDenied
    page = long_page(bulk_changes(actor, timezone.now()), request.GET.get("page"), 50)
    rows = [
        (change, bulk_sentence(change.kind, change.words, change.people),
         change.undone_at is None and change.people > 0 and policies.can_undo_change(actor, change))
        for change in page
    ]  # fmt: skip
    return render(request, "orgs/bulk_list.html", {"page": page, "rows": rows})


@login_required
@require_POST
def bulk_undo(request: ActingRequest, change_id: int) -> HttpResponse:
    """Undo one of them."""
    try:
        undone = undo_change(actor=request.actor, now=timezone.now(), change_id=change_id)
    except BulkRefused as refused:
        messages.error(request, _("This was undone already.") if refused.code == "done"
                       else _("This cannot be undone any more: its tag or list was deleted."))  # fmt: skip
    else:
        change, stayed = undone.change, undone.stayed
        told = _("Undone: %(what)s") % {"what": bulk_sentence(change.kind, change.words, change.people - stayed)}
        if stayed:
            told += " " + ngettext(
                "%(stayed)s stays as it is: you may not see the record now.",
                "%(stayed)s stay as they are: you may not see the records now.", stayed,
            ) % {"stayed": stayed}  # fmt: skip
        messages.success(request, told)
    return redirect("orgs:bulk-list")
