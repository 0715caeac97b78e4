"""The list of people; adding and changing one by hand."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from coalition.platform.acting import ActingRequest
from coalition.platform.tenancy import Actor
from orgs import policies
from orgs.actions.contacts import AlreadyKnown, NewContact
from orgs.actions.people import add_person, change_person
from orgs.forms.people import ContactForm, PeopleFilterForm
from orgs.forms.person import FactsForm, OrganizationFactsForm, zones_to_choose
from orgs.models import Constituent
from orgs.queries.choices import common_values, interest_names
from orgs.queries.districts import district_choices
from orgs.queries.members import acting_organization
from orgs.queries.people import get_person, person_interests
from orgs.queries.people_filter import PeopleFilter, people_list
from orgs.queries.segments import get_segment
from orgs.views.people_counts import counts_page
from orgs.views.person import already_known

PER_PAGE = 50


@login_required
@require_safe
def person_list(request: ActingRequest) -> HttpResponse:
    """The organization's people, searched and filtered by the URL."""
    actor = request.actor
    if not policies.can_read_people(actor):
        if policies.can_read_aggregates(actor):
            return counts_page(request)
        raise PermissionDenied
    form = PeopleFilterForm(request.GET, interests=interest_names(actor), cities=common_values(actor, "city"),
                            districts=district_choices(actor))  # fmt: skip
    given = form.cleaned_data if form.is_valid() else {}
    segment = get_segment(actor, given["segment"]) if given.get("segment") else None
    contacts = policies.can_read_contact_points(actor)
    wanted = PeopleFilter(
        q=given.get("q", ""),
        city=given.get("city", ""),
        interest=given.get("interest", ""),
        reach=given.get("reach", ""),
        may=given.get("may", ""),
        segment=segment,
        tag=given.get("tag", ""),
        district=given.get("district"),
    )
    page = Paginator(people_list(actor, wanted, contacts=contacts), PER_PAGE).get_page(request.GET.get("page"))
    filtered = wanted != PeopleFilter()
    shown = {"form": form, "page": page, "segment": segment, "filtered": filtered, "contacts": contacts,
             "can_edit": policies.can_edit_people(actor), "can_import": policies.can_import(actor),
             "can_log": policies.can_log_interactions(actor)}  # fmt: skip
    return render(request, "orgs/person_list.html", shown)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def person_add(request: ActingRequest) -> HttpResponse:
    """Add a person by hand, with an address and a number if there are."""
    actor = request.actor
    if not policies.can_edit_people(actor):
        raise PermissionDenied
    data = request.POST if request.method == "POST" else None
    type_ = _type(request)
    facts = _facts_form(type_)(data)
    contact = ContactForm(data, region=acting_organization(actor).region)
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
    form = form_class(request.POST if request.method == "POST" else None, initial=initial)
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
