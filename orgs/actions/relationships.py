"""Ties between people: writing one down, ending it, removing it and putting it back."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from audit.log.actions import record
from coalition.platform.tenancy import Actor, owned
from orgs import policies
from orgs.models import ContactPoint, Relationship
from orgs.queries.relationships import between, get_tie, is_above
from orgs.queries.visible import visible_people
from orgs.rules import ties
from orgs.rules.ties import NewTie, Refused

ALREADY = _("They are that to each other already, in this time. End the earlier relationship first.")
LOOP = _("That would be a circle: somebody would stand above themselves. Check the direction, or who is meant.")


def add_relationship(*, actor: Actor, now: datetime, person_id: int, other_id: int, tie: NewTie) -> Relationship:
    """Write down what a person is to another, of the same organization. ``tie`` is said from the person's side.

    Raises PermissionDenied, Http404 (also for a restricted record), Refused; then nothing is written.
    """
    mine = _may(actor)
    with transaction.atomic():
        _one_at_a_time(mine)
        types = dict(visible_people(actor).filter(pk__in=[person_id, other_id]).values_list("pk", "type"))
        if not {person_id, other_id} <= set(types):
            raise Http404
        first, second = ties.check(tie, person_id, other_id, types, now.date())
        row = Relationship(
            organization_id=mine, person_id=first, other_id=second, kind=tie.kind, strength=tie.strength,
            since=tie.since, until=tie.until, note=" ".join(tie.note.split())[:300], added_by_id=actor.user_id,
        )  # fmt: skip
        _fits(actor, row, now.date())
        row.save()
        _record("orgs.relationship.added", actor, row)
    return row


def end_relationship(*, actor: Actor, now: datetime, relationship_id: int, until: date) -> Relationship:
    """Say on which day it ended: the relationship stays, as past. Raises PermissionDenied, Http404, Refused."""
    _may(actor)
    with transaction.atomic():
        row = get_tie(actor, relationship_id)
        ties.check_days(row.since, until, now.date())
        if until > now.date():
            raise Refused(_("It cannot have ended in the future. Enter today or an earlier day."))
        row.until = until
        row.save(update_fields=["until"])
        _record("orgs.relationship.ended", actor, row)
    return row


def remove_relationship(*, actor: Actor, now: datetime, relationship_id: int) -> Relationship:
    """Remove what was never so; it can be put back for 30 days. Raises PermissionDenied, Http404."""
    _may(actor)
    with transaction.atomic():
        row = get_tie(actor, relationship_id)
        row.removed_at = now
        row.save(update_fields=["removed_at"])
        _record("orgs.relationship.removed", actor, row)
    return row


def restore_relationship(*, actor: Actor, now: datetime, relationship_id: int) -> Relationship:
    """Put a removed relationship back. Raises PermissionDenied, Http404, Refused when another stands in its place."""
    mine = _may(actor)
    with transaction.atomic():
        _one_at_a_time(mine)
        row = get_tie(actor, relationship_id, removed=True)
        _fits(actor, row, now.date())
        row.removed_at = None
        row.save(update_fields=["removed_at"])
        _record("orgs.relationship.restored", actor, row)
    return row


def _may(actor: Actor) -> int:
    if not policies.can_change_relationships(actor) or actor.organization_id is None:
        raise PermissionDenied
    return actor.organization_id


def _one_at_a_time(organization_id: int) -> None:
    # Two halves of a circle, written at the same moment, would each look right.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('orgs.relationship', %s))", [organization_id])


def _fits(actor: Actor, row: Relationship, today: date) -> None:
    lasts = row.until is None or row.until >= today
    above = row.kind in ties.WITHOUT_LOOPS and (lasts or row.kind == "parent")
    if above and is_above(actor, row.other_id, row.person_id, row.kind, today):
        raise Refused(LOOP)
    earlier = between(actor, row.person_id, row.other_id, row.kind, but=row.pk or 0)
    if ties.overlaps(row.since, row.until, earlier):
        raise Refused(ALREADY)


def _record(verb: str, actor: Actor, row: Relationship) -> None:
    points = owned(ContactPoint.objects.all(), actor).filter(constituent_id__in=[row.person_id, row.other_id])
    record(
        verb,
        actor=actor,
        object_type="relationship",
        object_ref=row.pk,
        subjects=sorted(set(points.values_list("subject_id", flat=True))),
        detail={"kind": row.kind},
    )
