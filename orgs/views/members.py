"""Members and invitations."""

from dataclasses import asdict

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coalition.platform.acting import ActingRequest
from orgs import policies
from orgs.actions.invitations import InvitationRefused, invite_member, revoke_invitation
from orgs.actions.members import PERMITTED, LastAdmin, NotPermitted, change_member, deactivate_member, permit_member
from orgs.actions.stewardship import HandedOver, hand_over
from orgs.forms.members import InvitationForm, RightsForm, RoleForm
from orgs.forms.restricted import HandOverForm
from orgs.queries.access import kept_by, looks_after_anything
from orgs.queries.members import get_member, open_invitations
from orgs.queries.members import member_list as members_by_name
from orgs.queries.restricted import colleagues


@login_required
@require_safe
def member_list(request: ActingRequest) -> HttpResponse:
    """Who works for the organization, and who is invited."""
    _only_admins(request)
    shown = {"members": members_by_name(request.actor), "invitations": open_invitations(request.actor)}
    return render(request, "orgs/member_list.html", shown)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def member_invite(request: ActingRequest) -> HttpResponse:
    """Invite somebody by e-mail."""
    _only_admins(request)
    form = InvitationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            invitation = invite_member(actor=request.actor, now=timezone.now(), **form.cleaned_data)
        except InvitationRefused:
            form.add_error("email", _("This person is a member already. Change their role on the list of members."))
        else:
            messages.success(request, _("An invitation is on its way to %(email)s.") % {"email": invitation.email})
            return redirect("orgs:member-list")
    return render(request, "orgs/member_invite.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def member_change(request: ActingRequest, membership_id: int) -> HttpResponse:
    """Give a member another role, or another chance after a deactivation."""
    _only_admins(request)
    member = get_member(request.actor, membership_id)
    form = RoleForm(request.POST if request.method == "POST" else None, initial={"role": member.role})
    if request.method == "POST" and form.is_valid():
        try:
            change_member(
                actor=request.actor, now=timezone.now(), membership_id=membership_id, role=form.cleaned_data["role"]
            )
        except LastAdmin:
            form.add_error("role", _last_admin())
        else:
            messages.success(request, _("The new role holds from their next click on."))
            return redirect("orgs:member-list")
    shown = {"member": member, "form": form}
    if member.active and member.role in PERMITTED:
        shown["rights"] = RightsForm(initial={"may_export": member.may_export, "may_merge": member.may_merge})
    return render(request, "orgs/member_change.html", shown, status=422 if form.errors else 200)


@login_required
@require_POST
def member_permit(request: ActingRequest, membership_id: int) -> HttpResponse:
    """Say whether a member may export and merge people."""
    _only_admins(request)
    get_member(request.actor, membership_id)
    form = RightsForm(request.POST)
    form.is_valid()
    try:
        permit_member(actor=request.actor, now=timezone.now(), membership_id=membership_id, **form.cleaned_data)
    except NotPermitted:
        messages.error(
            request, _("Only organizers and fundraisers can be given this. Give them another role first.")
        )  # fmt: skip
    else:
        messages.success(request, _("Saved. It holds from their next click on."))
    return redirect("orgs:member-change", membership_id)


@login_required
@require_POST
def member_deactivate(request: ActingRequest, membership_id: int) -> HttpResponse:
    """End a member's access at once."""
    try:
        member = deactivate_member(actor=request.actor, now=timezone.now(), membership_id=membership_id)
    except LastAdmin:
        messages.error(request, _last_admin())
        return redirect("orgs:member-change", membership_id)
    messages.success(request, _("%(name)s has no access any more.") % {"name": member.user})
    if looks_after_anything(request.actor, member):
        return redirect("orgs:member-hand-over", membership_id)
    return redirect("orgs:member-list")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def member_hand_over(request: ActingRequest, membership_id: int) -> HttpResponse:
    """Give everything that a member looks after to a colleague, in one step."""
    _only_admins(request)
    member = get_member(request.actor, membership_id)
    others = [each for each in colleagues(request.actor) if each[0] != member.user_id]
    form = HandOverForm(request.POST if request.method == "POST" else None, colleagues=others)
    if request.method == "POST" and form.is_valid():
        successor = form.cleaned_data["successor"]
        done = hand_over(actor=request.actor, now=timezone.now(), membership_id=membership_id, successor_id=successor)
        messages.success(request, _handed_over(done, dict(others)[successor]))
        return redirect("orgs:member-list")
    shown = {"member": member, "form": form, "kept": kept_by(request.actor, member)}
    return render(request, "orgs/member_hand_over.html", shown, status=422 if form.errors else 200)


def _handed_over(done: HandedOver, name: str) -> str:
    words = _(
        "%(name)s looks after %(people)d people now, keeps %(groups)d groups, follows up %(asks)d questions"
        " and has %(tasks)d more tasks and %(views)d more views."
    )
    return words % {"name": name, **asdict(done)}


@login_required
@require_POST
def invitation_revoke(request: ActingRequest, invitation_id: int) -> HttpResponse:
    """Take an invitation back."""
    revoke_invitation(actor=request.actor, now=timezone.now(), invitation_id=invitation_id)
    messages.success(request, _("The invitation is taken back. Its link does not work any more."))
    return redirect("orgs:member-list")


def _only_admins(request: ActingRequest) -> None:
    if not policies.can_manage_members(request.actor):
        raise PermissionDenied


def _last_admin() -> str:
    return _("This is the only administrator. Make somebody else an administrator first.")
