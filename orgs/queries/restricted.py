"""Restricted groups of the acting organization: who is in them, who may see them, whom to ask."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, Q, QuerySet
from django.http import Http404

from coalition.platform.tenancy import Actor, owned
from orgs.models import Constituent, Membership, RestrictedGroup, RestrictedGroupPermission, RestrictedMember, User
from orgs.queries.actors import group_name
from orgs.queries.members import member_list
from orgs.queries.visible import SEE, closed_groups, under_age, visible_people


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A restricted group with how many people were put into it, the roles that see it, and whether the reader does."""

    group: RestrictedGroup
    people: int
    roles: tuple[str, ...]
    seen: bool


def restricted_groups(actor: Actor) -> QuerySet[RestrictedGroup]:
    """The groups by name, with their keepers."""
    return owned(RestrictedGroup.objects.all(), actor).select_related("keeper").order_by("name", "id")


def group_rows(actor: Actor) -> list[GroupRow]:
    """The groups with how many are in each, in three statements."""
    groups = list(restricted_groups(actor).annotate(size=Count("people")))
    closed = set(closed_groups(actor).values_list("pk", flat=True))
    roles = _roles(actor, groups)
    return [GroupRow(group, group.size, roles.get(group.pk, ()), group.pk not in closed) for group in groups]


def get_group(actor: Actor, group_id: int) -> RestrictedGroup:
    """One group. Raises Http404, also for another organization's."""
    group = restricted_groups(actor).filter(pk=group_id).first()
    if group is None:
        raise Http404
    return group


def sees_group(actor: Actor, group: RestrictedGroup) -> bool:
    """Whether the actor sees the people of the group."""
    return not closed_groups(actor).filter(pk=group.pk).exists()


def roles_of(actor: Actor, group: RestrictedGroup) -> tuple[str, ...]:
    """The roles that see the people of the group, besides its keeper."""
    return _roles(actor, [group]).get(group.pk, ())


def people_in(actor: Actor, group: RestrictedGroup) -> QuerySet[Constituent]:
    """Who was put into the group, by name; those whom the actor may see."""
    members = owned(RestrictedMember.objects.all(), actor).filter(group=group)
    return visible_people(actor).filter(pk__in=members.values("constituent_id")).order_by("family_name", "id")


def groups_of(actor: Actor, person: Constituent) -> QuerySet[RestrictedGroup]:
    """The groups that somebody was put into."""
    return restricted_groups(actor).filter(people__constituent=person)


def keepers(actor: Actor, person_id: int) -> list[User | str]:
    """Whom to ask about a record that is closed to the actor: users, and roles where a role keeps the group."""
    groups = closed_groups(actor).filter(_holds(actor, person_id)).select_related("keeper").order_by("pk")
    found: list[User | str] = []
    for group in groups.distinct():
        keeper = group.keeper or group.keeper_role or Membership.Role.ADMIN.value
        if keeper not in found:
            found.append(keeper)
    return found


def keeper_users(actor: Actor, person_id: int) -> list[User]:
    """The active members who keep a group that the person is in; the administrators when nobody does."""
    groups = list(owned(RestrictedGroup.objects.all(), actor).filter(_holds(actor, person_id)).distinct())
    active = member_list(actor).filter(active=True, user__is_active=True)
    by_name = {group.keeper_id for group in groups if group.keeper_id}
    roles = {group.keeper_role for group in groups if group.keeper_role}
    kept = [member.user for member in active.filter(Q(user__in=by_name) | Q(role__in=roles))]
    return kept or [member.user for member in active.filter(role=Membership.Role.ADMIN)]


def is_keeper(actor: Actor, person_id: int) -> bool:
    """Whether the actor keeps a group that the person is in, and so may open the record to others."""
    mine = Q(keeper=actor.user_id) if actor.user_id else Q(pk__in=[])
    groups = owned(RestrictedGroup.objects.all(), actor).filter(mine | Q(keeper_role=actor.role))
    return groups.filter(_holds(actor, person_id)).exists()


def colleagues(actor: Actor) -> list[tuple[int, str]]:
    """The organization's active staff, to be chosen from: user id and name."""
    active = member_list(actor).filter(active=True, user__is_active=True, role__in=("admin", "organizer", "fundraiser"))
    return [(member.user_id, str(member.user)) for member in active]


def _holds(actor: Actor, person_id: int) -> Q:
    """Groups that somebody is in: put there, or by their age."""
    child = owned(Constituent.objects.all(), actor).filter(under_age(), pk=person_id)
    return Q(people__constituent=person_id) | (Q(includes_minors=True) & Q(Exists(child)))


def _roles(actor: Actor, groups: Sequence[RestrictedGroup]) -> dict[int, tuple[str, ...]]:
    names = {group_name(actor.organization_id or 0, role): role for role in Membership.Role.values}
    granted = RestrictedGroupPermission.objects.filter(
        content_object__in=[group.pk for group in groups], permission__codename=SEE, group__name__in=names
    )
    found: dict[int, set[str]] = {}
    for group, name in granted.values_list("content_object_id", "group__name"):
        found.setdefault(group, set()).add(names[name])
    return {pk: tuple(role for role in Membership.Role.values if role in roles) for pk, roles in found.items()}
