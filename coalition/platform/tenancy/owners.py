"""Every table declares who owns its rows; the database wall is built from the declaration."""

from enum import Enum
from typing import ClassVar

from django.db import models


class OwnerKind(Enum):
    """Who owns a row, and so which policy guards its table."""

    ORGANIZATION = "organization"  # organization_id
    COALITION = "coalition"  # coalition_id: every member organization and the coordinators
    SHARED = "shared"  # organization_id and coalition_id: that organization, and the coordinators
    SUBJECT = "subject"  # subject_id: the person alone; written by all, read through functions
    PARTY = "party"  # audit events: whoever audit_event_party names
    PLATFORM = "platform"  # reference data, users, memberships, tables of packages


class OrganizationOwned(models.Model):
    """A row of one organization. ``organization`` leads every index and unique key."""

    owner_kind: ClassVar[OwnerKind] = OwnerKind.ORGANIZATION
    organization = models.ForeignKey("orgs.Organization", models.CASCADE, related_name="+", db_index=False)
    organization_id: int

    class Meta:
        abstract = True


class CoalitionOwned(models.Model):
    """A row that all members of one coalition may read."""

    owner_kind: ClassVar[OwnerKind] = OwnerKind.COALITION
    coalition = models.ForeignKey("orgs.Coalition", models.CASCADE, related_name="+", db_index=False)
    coalition_id: int

    class Meta:
        abstract = True


class SharedOwned(models.Model):
    """A row about one organization inside a coalition: that organization and the coordinators read it."""

    owner_kind: ClassVar[OwnerKind] = OwnerKind.SHARED
    coalition = models.ForeignKey("orgs.Coalition", models.CASCADE, related_name="+", db_index=False)
    organization = models.ForeignKey("orgs.Organization", models.CASCADE, related_name="+", db_index=False)
    coalition_id: int
    organization_id: int

    class Meta:
        abstract = True


class SubjectOwned(models.Model):
    """A row about a contact key. The application role may add rows; only the person's own scope reads them.

    ``also_read_by`` may name a column with an organization that reads the row too (with a ``row_policy`` that says so).
    """

    owner_kind: ClassVar[OwnerKind] = OwnerKind.SUBJECT

    class Meta:
        abstract = True


class PlatformOwned(models.Model):
    """Reference data, users and memberships: no policy."""

    owner_kind: ClassVar[OwnerKind] = OwnerKind.PLATFORM

    class Meta:
        abstract = True


# Tables of packages: no model of ours to declare on.
PACKAGE_APPS = frozenset(
    {"auth", "contenttypes", "sessions", "account", "mfa", "guardian", "procrastinate", "messages", "admin"}
)


def owner_kind(model: type[models.Model]) -> OwnerKind | None:
    """The declared owner kind of ``model``; platform for packages; ``None`` when undeclared (a build failure)."""
    if model._meta.app_label in PACKAGE_APPS:
        return OwnerKind.PLATFORM
    made_for: object = model._meta.auto_created
    if isinstance(made_for, type):  # the hidden table of a many-to-many field
        return owner_kind(made_for)
    kind = getattr(model, "owner_kind", None)
    return kind if isinstance(kind, OwnerKind) else None
