"""The application wall: the one filter that every query uses."""

from typing import TypeVar

from django.db import models

from coalition.platform.tenancy.actor import Actor
from coalition.platform.tenancy.owners import OwnerKind, owner_kind

M = TypeVar("M", bound=models.Model)


def owned(queryset: models.QuerySet[M], actor: Actor) -> models.QuerySet[M]:
    """Keep the rows that belong to the actor's organization or coalition; none when the actor has none."""
    kind = owner_kind(queryset.model)
    if kind is OwnerKind.ORGANIZATION:
        return _match(queryset, organization_id=actor.organization_id)
    if kind is OwnerKind.COALITION:
        return queryset.filter(coalition_id__in=actor.coalition_ids) if actor.coalition_ids else queryset.none()
    if kind is OwnerKind.SHARED:
        if actor.organization_id is not None:
            return queryset.filter(organization_id=actor.organization_id)
        return queryset.filter(coalition_id__in=actor.coalition_ids) if actor.coalition_ids else queryset.none()
    if kind is OwnerKind.SUBJECT:
        return _about(queryset, actor)
    if kind is OwnerKind.PARTY:  # the table of parties; events are reached through it
        if actor.organization_id is not None:
            return queryset.filter(organization_id=actor.organization_id)
        return queryset.filter(coalition_id__in=actor.coalition_ids) if actor.coalition_ids else queryset.none()
    raise LookupError(f"{queryset.model._meta.label} is not owned by an organization, coalition or subject")


def _about(queryset: models.QuerySet[M], actor: Actor) -> models.QuerySet[M]:
    # A row about a person may have a second reader: the organization in the column that the model names.
    second = getattr(queryset.model, "also_read_by", "")
    if actor.subject_ids:
        return queryset.filter(subject_id__in=actor.subject_ids)
    return _match(queryset, **{second: actor.organization_id}) if second else queryset.none()


def _match(queryset: models.QuerySet[M], **owner: int | None) -> models.QuerySet[M]:
    return queryset.none() if None in owner.values() else queryset.filter(**owner)
