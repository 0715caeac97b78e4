"""Inviting people by e-mail: the link works once, for seven days by the database's clock, and is stored hashed."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models.functions import Now
from django.http import Http404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from audit.log.actions import record
from coalition.platform.jobs import defer
from coalition.platform.tenancy import Actor, owned
from orgs import policies
from orgs.actions.organizations import add_member
from orgs.models import Invitation, Membership, Organization, User
from orgs.queries.directory import account_by_email
from orgs.queries.members import acting_organization, get_invitation, invitation_by_hash
from orgs.rules.invitations import token_hash, token_of

VALID_FOR = timedelta(days=7)


class InvitationRefused(ValueError):
    """``code`` says why: ``already_member``, ``expired``, ``other_account``, ``account_exists``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def invite_member(*, actor: Actor, now: datetime, email: str, role: str) -> Invitation:
    """Invite an address with a role; the mail is sent by a job. An earlier open invitation to it ends.

    Raises InvitationRefused (``already_member``), PermissionDenied.
    """
    if not policies.can_manage_members(actor) or actor.organization_id is None or actor.user_id is None:
        raise PermissionDenied
    address = email.strip().lower()
    organization_id = actor.organization_id
    with transaction.atomic():
        active = Membership.objects.filter(organization_id=organization_id, user__email=address, active=True)
        if active.exists():
            raise InvitationRefused("already_member")
        owned(Invitation.objects.all(), actor).filter(email=address, accepted_at=None).delete()
        invitation = Invitation.objects.create(
            organization_id=organization_id,
            email=address,
            role=role,
            token_hash=secrets.token_bytes(32),
            invited_by_id=actor.user_id,
            expires_at=Now() + VALID_FOR,
        )
        invitation.token_hash = token_hash(invitation_token(invitation))
        invitation.save(update_fields=["token_hash"])
        record(
            "orgs.member.invited",
            actor=actor,
            object_type="invitation",
            object_ref=invitation.pk,
            detail={"role": role},
        )
        defer("orgs.invitation.send", organization_id=organization_id, invitation_id=invitation.pk)
    return invitation


def revoke_invitation(*, actor: Actor, now: datetime, invitation_id: int) -> None:
    """Take an invitation back: its link stops working. Raises PermissionDenied, Http404."""
    if not policies.can_manage_members(actor):
        raise PermissionDenied
    with transaction.atomic():
        get_invitation(actor, invitation_id).delete()
        record("orgs.invitation.revoked", actor=actor, object_type="invitation", object_ref=invitation_id)


def send_invitation(*, actor: Actor, now: datetime, invitation_id: int) -> None:
    """Mail the link, in the organization's language. One that was taken back meanwhile is left unsent."""
    with transaction.atomic():
        try:
            invitation = get_invitation(actor, invitation_id)
        except Http404:
            return
        organization = acting_organization(actor)
    path = reverse("orgs:invitation-accept", args=[invitation_token(invitation)])
    told = {"organization": organization, "inviter": invitation.invited_by, "link": settings.BASE_URL + path}
    with translation.override(organization.language):
        subject = _("%(organization)s invites you to Commonlist") % {"organization": organization.name}
        body = render_to_string("orgs/mail/invitation.txt", told)
    EmailMessage(subject, body, to=[invitation.email]).send()


def accept_invitation(
    *, actor: Actor, now: datetime, token: str, user: User | None = None, name: str = "", password: str = ""
) -> tuple[User, Organization]:
    """Join by an invitation's token, as the signed-in ``user`` or with a new account; the link is used up.

    ``actor`` is the system within the token's organization. Raises InvitationRefused.
    """
    if actor.role != "system":
        raise PermissionDenied
    with transaction.atomic():
        invitation = invitation_by_hash(actor, token_hash(token))
        if invitation is None or not _use_up(actor, invitation):
            raise InvitationRefused("expired")
        member = _account(invitation, user, name, password)
        add_member(actor=actor, now=now, organization_id=invitation.organization_id, user=member, role=invitation.role)
        record(
            "orgs.invitation.accepted",
            actor=actor,
            object_type="invitation",
            object_ref=invitation.pk,
            detail={"role": invitation.role},
        )
    return member, acting_organization(actor)


def invitation_token(invitation: Invitation) -> str:
    """The token of an invitation: only the mail carries it."""
    key = settings.ROOT_KEY.derive("token/invitation")
    return token_of(key, invitation.organization_id, str(invitation.pk))


def _use_up(actor: Actor, invitation: Invitation) -> bool:
    waiting = owned(Invitation.objects.all(), actor).filter(pk=invitation.pk, accepted_at=None)
    return waiting.update(accepted_at=Now()) == 1


def _account(invitation: Invitation, user: User | None, name: str, password: str) -> User:
    if user is not None:
        if user.email != invitation.email:
            raise InvitationRefused("other_account")
        return user
    if account_by_email(invitation.email) is not None:
        raise InvitationRefused("account_exists")
    return User.objects.create_user(invitation.email, password, name=name, language=translation.get_language()[:2])
