"""Members of an organization, and invitations into it."""

from django.db.models import F, QuerySet
from django.db.models.functions import Now
from django.http import Http404

from coalition.platform.tenancy import Actor, owned
from orgs.models import Invitation, Membership, Organization


def member_list(actor: Actor) -> QuerySet[Membership]:
    """Everyone who has, or had, a role in the acting organization: active ones first, by name."""
    members = _members(actor).select_related("user")
    return members.order_by(F("active").desc(), "user__name", "user__email")


def get_member(actor: Actor, membership_id: int) -> Membership:
    """One membership of the acting organization. Raises Http404."""
    member = member_list(actor).filter(pk=membership_id).first()
    if member is None:
        raise Http404
    return member


def other_admins(actor: Actor, membership: Membership) -> QuerySet[Membership]:
    """The organization's other active administrators."""
    return _members(actor).filter(role="admin", active=True, user__is_active=True).exclude(pk=membership.pk)


def lock_members(actor: Actor) -> None:
    """Lock every membership of the organization until the transaction ends."""
    list(_members(actor).order_by("pk").select_for_update())


def _members(actor: Actor) -> QuerySet[Membership]:
    # Memberships belong to the platform: this filter is the wall.
    if actor.organization_id is None:
        return Membership.objects.none()
    return Membership.objects.filter(organization_id=actor.organization_id)


def acting_organization(actor: Actor) -> Organization:
    """The organization acted for. Raises Http404 when there is none."""
    organization = Organization.objects.filter(pk=actor.organization_id or 0).first()
    if organization is None:
        raise Http404
    return organization


def open_invitations(actor: Actor) -> QuerySet[Invitation]:
    """Invitations that were not accepted yet, newest first; ``expired`` by the database's clock."""
    waiting = owned(Invitation.objects.all(), actor).filter(accepted_at=None).select_related("invited_by")
    return waiting.annotate(now=Now()).order_by("-id")


def get_invitation(actor: Actor, invitation_id: int) -> Invitation:
    """One open invitation of the acting organization. Raises Http404."""
    invitation = open_invitations(actor).filter(pk=invitation_id).first()
    if invitation is None:
        raise Http404
    return invitation


def invitation_by_hash(actor: Actor, token_hash: bytes) -> Invitation | None:
    """The open, unexpired invitation behind a token of the acting organization, if there is one."""
    return open_invitations(actor).filter(token_hash=token_hash, expires_at__gt=Now()).first()
