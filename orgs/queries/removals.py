"""What was removed, from everybody or from one person's record, and can still be put back."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from coalition.platform.keys import open_sealed
from coalition.platform.tenancy import Actor, owned
from orgs.models import Removal, RemovedValue
from orgs.queries.contacts import data_key

FROM_EVERYBODY = (Removal.Kind.TAG, Removal.Kind.MERGED, Removal.Kind.CUSTOM, Removal.Kind.FACT)


@dataclass(frozen=True, slots=True)
class KeptFact:
    """Something that was taken off one person's record: ``removal.name`` says what, ``value`` is its row, opened."""

    removal: Removal
    person_id: int
    value: dict[str, Any]


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


def kept_facts(actor: Actor, people: Collection[int], now: datetime | None = None) -> list[KeptFact]:
    """What was taken off these people's records, newest first; with ``now`` what can still be put back then."""
    rows = _of_people(actor).filter(constituent_id__in=people)
    return _opened(actor, rows if now is None else rows.filter(removal__expires_at__gt=now))


def kept_by(actor: Actor, removals: Collection[Removal]) -> list[KeptFact]:
    """What these removals took off people's records; nothing of those who were erased since."""
    return _opened(actor, _of_people(actor).filter(removal__in=removals))


def _of_people(actor: Actor) -> QuerySet[RemovedValue]:
    return owned(RemovedValue.objects.all(), actor).filter(removal__kind=Removal.Kind.PERSON)


def _opened(actor: Actor, rows: QuerySet[RemovedValue]) -> list[KeptFact]:
    found = list(rows.select_related("removal__removed_by").order_by("-removal_id"))
    key = data_key(actor) if found else b""
    return [
        KeptFact(
            row.removal,
            row.constituent_id,
            json.loads(open_sealed(key, bytes(row.sealed), place=kept_place(row.removal, row.constituent_id))),
        )
        for row in found
    ]
