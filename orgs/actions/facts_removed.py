"""Emptying one of the facts that nobody uses, for everybody, with a way back."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import Http404

from audit.log.actions import record
from coalition.platform.tenancy import Actor, owned
from orgs import policies
from orgs.actions.field_use import forget_use
from orgs.actions.keeping import keep_apart, kept_values
from orgs.models import Constituent, Removal
from orgs.queries.members import acting_organization
from orgs.queries.segments import segments_with
from orgs.queries.turns import take_turn
from orgs.rules.facts_collected import REMOVABLE


class FactInUse(ValueError):
    """Segments ask for the fact; ``names`` are theirs."""

    def __init__(self, *names: str) -> None:
        super().__init__("in_use")
        self.names = names


def remove_fact(*, actor: Actor, now: datetime, fact: str) -> Removal:
    """Empty a fact for everybody, and ask for it nowhere any more; the values can be put back for 30 days.

    Raises FactInUse, PermissionDenied, Http404.
    """
    if not policies.can_manage_fields(actor):
        raise PermissionDenied
    if fact not in REMOVABLE:
        raise Http404
    with transaction.atomic():
        take_turn(actor)
        asking = segments_with(actor, fact)
        if asking:
            raise FactInUse(*asking)
        people = owned(Constituent.objects.all(), actor).exclude(**{fact: ""})
        rows = people.order_by("pk").values_list("pk", fact).iterator()
        removal = keep_apart(
            actor=actor, now=now, kind=Removal.Kind.FACT, name=fact, definition={"fact": fact}, values=rows
        )
        people.update(**{fact: ""})
        _collect(actor, fact, again=False)
        forget_use(actor, f"fact:{fact}")
        record("orgs.fact.removed", actor=actor, object_type="fact", object_ref=fact,
               detail={"people": removal.people})  # fmt: skip
    return removal


def restore_fact(actor: Actor, removal: Removal) -> None:
    """Ask for the fact again, and fill it where it is still empty. It is called inside the transaction of the undo."""
    fact = removal.definition["fact"]
    if fact not in REMOVABLE:
        raise Http404
    _collect(actor, fact, again=True)
    for block in kept_values(actor, removal):
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE orgs_constituent c SET {fact} = kept.value"  # noqa: S608  # one of our own column names
                " FROM unnest(%s::bigint[], %s::text[]) AS kept (person, value)"
                f" WHERE c.organization_id = %s AND c.id = kept.person AND c.{fact} = ''",
                [[row["person"] for row in block], [row["value"] for row in block], actor.organization_id],
            )


def collect_again(*, actor: Actor, now: datetime, fact: str) -> None:
    """Ask for a fact again that was removed; what it was stays gone. Raises PermissionDenied, Http404."""
    if not policies.can_manage_fields(actor):
        raise PermissionDenied
    with transaction.atomic():
        take_turn(actor)
        if fact not in acting_organization(actor).not_collected:
            raise Http404
        _collect(actor, fact, again=True)
        record("orgs.fact.collected", actor=actor, object_type="fact", object_ref=fact)


def _collect(actor: Actor, fact: str, *, again: bool) -> None:
    organization = acting_organization(actor)
    organization.not_collected = sorted({*organization.not_collected} - {fact} | (set() if again else {fact}))
    organization.save(update_fields=["not_collected"])
