"""Triggers at work: what waits is taken block by block, each block in one transaction with everything it leads to.

A worker that dies leaves the block as it was, for the next one; two at once take different blocks. A trigger meets an
event once: the database says so.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.db import DataError, IntegrityError, ProgrammingError, connection, transaction

from audit.log.actions import record
from coalition.platform.tenancy import Actor, owned
from orgs.actions.origin import coming_by
from orgs.actions.trigger_effects import carry_out
from orgs.models import Segment, Trigger, TriggerEvent, TriggerRun
from orgs.policies import can_read_amounts
from orgs.queries.happenings import SOURCES, concerned, happenings, start_of_day
from orgs.queries.members import acting_organization
from orgs.queries.segments import UnseenField, refuse_unseen
from orgs.queries.trigger_people import Case
from orgs.queries.visible import sight_of
from orgs.rules.segments import InvalidRules
from orgs.rules.triggers import plan_of

BLOCK = 500
_RUNS = """
INSERT INTO orgs_triggerrun (
    organization_id, trigger_id, event, constituent_id, happened_at, by, version, state, ran_at)
SELECT e.organization_id, %(trigger)s, e.id, e.constituent_id, e.occurred_at, e.by, %(version)s,
       CASE WHEN row_number() OVER (ORDER BY e.id) <= %(left)s THEN 'done' ELSE 'held' END, %(now)s
  FROM orgs_triggerevent e
 WHERE e.organization_id = %(organization)s AND e.id = ANY (%(events)s)
    ON CONFLICT (organization_id, trigger_id, event) DO NOTHING
RETURNING id, constituent_id, by, state
"""


class UnseenAmount(InvalidRules):
    """The trigger asks for an amount, and its maker does not see amounts any more."""


PROBLEMS: dict[type[InvalidRules], str] = {UnseenField: "unseen", UnseenAmount: "amount"}


def run_triggers(*, actor: Actor, now: datetime) -> int:
    """Let the acting organization's triggers meet everything that waits; how many events. Raises PermissionDenied."""
    if actor.role != "system" or actor.organization_id is None:
        raise PermissionDenied
    seen = 0
    while taken := _block(actor, now):
        seen += taken
    return seen


def _block(actor: Actor, now: datetime) -> int:
    with transaction.atomic():
        # Those that another worker holds are its own.
        waiting = owned(TriggerEvent.objects.all(), actor).order_by("pk").select_for_update(skip_locked=True)
        events = list(waiting[:BLOCK])
        if not events:
            return 0
        kinds = {event.kind for event in events}
        active = owned(Trigger.objects.all(), actor).filter(active_since__isnull=False, kind__in=kinds)
        # Until the block ends nobody pauses them, and the day's number counts for all workers.
        triggers = list(active.order_by("pk").select_for_update(no_key=True))
        with coming_by("trigger"):
            for trigger in triggers:
                _meet(actor, now, trigger, events)
        owned(TriggerEvent.objects.all(), actor).filter(pk__in=[event.pk for event in events]).delete()
    return len(events)


def _meet(actor: Actor, now: datetime, trigger: Trigger, events: Sequence[TriggerEvent]) -> None:
    try:
        with transaction.atomic():  # what one trigger cannot do, keeps the others from nothing
            met = _met(actor, trigger, events)
            if met:
                cases = _runs(actor, now, trigger, met)
                carry_out(actor, now, trigger, cases)
    except InvalidRules as wrong:
        _stop(actor, trigger, PROBLEMS.get(type(wrong), "segment"))
    except (DataError, IntegrityError, ProgrammingError):
        _stop(actor, trigger, "error")


def _met(actor: Actor, trigger: Trigger, events: Sequence[TriggerEvent]) -> list[int]:
    """The events that the trigger is about, read from the record: what was taken back meanwhile is not there."""
    since, imports = trigger.active_since, trigger.by_import
    own = [each for each in events if each.kind == trigger.kind and since is not None and each.made_at >= since]
    own = [each for each in own if imports or each.origin != "import"]
    if not own:
        return []
    if trigger.least is not None and not can_read_amounts(sight_of(actor, trigger.made_by_id)):
        raise UnseenAmount
    plan, segment = plan_of(trigger), _segment(actor, trigger)
    rows = happenings(actor, plan).filter(pk__in={each.row for each in own}, **_when(trigger.kind, own))
    there = set(rows.values_list("pk", flat=True))
    people = {each.constituent_id for each in own if each.row in there}
    about = set(concerned(actor, segment).filter(pk__in=people).values_list("pk", flat=True))
    return [each.pk for each in own if each.row in there and each.constituent_id in about]


def _when(kind: str, own: Collection[TriggerEvent]) -> dict[str, Any]:
    # The moments lead to the partitions.
    if kind != "interaction":
        return {}
    moments = [each.occurred_at for each in own]
    return {f"{SOURCES[kind].moment}__range": (min(moments), max(moments))}


def _segment(actor: Actor, trigger: Trigger) -> Segment | None:
    """The trigger's segment. Raises UnseenField where it came to ask for a field that the maker does not see."""
    if trigger.segment_id is None:
        return None
    segment = owned(Segment.objects.all(), actor).get(pk=trigger.segment_id)
    refuse_unseen(sight_of(actor, trigger.made_by_id), segment)
    return segment


def _runs(actor: Actor, now: datetime, trigger: Trigger, events: Sequence[int]) -> list[Case]:
    today = start_of_day(now, ZoneInfo(acting_organization(actor).time_zone))
    done = owned(TriggerRun.objects.all(), actor).filter(trigger=trigger, ran_at__gte=today, state="done").count()
    with connection.cursor() as cursor:
        cursor.execute(_RUNS, {
            "organization": actor.organization_id, "trigger": trigger.pk, "version": trigger.version, "now": now,
            "events": list(events), "left": trigger.most_a_day - done,
        })  # fmt: skip
        return [Case(run, person, by) for run, person, by, state in cursor.fetchall() if state == "done"]


def _stop(actor: Actor, trigger: Trigger, problem: str) -> None:
    owned(Trigger.objects.all(), actor).filter(pk=trigger.pk).update(active_since=None, problem=problem)
    record(
        "orgs.trigger.stopped", actor=actor, object_type="trigger", object_ref=trigger.pk, outcome="failed",
        detail={"problem": problem},
    )  # fmt: skip
