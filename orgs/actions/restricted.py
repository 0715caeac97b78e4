"""Restricted groups: making them, saying who sees them, putting people in and taking them out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from guardian.shortcuts import assign_perm, remove_perm

from audit.log.actions import record
from coalition.platform.tenancy import Actor, owned
from orgs import policies
from orgs.models import Membership, RestrictedGroup, RestrictedMember
from orgs.queries.actors import group_name
from orgs.queries.members import member_list
from orgs.queries.people import contact_points, get_person
from orgs.queries.restricted import get_group, roles_of, sees_group
from orgs.queries.visible import SEE


class GroupRefused(ValueError):
    """``code`` says why: ``name_taken``, ``not_a_member`` (the keeper), ``not_empty``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """What a restricted group is: its keeper is a user, or whoever has ``keeper_role``; ``roles`` see it besides."""

    name: str
    kind: str
    keeper: int | None = None
    keeper_role: str = ""
    includes_minors: bool = False
    roles: Sequence[str] = ()


def save_group(*, actor: Actor, now: datetime, facts: GroupFacts, group_id: int | None = None) -> RestrictedGroup:
    """Make a restricted group, or change one and who sees it. Raises GroupRefused, PermissionDenied, Http404."""
    if actor.organization_id is None or not policies.can_manage_restricted(actor):
        raise PermissionDenied
    if facts.keeper is not None and not member_list(actor).filter(user=facts.keeper, active=True).exists():
        raise GroupRefused("not_a_member")
    with transaction.atomic():
        group = RestrictedGroup(organization_id=actor.organization_id)
        if group_id is not None:
            group = _kept(actor, group_id)
        group.name, group.kind, group.keeper_role = facts.name, facts.kind, facts.keeper_role
        group.keeper_id, group.includes_minors = facts.keeper, facts.includes_minors
        try:
            with transaction.atomic():
                group.save()
        except IntegrityError as error:
            raise GroupRefused("name_taken") from error
        _show_to(actor, group, facts.roles)
        record(
            "orgs.restricted.saved",
            actor=actor,
            object_type="restricted_group",
            object_ref=group.pk,
            detail={"new": group_id is None, "kind": group.kind, "roles": ",".join(sorted(facts.roles))},
        )
    return group


def delete_group(*, actor: Actor, now: datetime, group_id: int) -> None:
    """Delete a group that nobody is in. Raises GroupRefused (``not_empty``), PermissionDenied, Http404."""
    if not policies.can_manage_restricted(actor):
        raise PermissionDenied
    with transaction.atomic():
        group = _kept(actor, group_id)
        if owned(RestrictedMember.objects.all(), actor).filter(group=group).exists():
            raise GroupRefused("not_empty")
        _show_to(actor, group, ())
        group.delete()
        record("orgs.restricted.deleted", actor=actor, object_type="restricted_group", object_ref=group_id)


def restrict_person(*, actor: Actor, now: datetime, person_id: int, group_id: int) -> bool:
    """Put a person into a restricted group; False when they are in it. Raises PermissionDenied, Http404."""
    if actor.organization_id is None or not policies.can_restrict_people(actor):
        raise PermissionDenied
    with transaction.atomic():
        person, group = get_person(actor, person_id), get_group(actor, group_id)
        _, new = RestrictedMember.objects.get_or_create(
            organization_id=actor.organization_id,
            constituent=person,
            group=group,
            defaults={"added_by_id": actor.user_id},
        )
        if new:
            _note("orgs.restricted.person_added", actor, person_id, group_id)
    return new


def unrestrict_person(*, actor: Actor, now: datetime, person_id: int, group_id: int) -> bool:
    """Take a person out of a restricted group that the actor keeps; False when they are not in it.

    Raises PermissionDenied, Http404, RestrictedRecord.
    """
    if not policies.can_restrict_people(actor):
        raise PermissionDenied
    with transaction.atomic():
        person, group = get_person(actor, person_id), get_group(actor, group_id)
        if not policies.can_keep_group(actor, group) or not sees_group(actor, group):
            raise PermissionDenied
        gone, _ = owned(RestrictedMember.objects.all(), actor).filter(constituent=person, group=group).delete()
        if gone:
            _note("orgs.restricted.person_removed", actor, person_id, group_id)
    return bool(gone)


def _kept(actor: Actor, group_id: int) -> RestrictedGroup:
    """The group, locked, if the actor sees it: whoever does not see it does not say who does."""
    group = get_group(actor, group_id)
    if not sees_group(actor, group):
        raise PermissionDenied
    return owned(RestrictedGroup.objects.all(), actor).select_for_update().get(pk=group.pk)


def _show_to(actor: Actor, group: RestrictedGroup, roles: Sequence[str]) -> None:
    before = set(roles_of(actor, group))
    for role in Membership.Role.values:
        if (role in roles) == (role in before):
            continue
        change = assign_perm if role in roles else remove_perm
        change(SEE, Group.objects.get(name=group_name(group.organization_id, role)), group)


def _note(verb: str, actor: Actor, person_id: int, group_id: int) -> None:
    subjects = [point.subject_id for point in contact_points(actor, person_id)]
    record(verb, actor=actor, object_type="restricted_group", object_ref=group_id, subjects=subjects)
