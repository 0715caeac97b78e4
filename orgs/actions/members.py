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

PERMITTED = ("organizer", "fundraiser")  # who can be given rights beside the role


class LastAdmin(ValueError):
    """The change would leave the organization without an administrator."""


class NotPermitted(ValueError):
    """Somebody who sees no names cannot be given the right to take people out, or to merge them."""


def change_member(*, actor: Actor, now: datetime, membership_id: int, role: str) -> Membership:
    """Give a member another role, from their next request on. Raises LastAdmin, PermissionDenied, Http404."""
    with transaction.atomic():
        member = _locked(actor, membership_id)
        if role != "admin":
            _keep_an_admin(actor, member)
        before, member.role = member.role, role
        if role not in PERMITTED:
            member.may_export = member.may_merge = False
        member.save(update_fields=["role", "may_export", "may_merge"])
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
        member.active = member.may_export = member.may_merge = False
        member.save(update_fields=["active", "may_export", "may_merge"])
        sync_groups(member)
        record("orgs.member.deactivated", actor=actor, object_type="membership", object_ref=member.pk)
    return member


def permit_member(
    *, actor: Actor, now: datetime, membership_id: int, may_export: bool, may_merge: bool
) -> Membership:  # fmt: skip
    """Say whether a member may take people out as files, and make one record of two, from their next request on.

    Administrators may anyway; of the others organizers and fundraisers can be given it. Raises NotPermitted,
    PermissionDenied, Http404.
    """
    with transaction.atomic():
        member = _locked(actor, membership_id)
        if (may_export or may_merge) and (member.role not in PERMITTED or not member.active):
            raise NotPermitted
        member.may_export, member.may_merge = may_export, may_merge
        member.save(update_fields=["may_export", "may_merge"])
        record(
            "orgs.member.permitted",
            actor=actor,
            object_type="membership",
            object_ref=member.pk,
            detail={"export": may_export, "merge": may_merge},
        )
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
