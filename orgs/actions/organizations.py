"""Organizations, coalitions, and who has which role in them."""

from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import transaction

from audit.log.actions import record
from coalition.platform.keys import new_data_key, wrap
from coalition.platform.tenancy import Actor, acting, system_actor
from orgs import policies
from orgs.models import Coalition, CoalitionMember, Coordinator, DataKey, Membership, Organization, User
from orgs.queries.actors import group_name
from orgs.queries.members import acting_organization


def create_organization(
    *,
    actor: Actor,
    now: datetime,
    slug: str,
    name: str,
    region: str = "US",
    language: str = "en",
    time_zone: str = "America/Los_Angeles",
) -> Organization:
    """Create an organization with its data key and one group per role. The platform alone may (``system``)."""
    if actor.role != "system":
        raise PermissionDenied
    with transaction.atomic():
        organization = Organization.objects.create(
            slug=slug, name=name, region=region.upper(), language=language, time_zone=time_zone
        )
        Group.objects.bulk_create(Group(name=group_name(organization.pk, role)) for role in Membership.Role.values)
        own = system_actor(organization_id=organization.pk)
        with acting(own):
            wrapped = wrap(settings.ROOT_KEY, new_data_key(), organization_id=organization.pk)
            DataKey.objects.create(organization=organization, wrapped=wrapped)
            record("orgs.organization.created", actor=own, object_type="organization", object_ref=organization.pk)
    return organization


def change_organization(
    *, actor: Actor, now: datetime, legal_name: str, address: str, contact_email: str, privacy_url: str
) -> Organization:
    """Say who answers for the acting organization's data; receipts and letters name it from now on. Admins may."""
    if not policies.can_change_organization(actor):
        raise PermissionDenied
    told = {"legal_name": legal_name, "address": address, "contact_email": contact_email, "privacy_url": privacy_url}
    with transaction.atomic():
        organization = acting_organization(actor)
        changed = [name for name, value in told.items() if getattr(organization, name) != value]
        if changed:
            for name in changed:
                setattr(organization, name, told[name])
            organization.save(update_fields=changed)
            record(
                "orgs.organization.changed",
                actor=actor,
                object_type="organization",
                object_ref=organization.pk,
                detail=dict.fromkeys(changed, True),
            )
    return organization


def add_member(*, actor: Actor, now: datetime, organization_id: int, user: User, role: str) -> Membership:
    """Give ``user`` a role in the organization, reactivating and changing an earlier membership. Admins may."""
    if actor.organization_id != organization_id or not policies.can_manage_members(actor):
        raise PermissionDenied
    with transaction.atomic():
        membership, _ = Membership.objects.update_or_create(
            organization_id=organization_id, user=user, defaults={"role": role, "active": True}
        )
        sync_groups(membership)
        record(
            "orgs.member.added",
            actor=actor,
            object_type="membership",
            object_ref=membership.pk,
            detail={"role": role},
        )
    return membership


def sync_groups(membership: Membership) -> None:
    """Put the user into exactly the group of the membership's role; into none when it is inactive."""
    user = membership.user
    mine = [group_name(membership.organization_id, role) for role in Membership.Role.values]
    user.groups.remove(*Group.objects.filter(name__in=mine))
    if membership.active:
        user.groups.add(Group.objects.get(name=group_name(membership.organization_id, membership.role)))


def create_coalition(
    *, actor: Actor, now: datetime, slug: str, name: str, members: list[Organization], coordinators: list[User]
) -> Coalition:
    """Create a coalition of ``members``, coordinated by ``coordinators``. The platform alone may (``system``)."""
    if actor.role != "system":
        raise PermissionDenied
    with transaction.atomic():
        coalition = Coalition.objects.create(slug=slug, name=name)
        own = system_actor(coalition_id=coalition.pk)
        organizations = [organization.pk for organization in members]
        CoalitionMember.objects.bulk_create(
            CoalitionMember(coalition=coalition, organization=organization) for organization in members
        )
        coordinations = Coordinator.objects.bulk_create(
            Coordinator(coalition=coalition, user=user) for user in coordinators
        )
        record("orgs.coalition.created", actor=own, object_type="coalition", object_ref=coalition.pk)
        record(
            "orgs.coalition.joined",
            actor=own,
            object_type="coalition",
            object_ref=coalition.pk,
            organizations=organizations,
            detail={"organizations": len(organizations)},
        )
        for coordination in coordinations:
            record("orgs.coordinator.added", actor=own, object_type="coordinator", object_ref=coordination.pk)
    return coalition
