"""What is added to a person one by one: addresses, names on networks, roles, skills, notes on contacts."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from coalition.platform.acting import ActingRequest
from orgs import policies
from orgs.actions import addresses, social
from orgs.actions.contact_changes import ContactNote, change_contact, remove_contact
from orgs.actions.dead_addresses import HoldsANo
from orgs.actions.roles import InvalidRole, add_role, end_role, remove_role
from orgs.actions.skills import InvalidSkill, remove_skill, set_skill
from orgs.forms.facts import (
    ROLE_PROBLEMS,
    AddressForm,
    ContactNoteForm,
    RoleEndForm,
    RoleForm,
    SkillForm,
    SocialForm,
)
from orgs.models import Removal
from orgs.queries.members import acting_organization
from orgs.queries.people import contact_point
from orgs.views.person_page import person_page


@login_required
@require_POST
def address_add(request: ActingRequest, person_id: int) -> HttpResponse:
    """Add a postal address."""
    if not policies.can_edit_people(request.actor):
        raise PermissionDenied
    form = AddressForm(request.POST, without=acting_organization(request.actor).not_collected)

    def write() -> None:
        try:
            addresses.add_address(**_by(request, person_id), kind=form.cleaned_data["kind"], lines=form.lines)
        except addresses.TooMany:
            form.add_error(None, _("There are %(most)d further addresses already. Remove one that is out of date.")
                           % {"most": addresses.MOST})  # fmt: skip

    return _added(request, person_id, form, write, "address_form")


@login_required
@require_POST
def address_choose(request: ActingRequest, person_id: int, address_id: int) -> HttpResponse:
    """Make it the main one."""
    addresses.choose_address(**_by(request, person_id), address_id=address_id)
    return _done(request, person_id, _("This is the main address now."), "where")


@login_required
@require_POST
def address_remove(request: ActingRequest, person_id: int, address_id: int) -> HttpResponse:
    """Take it off the record."""
    removal = addresses.remove_address(**_by(request, person_id), address_id=address_id)
    return _done(request, person_id, _("The address is off the record."), "where", removal)


@login_required
@require_POST
def social_add(request: ActingRequest, person_id: int) -> HttpResponse:
    """Note a name on a social network."""
    form = SocialForm(request.POST)

    def write() -> None:
        try:
            social.add_social(**_by(request, person_id), **form.cleaned_data)
        except social.TooMany:
            form.add_error(None, _("There are %(most)d names already. Remove one that is out of date.")
                           % {"most": social.MOST})  # fmt: skip

    return _added(request, person_id, form, write, "social_form")


@login_required
@require_POST
def social_remove(request: ActingRequest, person_id: int, social_id: int) -> HttpResponse:
    """Take it off the record."""
    removal = social.remove_social(**_by(request, person_id), social_id=social_id)
    return _done(request, person_id, _("The name is off the record."), "where", removal)


@login_required
@require_POST
def role_add(request: ActingRequest, person_id: int) -> HttpResponse:
    """Note a role with its days."""
    form = RoleForm(request.POST)

    def write() -> None:
        try:
            add_role(**_by(request, person_id), **form.cleaned_data)
        except InvalidRole as problem:
            form.add_error(None, ROLE_PROBLEMS[problem.reason])

    return _added(request, person_id, form, write, "role_form")


@login_required
@require_POST
def role_end(request: ActingRequest, person_id: int, role_id: int) -> HttpResponse:
    """Note the last day of a role."""
    form = RoleEndForm(request.POST, auto_id=f"role-end-{role_id}-%s")

    def write() -> None:
        try:
            end_role(**_by(request, person_id), role_id=role_id, until=form.cleaned_data["until"])
        except InvalidRole as problem:
            form.add_error(None, ROLE_PROBLEMS[problem.reason])

    return _added(request, person_id, form, write, "role_end_form", role_id)


@login_required
@require_POST
def role_remove(request: ActingRequest, person_id: int, role_id: int) -> HttpResponse:
    """Take a role that was noted by mistake off the record."""
    removal = remove_role(**_by(request, person_id), role_id=role_id)
    return _done(request, person_id, _("The role is off the record."), "roles", removal)


@login_required
@require_POST
def skill_set(request: ActingRequest, person_id: int) -> HttpResponse:
    """Note a skill with its level."""
    form = SkillForm(request.POST)

    def write() -> None:
        try:
            set_skill(**_by(request, person_id), **form.cleaned_data)
        except InvalidSkill:
            form.add_error(None, _("There are too many skills already. Remove one first."))

    return _added(request, person_id, form, write, "skill_form")


@login_required
@require_POST
def skill_remove(request: ActingRequest, person_id: int, skill_id: int) -> HttpResponse:
    """Take a skill off the record."""
    removal = remove_skill(**_by(request, person_id), skill_id=skill_id)
    return _done(request, person_id, _("The skill is off the record."), "skills", removal)


@login_required
@require_POST
def contact_change(request: ActingRequest, person_id: int, point_id: int) -> HttpResponse:
    """Note what an address or number is, and whether it is right."""
    if not policies.can_edit_people(request.actor):
        raise PermissionDenied
    point = contact_point(request.actor, person_id, point_id)
    form = ContactNoteForm(request.POST, point=point)

    def write() -> None:
        change_contact(**_by(request, person_id), point_id=point_id, note=ContactNote(**form.cleaned_data))

    return _added(request, person_id, form, write, "note_form", point_id)


@login_required
@require_POST
def contact_remove(request: ActingRequest, person_id: int, point_id: int) -> HttpResponse:
    """Take an address or number off the record."""
    try:
        removal = remove_contact(**_by(request, person_id), point_id=point_id)
    except HoldsANo:
        messages.error(request, _(
            "It stays: the person said no by it, and without it that no would be lost. Record the no on the person's"
            " page first; it is then written for their other addresses and numbers. If it is wrong, mark it as wrong."
        ))  # fmt: skip
        return redirect("orgs:person-detail", person_id)
    return _done(request, person_id, _("It is off the record."), "reach", removal)


def _by(request: ActingRequest, person_id: int) -> dict[str, Any]:
    return {"actor": request.actor, "now": timezone.now(), "person_id": person_id}


def _done(
    request: ActingRequest, person_id: int, words: str, panel: str, removal: Removal | None = None
) -> HttpResponse:
    undo = f"undo:{reverse('orgs:removal-undo', args=[removal.pk])}" if removal else ""
    messages.success(request, words, extra_tags=undo)
    answer = redirect("orgs:person-detail", person_id)
    answer["Location"] += f"#{panel}"
    return answer


def _added(
    request: ActingRequest, person_id: int, form: Form, write: Callable[[], None], name: str, row: int | None = None
) -> HttpResponse:
    if not policies.can_edit_people(request.actor):
        raise PermissionDenied
    if form.is_valid():
        write()
    if form.is_valid():
        return _done(request, person_id, _("Saved."), PANELS[name])
    return person_page(request, person_id, status=422, sent_row=row, **{name: form})


PANELS = {
    "address_form": "where", "social_form": "where", "role_form": "roles", "role_end_form": "roles",
    "skill_form": "skills", "note_form": "reach",
}  # fmt: skip
