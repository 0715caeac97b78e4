"""A person's page, and what is done on it: logging, adding a contact point, showing one."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from coalition.platform.acting import ActingRequest
from coalition.platform.tenancy import Actor
from consent.ledger.actions.gate import Refusal
from orgs import policies
from orgs.actions.contacts import AlreadyKnown, NewContact, Revealed, add_contacts, reveal_contact
from orgs.actions.people import log_interaction, read_person
from orgs.actions.showing import show_contact
from orgs.forms.people import ContactForm, InteractionForm, ShowForm
from orgs.queries.members import acting_organization
from orgs.queries.people import Known
from orgs.rules.ages import is_minor


@login_required
@require_safe
def person_detail(request: ActingRequest, person_id: int) -> HttpResponse:
    """Facts with their source, how and whether we may reach the person, what happened."""
    page = read_person(actor=request.actor, now=timezone.now(), person_id=person_id)
    return _page(request, page)


@login_required
@require_POST
def interaction_log(request: ActingRequest, person_id: int) -> HttpResponse:
    """Write down what happened."""
    if not policies.can_log_interactions(request.actor):
        raise PermissionDenied
    form = InteractionForm(request.POST)
    if not form.is_valid():
        page = read_person(actor=request.actor, now=timezone.now(), person_id=person_id)
        return _page(request, page, interaction=form, status=422)
    log_interaction(
        actor=request.actor,
        now=timezone.now(),
        person_id=person_id,
        kind=form.cleaned_data["kind"],
        summary=form.cleaned_data["summary"],
        occurred_at=form.occurred_at,
    )
    messages.success(request, _("Written down."))
    return redirect("orgs:person-detail", person_id)


@login_required
@require_POST
def contact_add(request: ActingRequest, person_id: int) -> HttpResponse:
    """Add an address or number to the person."""
    actor = request.actor
    if not policies.can_edit_people(actor):
        raise PermissionDenied
    form = ContactForm(request.POST, region=acting_organization(actor).region)
    if form.is_valid() and form.contacts:
        try:
            new = [NewContact(*each) for each in form.contacts]
            add_contacts(actor=actor, now=timezone.now(), person_id=person_id, contacts=new)
        except AlreadyKnown as known:
            form.add_error(None, already_known(known))
        else:
            messages.success(request, _("Saved."))
            return redirect("orgs:person-detail", person_id)
    elif form.is_valid():
        form.add_error(None, _("Enter an e-mail address or a phone number."))
    page = read_person(actor=actor, now=timezone.now(), person_id=person_id)
    return _page(request, page, contact=form, status=422)


@login_required
@require_POST
def contact_reveal(request: ActingRequest, person_id: int, point_id: int) -> HttpResponse:
    """Show an address or number, if the gate lets us; in place with htmx, else on the person's page."""
    answer = reveal_contact(actor=request.actor, now=timezone.now(), person_id=person_id, point_id=point_id)
    if request.htmx:
        shown = {"answer": answer, "refused": isinstance(answer, Refusal), "person_id": person_id,
                 "answer_for": point_id, **_to_show(request.actor, point_id)}  # fmt: skip
        return render(request, "orgs/_contact_row.html", shown)
    page = read_person(actor=request.actor, now=timezone.now(), person_id=person_id)
    return _page(request, page, answer=answer, point_id=point_id)


@login_required
@require_POST
def contact_show(request: ActingRequest, person_id: int, point_id: int) -> HttpResponse:
    """Show an address or number for administration, with the reason in the log; nothing to tap."""
    actor = request.actor
    if not policies.can_show_contact(actor):
        raise PermissionDenied
    form = ShowForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose why you need to see it."))
        return redirect("orgs:person-detail", person_id)
    reason = form.cleaned_data["reason"]
    answer = show_contact(actor=actor, now=timezone.now(), person_id=person_id, point_id=point_id, reason=reason)
    page = read_person(actor=actor, now=timezone.now(), person_id=person_id)
    return _page(request, page, answer=answer, point_id=point_id, administration=True)


def _page(
    request: ActingRequest,
    page: Known,
    *,
    interaction: InteractionForm | None = None,
    contact: ContactForm | None = None,
    answer: Revealed | Refusal | None = None,
    point_id: int | None = None,
    administration: bool = False,
    status: int = 200,
) -> HttpResponse:
    actor = request.actor
    can_edit = policies.can_edit_people(actor)
    shown = {
        "known": page,
        "person": page.person,
        "can_edit": can_edit,
        "can_log": policies.can_log_interactions(actor),
        "can_write": policies.can_write_messages(actor),
        "can_reveal": policies.can_read_contact_points(actor),
        "can_record": policies.can_record_consent(actor),
        "can_take_back": policies.can_take_back_block(actor),
        "person_id": page.person.pk,
        "administration": administration,
        "minor": page.person.birth_date is not None and is_minor(page.person.birth_date, timezone.localdate()),
        "interaction": interaction or InteractionForm(),
        "contact": contact or (ContactForm(region=acting_organization(actor).region) if can_edit else None),
        "contact_open": contact is not None,
        "answer": answer,
        "answer_for": point_id,
        "refused": isinstance(answer, Refusal),
        **_to_show(actor, point_id),
    }
    return render(request, "orgs/person_detail.html", shown, status=status)


def _to_show(actor: Actor, point_id: int | None) -> dict[str, Any]:
    # Several rows may have been refused on one page: each form has labels of its own.
    return {"show_form": ShowForm(auto_id=f"show-{point_id}-%s") if policies.can_show_contact(actor) else None}


def already_known(known: AlreadyKnown) -> str:
    """Says that the person is there already, with a link."""
    return format_html(
        _('Somebody of this first name with this address or number is on your list already: <a href="{}">open</a>.'),
        reverse("orgs:person-detail", args=[known.person_id]),
    )
