"""One thing done to many people at once, with its undo."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import EmptyResultSet, PermissionDenied
from django.db import connection, transaction
from django.db.models import QuerySet

from audit.log.actions import record
from coalition.platform.tenancy import Actor, owned
from orgs import policies
from orgs.actions.bulk_kinds import KINDS
from orgs.actions.origin import coming_by
from orgs.models import BulkChange, BulkChangedPerson, Constituent, ContactPoint
from orgs.queries.bulk import UNDO_DAYS, get_change
from orgs.queries.visible import hidden_people

MOST = 100_000
NOTE = """
INSERT INTO orgs_bulkchangedperson (organization_id, change_id, constituent_id)
SELECT %s, %s, chosen.id FROM ({chosen}) chosen (id) LIMIT %s
"""


class BulkRefused(ValueError):
    """Nothing was done. ``code``: changed (``count`` people match now), too_many, nobody, gone or done."""

    def __init__(self, code: str, count: int = 0) -> None:
        super().__init__(code)
        self.code, self.count = code, count


def change_many(
    *, actor: Actor, now: datetime, kind: str, people: QuerySet[Constituent], stated: int,
    target: int | None = None, words: str = "", due: date | None = None,
) -> BulkChange:  # fmt: skip
    """Do one of KINDS to ``people``, who were ``stated`` when it was asked; the change says how many it changed.

    ``people`` are among those whom the actor may see. Raises BulkRefused, PermissionDenied.
    """
    chosen = KINDS[kind]
    if not chosen.allowed(actor) or actor.organization_id is None:
        raise PermissionDenied
    with transaction.atomic():
        change = BulkChange.objects.create(
            organization_id=actor.organization_id, kind=kind, target=target, words=words, due=due,
            done_by_id=actor.user_id, done_at=now,
        )  # fmt: skip
        count = _note(actor, change, people)
        if refused := _refusal(count, stated):
            raise BulkRefused(refused, count)
        chosen.put(actor, change)
        rows = owned(BulkChangedPerson.objects.all(), actor).filter(change=change)
        change.people = rows.count()
        change.save(update_fields=["people"])
        record(chosen.verb, actor=actor, object_type=chosen.unit, object_ref=target or "",
               subjects=_subjects(actor, change), detail={"people": change.people, "chosen": count})  # fmt: skip
    return change


@dataclass(frozen=True, slots=True)
class Undone:
    """A bulk change that was undone; ``stayed``: how many of its people stayed as they are, closed to the actor now."""

    change: BulkChange
    stayed: int


def undo_change(*, actor: Actor, now: datetime, change_id: int) -> Undone:
    """Undo a bulk change of the last 30 days: what it added goes, what it took comes back, what others did stays.

    Whoever's record the actor does not see (any more) is left alone.
    Raises BulkRefused (``gone``: its tag or list is no longer there; ``done``), PermissionDenied, Http404.
    """
    if not policies.can_change_many(actor):
        raise PermissionDenied
    with transaction.atomic():
        change = get_change(actor, change_id, now, lock=True)
        kind = KINDS[change.kind]
        if not policies.can_undo_change(actor, change) or not kind.allowed(actor):
            raise PermissionDenied
        if change.undone_at is not None:
            raise BulkRefused("done")
        rows = owned(BulkChangedPerson.objects.all(), actor).filter(change=change)
        stayed = rows.filter(constituent__in=hidden_people(actor).values("pk")).delete()[0]
        subjects = _subjects(actor, change)
        with coming_by("undo"):
            undone = kind.undo(actor, change)
        if not undone:
            raise BulkRefused("gone")
        change.undone_at = now
        change.save(update_fields=["undone_at"])
        rows.delete()
        record("orgs.bulk.undone", actor=actor, object_type=kind.unit, object_ref=change.target or "",
               subjects=subjects, detail={"people": change.people - stayed, "kind": change.kind})  # fmt: skip
    return Undone(change, stayed)


def drop_changes(*, actor: Actor, now: datetime) -> int:
    """Forget whom the bulk changes of more than 30 days ago changed; how many changes. Raises PermissionDenied."""
    if actor.role != "system":
        raise PermissionDenied
    with transaction.atomic():
        over = owned(BulkChange.objects.all(), actor).filter(done_at__lt=now - timedelta(days=UNDO_DAYS))
        count = over.count()
        owned(BulkChangedPerson.objects.all(), actor).filter(change__in=over).delete()
        over.delete()
        if count:
            record("orgs.bulk.dropped", actor=actor, detail={"changes": count})
    return count


def _note(actor: Actor, change: BulkChange, people: QuerySet[Constituent]) -> int:
    try:
        text, values = people.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(NOTE.format(chosen=text), (actor.organization_id, change.pk, *values, MOST + 1))
        return int(cursor.rowcount)


def _refusal(count: int, stated: int) -> str:
    if count > MOST:
        return "too_many"
    if count == 0:
        return "nobody"
    return "changed" if count != stated else ""


def _subjects(actor: Actor, change: BulkChange) -> list[int]:
    changed = owned(BulkChangedPerson.objects.all(), actor).filter(change=change).values("constituent_id")
    points = owned(ContactPoint.objects.all(), actor).filter(constituent_id__in=changed)
    return sorted(points.order_by().values_list("subject_id", flat=True).distinct())
