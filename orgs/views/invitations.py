"""Accepting an invitation: the one page of an organization that a stranger opens, with the token from the mail."""

from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from coalition.platform.tenancy import Actor, acting, system_actor
from orgs.actions.invitations import InvitationRefused, accept_invitation
from orgs.forms.members import AcceptForm
from orgs.middleware import SESSION_KEY
from orgs.models import Invitation, User
from orgs.queries.directory import account_by_email
from orgs.queries.members import acting_organization, invitation_by_hash
from orgs.rules.invitations import organization_of, token_hash

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_accept(request: HttpRequest, token: str) -> HttpResponse:
    """Show who invites into what; a POST joins. Opening the link changes nothing."""
    organization_id = organization_of(token)
    if organization_id is None:
        raise Http404
    actor = system_actor(organization_id=organization_id)
    with acting(actor):
        invitation = invitation_by_hash(actor, token_hash(token))
        if invitation is None:
            return render(request, "orgs/invitation_over.html", status=404)
        return _answer(request, actor, invitation, token)


def _answer(request: HttpRequest, actor: Actor, invitation: Invitation, token: str) -> HttpResponse:
    user = request.user if isinstance(request.user, User) else None
    state = _state(invitation, user)
    form = AcceptForm(request.POST if request.method == "POST" else None, email=invitation.email)
    if request.method == "POST" and (state == "join" or (state == "new" and form.is_valid())):
        given = form.cleaned_data if state == "new" else {}
        try:
            member, organization = accept_invitation(actor=actor, now=timezone.now(), token=token, user=user, **given)
        except InvitationRefused:
            return render(request, "orgs/invitation_over.html", status=404)
        if user is None:
            login(request, member, backend=BACKEND)
        request.session[SESSION_KEY] = f"organization:{organization.pk}"
        messages.success(request, _("Welcome to %(name)s.") % {"name": organization.name})
        return redirect("orgs:home")
    shown = {"invitation": invitation, "organization": acting_organization(actor), "form": form, "state": state}
    return render(request, "orgs/invitation_accept.html", shown, status=422 if form.errors else 200)


def _state(invitation: Invitation, user: User | None) -> str:
    """join (signed in as the invited), other (as somebody else), account (must sign in), new."""
    if user is not None:
        return "join" if user.email == invitation.email else "other"
    return "account" if account_by_email(invitation.email) is not None else "new"
