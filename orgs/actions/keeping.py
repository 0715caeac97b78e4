"""What was removed is kept apart for a while, sealed, so that it can be put back."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection

from coalition.platform.keys import open_sealed, seal
from coalition.platform.tenancy import Actor, owned
from orgs.models import Removal, RemovedValue
from orgs.queries.contacts import data_key
from orgs.queries.removals import kept_place
from orgs.queries.visible import hidden_people

KEPT_FOR = timedelta(days=30)
BLOCK = 5_000


def keep_apart(
    *,
    actor: Actor,
    now: datetime,
    kind: str,
    name: str,
    definition: dict[str, Any],
    values: Iterable[tuple[int, Any]],
) -> Removal:
    """Write down what is about to be removed: ``values`` are ``(person, value)``, one for each person.

    ``people`` counts those whom the actor may see. It is called inside the transaction that removes. Raises
    PermissionDenied outside of an organization.
    """
    if actor.organization_id is None:
        raise PermissionDenied
    removal = Removal.objects.create(
        organization_id=actor.organization_id,
        kind=kind,
        name=name,
        definition=definition,
        people=0,
        removed_by_id=actor.user_id,
        removed_at=now,
        expires_at=now + KEPT_FOR,
    )
    key, rest = data_key(actor), iter(values)
    hidden = set(hidden_people(actor).values_list("pk", flat=True))
    while block := list(islice(rest, BLOCK)):
        removal.people += sum(person not in hidden for person, _value in block)
        sealed = [seal(key, json.dumps(value).encode(), place=kept_place(removal, person)) for person, value in block]
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO orgs_removedvalue (organization_id, removal_id, constituent_id, sealed)"
                " SELECT %s, %s, person, value FROM unnest(%s::bigint[], %s::bytea[]) AS kept (person, value)",
                [removal.organization_id, removal.pk, [person for person, _value in block], sealed],
            )
    removal.save(update_fields=["people"])
    return removal


def keep_fact(*, actor: Actor, now: datetime, person_id: int, fact: str, value: dict[str, Any]) -> Removal:
    """Write down what is about to be taken off one person's record; ``fact`` says what it is, ``value`` is plain.

    It is called inside the transaction that takes it off.
    """
    return keep_apart(
        actor=actor, now=now, kind=Removal.Kind.PERSON, name=fact, definition={}, values=[(person_id, value)]
    )


def kept_values(actor: Actor, removal: Removal) -> Iterator[list[dict[str, Any]]]:
    """What was kept apart, opened, in blocks: ``{"person": id, "value": …}``. Who was erased since is not in it."""
    key = data_key(actor)
    rows = owned(RemovedValue.objects.all(), actor).filter(removal=removal).order_by("constituent_id")
    kept = rows.values_list("constituent_id", "sealed").iterator(chunk_size=BLOCK)
    while block := list(islice(kept, BLOCK)):
        yield [
            {"person": person, "value": json.loads(open_sealed(key, bytes(sealed), place=kept_place(removal, person)))}
            for person, sealed in block
        ]
