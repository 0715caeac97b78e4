"""Adding and changing a person by hand."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coalition.platform.acting import ActingRequest
from coalition.platform.tenancy import Actor
from orgs import policies
from orgs.actions.contacts import AlreadyKnown, NewContact
from orgs.actions.people import add_person, change_person
from orgs.forms.people import ContactForm
from orgs.forms.person import FactsForm, OrganizationFactsForm, zones_to_choose
from orgs.models import Constituent
from orgs.queries.choices import interest_names
from orgs.queries.members import acting_organization
from orgs.queries.people import get_person, person_interests
from orgs.views.person import already_known


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def person_add(request: ActingRequest) -> HttpResponse:
    """Add a person by hand, with an address and a number if there are."""
    actor = request.actor
    if not policies.can_edit_people(actor):
        raise PermissionDenied
    data = request.POST if request.method == "POST" else None
    type_ = _type(request)
    organization = acting_organization(actor)
    facts = _facts_form(type_)(data, without=organization.not_collected)
    contact = ContactForm(data, region=organization.region)
    if data is not None and facts.is_valid() & contact.is_valid():
        try:
            person = add_person(
                actor=actor,
                now=timezone.now(),
                facts=facts.facts,
                interests=facts.interest_names,
                contacts=[NewContact(*each) for each in contact.contacts],
                type=type_,
            )
        except AlreadyKnown as known:
            contact.add_error(None, already_known(known))
        else:
            messages.success(request, _("%(name)s is on your list now.") % {"name": person})
            return redirect("orgs:person-detail", person.pk)
    status = 422 if data is not None else 200
    shown = {"facts": facts, "contact": contact, "type": type_, **_suggestions(actor)}
    return render(request, "orgs/person_add.html", shown, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def person_change(request: ActingRequest, person_id: int) -> HttpResponse:
    """Change the facts of a person."""
    actor = request.actor
    if not policies.can_edit_people(actor):
        raise PermissionDenied
    person = get_person(actor, person_id)
    form_class = _facts_form(person.type)
    initial = {name: getattr(person, name) for name in form_class.base_fields if name != "interests"}
    initial["interests"] = ", ".join(person_interests(actor, person_id))
    without = acting_organization(actor).not_collected
    form = form_class(request.POST if request.method == "POST" else None, initial=initial, without=without)
    if request.method == "POST" and form.is_valid():
        change_person(
            actor=actor, now=timezone.now(), person_id=person_id, facts=form.facts, interests=form.interest_names
        )
        messages.success(request, _("Saved."))
        return redirect("orgs:person-detail", person_id)
    status = 422 if request.method == "POST" else 200
    shown = {"person": person, "facts": form, "type": person.type, **_suggestions(actor)}
    return render(request, "orgs/person_change.html", shown, status=status)


def _type(request: ActingRequest) -> str:
    given = request.POST.get("type", "") if request.method == "POST" else request.GET.get("type", "")
    return given if given in Constituent.Type.values else Constituent.Type.PERSON


def _facts_form(type_: str) -> type[FactsForm]:
    return OrganizationFactsForm if type_ == Constituent.Type.ORGANIZATION else FactsForm


def _suggestions(actor: Actor) -> dict[str, object]:
    return {"topics": interest_names(actor), "zones": zones_to_choose()}
