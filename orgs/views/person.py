"""A person's page, and what is done on it: adding a contact point, showing one."""

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
from consent.ledger.actions.gate import Refusal
from orgs import policies
from orgs.actions.contacts import AlreadyKnown, NewContact, add_contacts, reveal_contact
from orgs.actions.showing import show_contact
from orgs.forms.people import ContactForm, ShowForm
from orgs.queries.members import acting_organization
from orgs.views.person_page import form_to_show, person_page


@login_required
@require_safe
def person_detail(request: ActingRequest, person_id: int) -> HttpResponse:
    """Facts with their source, how and whether we may reach the person, what happened."""
    return person_page(request, person_id)


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
    return person_page(request, person_id, contact=form, status=422)


@login_required
@require_POST
def contact_reveal(request: ActingRequest, person_id: int, point_id: int) -> HttpResponse:
    """Show an address or number, if the gate lets us; in place with htmx, else on the person's page."""
    answer = reveal_contact(actor=request.actor, now=timezone.now(), person_id=person_id, point_id=point_id)
    if request.htmx:
        shown = {"answer": answer, "refused": isinstance(answer, Refusal), "person_id": person_id,
                 "answer_for": point_id, "show_form": form_to_show(request.actor, point_id)}  # fmt: skip
        return render(request, "orgs/_contact_row.html", shown)
    return person_page(request, person_id, answer=answer, answer_for=point_id, refused=isinstance(answer, Refusal))


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
    return person_page(
        request, person_id, answer=answer, answer_for=point_id, refused=isinstance(answer, Refusal), administration=True
    )


def already_known(known: AlreadyKnown) -> str:
    """Says that the person is there already, with a link."""
    return format_html(
        _('Somebody of this first name with this address or number is on your list already: <a href="{}">open</a>.'),
        reverse("orgs:person-detail", args=[known.person_id]),
    )
