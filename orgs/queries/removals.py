"""What was removed from everybody and can still be put back."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.http import Http404

from coalition.platform.tenancy import Actor, owned
from orgs.models import Removal


def removals_of(actor: Actor, now: datetime, kinds: Sequence[str]) -> QuerySet[Removal]:
    """What can still be put back, newest first, with who removed it."""
    removals = owned(Removal.objects.all(), actor).filter(kind__in=kinds, expires_at__gt=now)
    return removals.select_related("removed_by").order_by("-removed_at", "-id")


def kept_place(removal: Removal, person_id: int) -> str:
    """Where the sealed value of a person stands: it opens nowhere else."""
    return f"{removal.organization_id}|orgs_removedvalue|{removal.pk}|{person_id}"


def get_removal(actor: Actor, removal_id: int, now: datetime) -> Removal:
    """One that can still be put back. Raises Http404."""
    removal = removals_of(actor, now, Removal.Kind.values).filter(pk=removal_id).first()
    if removal is None:
        raise Http404
    return removal
