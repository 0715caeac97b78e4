"""Building the Actor: a user's own memberships, read once per request."""

from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.db import connection
from guardian.models import GroupObjectPermissionBase

from coalition.platform.tenancy import Actor

# One statement answers it all: every hat the user may wear, with the acting hat's coalitions and object permissions.
_HATS = """
SELECT 'organization' AS kind, o.id, o.slug, o.name, m.role, m.id AS ref,
       coalesce((SELECT array_agg(cm.coalition_id ORDER BY cm.coalition_id) FROM orgs_coalitionmember cm
                  WHERE cm.organization_id = o.id AND cm.left_at IS NULL), '{}') AS coalition_ids,
       o.time_zone,
       array_remove(ARRAY[CASE WHEN m.may_export THEN 'export_people' END,
                          CASE WHEN m.may_merge THEN 'merge_people' END], NULL) AS rights
  FROM orgs_membership m JOIN orgs_organization o ON o.id = m.organization_id
 WHERE m.user_id = %(user)s AND m.active
UNION ALL
SELECT 'coalition', c.id, c.slug, c.name, 'coordinator', k.id, ARRAY[c.id],
       coalesce((SELECT o.time_zone FROM orgs_coalitionmember cm JOIN orgs_organization o ON o.id = cm.organization_id
                  WHERE cm.coalition_id = c.id AND cm.left_at IS NULL ORDER BY cm.joined_at, cm.id LIMIT 1), 'UTC'),
       '{}'
  FROM orgs_coordinator k JOIN orgs_coalition c ON c.id = k.coalition_id
 WHERE k.user_id = %(user)s AND k.active
 ORDER BY 1 DESC, 4, 2
"""
_OBJECTS_OF_ONE_MODEL = """
SELECT p.codename, g.content_object_id
  FROM {table} g
  JOIN auth_permission p ON p.id = g.permission_id
  JOIN auth_group b ON b.id = g.group_id
  JOIN orgs_user_groups u ON u.group_id = b.id
 WHERE u.user_id = %(user)s AND b.name = %(group)s
"""


@dataclass(frozen=True, slots=True)
class Hat:
    """A role that a user holds: in an organization, or as coordinator of a coalition."""

    kind: str
    id: int
    slug: str
    name: str
    role: str
    ref: int
    coalition_ids: tuple[int, ...]
    time_zone: str
    rights: tuple[str, ...] = ()  # what this member may besides, where the role alone does not say so

    @property
    def key(self) -> str:
        """What the switcher sends and the session keeps: ``organization:3``."""
        return f"{self.kind}:{self.id}"


def hats_of(user_id: int) -> list[Hat]:
    """Every active role of the user: organizations first, then coalitions, by name."""
    with connection.cursor() as cursor:
        cursor.execute(_HATS, {"user": user_id})
        return [
            Hat(kind, id, slug, name, role, ref, tuple(coalitions), zone, tuple(rights))
            for kind, id, slug, name, role, ref, coalitions, zone, rights in cursor.fetchall()
        ]


def actor_for(user_id: int, hat: Hat | None) -> Actor:
    """The Actor under ``hat``, object permissions included; a user without a role is nobody in particular."""
    if hat is None:
        return Actor(user_id=user_id)
    if hat.kind == "coalition":
        return Actor(
            user_id=user_id,
            role="coordinator",
            coalition_id=hat.id,
            coalition_ids=(hat.id,),
            membership_ref=f"coordinator-{hat.ref}",
        )
    return Actor(
        user_id=user_id,
        role=hat.role,  # type: ignore[arg-type]  # the column's choices are organization roles
        organization_id=hat.id,
        coalition_ids=hat.coalition_ids,
        membership_ref=f"member-{hat.ref}",
        objects=_objects(user_id, hat) | {(right, hat.id) for right in hat.rights},
    )


def group_name(organization_id: int, role: str) -> str:
    """guardian's group of one role in one organization."""
    return f"organization-{organization_id}:{role}"


def _objects(user_id: int, hat: Hat) -> frozenset[tuple[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(_objects_statement(), {"user": user_id, "group": group_name(hat.id, hat.role)})
        return frozenset(cursor.fetchall())


@cache
def _objects_statement() -> str:
    # guardian's direct-key tables belong to the floors above: found by their base class, not by name.
    tables = [
        model._meta.db_table
        for model in apps.get_models()
        if issubclass(model, GroupObjectPermissionBase) and model._meta.app_label != "guardian"
    ]
    return " UNION ALL ".join(_OBJECTS_OF_ONE_MODEL.format(table=connection.ops.quote_name(table)) for table in tables)


def choose(hats: list[Hat], wanted: str | None) -> Hat | None:
    """The wanted hat if it is still held, else the first."""
    return next((hat for hat in hats if hat.key == wanted), hats[0] if hats else None)
