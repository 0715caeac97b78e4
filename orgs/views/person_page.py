"""Rendering a person's page, with whatever form was just sent from it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from coalition.platform.acting import ActingRequest
from coalition.platform.tenancy import Actor
from orgs import policies
from orgs.actions.people import read_person
from orgs.forms.facts import AddressForm, ContactNoteForm, RoleEndForm, RoleForm, SkillForm, SocialForm
from orgs.forms.interactions import InteractionForm
from orgs.forms.people import ContactForm, ShowForm
from orgs.queries.asks import name_of
from orgs.queries.members import acting_organization
from orgs.queries.people import Known
from orgs.queries.roles import current_roles
from orgs.rules.ages import is_minor


def person_page(request: ActingRequest, person_id: int, *, status: int = 200, **sent: Any) -> HttpResponse:
    """Open the person's page, with the reading recorded. Raises PermissionDenied, Http404."""
    page = read_person(actor=request.actor, now=timezone.now(), person_id=person_id)
    return render_person(request, page, status=status, **sent)


def render_person(request: ActingRequest, page: Known, *, status: int = 200, **sent: Any) -> HttpResponse:
    """The page of a person that was read; ``sent`` are forms that were sent from it, and answers to show."""
    actor, today = request.actor, timezone.localdate()
    born = page.person.birth_date
    shown = {
        "known": page,
        "person": page.person,
        "person_id": page.person.pk,
        "can_edit": policies.can_edit_people(actor),
        "can_edit_lists": policies.can_edit_lists(actor),
        "can_log": policies.can_log_interactions(actor),
        "can_write": policies.can_write_messages(actor),
        "can_reveal": policies.can_read_contact_points(actor),
        "can_record": policies.can_record_consent(actor),
        "can_take_back": policies.can_take_back_block(actor),
        "minor": born is not None and is_minor(born, today),
        "roles_now": current_roles(page.facts.roles, today),
        "today": today,
        "interaction": InteractionForm(asks=_asks(page)),
        "timeline": page.timeline,
        "contact_open": "contact" in sent,
        "show_form": form_to_show(actor, sent.get("answer_for")),
        **(_forms(actor, page) if policies.can_edit_people(actor) else {}),
        **sent,
        "sent": set(sent),
    }
    return render(request, "orgs/person_detail.html", shown, status=status)


def form_to_show(actor: Actor, point_id: int | None) -> ShowForm | None:
    """Asks why an address is to be seen; several rows may have been refused: each form has labels of its own."""
    return ShowForm(auto_id=f"show-{point_id}-%s") if policies.can_show_contact(actor) else None


def _asks(page: Known) -> dict[int, str]:
    asked = page.money.asked if page.money else None
    return {ask.pk: name_of(ask) for ask in asked.asks} if asked else {}


def _forms(actor: Actor, page: Known) -> dict[str, Any]:
    organization = acting_organization(actor)
    return {
        "contact": ContactForm(region=organization.region),
        "notes": {point.pk: ContactNoteForm(point=point) for point in page.points},
        "address_form": AddressForm(without=organization.not_collected),
        "social_form": SocialForm(),
        "role_form": RoleForm(),
        "role_ends": {role.pk: RoleEndForm(auto_id=f"role-end-{role.pk}-%s") for role in page.facts.roles},
        "skill_form": SkillForm(),
    }
