"""Changing what members may do, and ending it."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from audit.log.actions import record
from coalition.platform.tenancy import Actor
from orgs import policies
from orgs.actions.organizations import sync_groups
from orgs.models import Membership
from orgs.queries.members import get_member, lock_members, other_admins


class LastAdmin(ValueError):
    """The change would leave the organization without an administrator."""


def change_member(*, actor: Actor, now: datetime, membership_id: int, role: str) -> Membership:
    """Give a member another role, from their next request on. Raises LastAdmin, PermissionDenied, Http404."""
    with transaction.atomic():
        member = _locked(actor, membership_id)
        if role != "admin":
            _keep_an_admin(actor, member)
        before, member.role = member.role, role
        member.save(update_fields=["role"])
        sync_groups(member)
        record(
            "orgs.member.changed",
            actor=actor,
            object_type="membership",
            object_ref=member.pk,
            detail={"from": before, "to": role},
        )
    return member


def deactivate_member(*, actor: Actor, now: datetime, membership_id: int) -> Membership:
    """End a member's access, in every session at once. Raises LastAdmin, PermissionDenied, Http404."""
    with transaction.atomic():
        member = _locked(actor, membership_id)
        _keep_an_admin(actor, member)
        member.active = False
        member.save(update_fields=["active"])
        sync_groups(member)
        record("orgs.member.deactivated", actor=actor, object_type="membership", object_ref=member.pk)
    return member


def _locked(actor: Actor, membership_id: int) -> Membership:
    if not policies.can_manage_members(actor):
        raise PermissionDenied
    # All rows of the organization: two admins who deactivate each other at once must not both succeed.
    lock_members(actor)
    return get_member(actor, membership_id)


def _keep_an_admin(actor: Actor, member: Membership) -> None:
    if member.role == "admin" and member.active and not other_admins(actor, member).exists():
        raise LastAdmin
