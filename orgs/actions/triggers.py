"""Triggers: saved after a look at what they would have done, changed, paused, deleted and put back."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models.functions import Now

from audit.log.actions import record
from coalition.platform.tenancy import Actor, owned
from orgs import policies
from orgs.actions.field_use import touch_fields, touch_segment
from orgs.actions.tags import ensure_tag
from orgs.actions.trigger_links import shortened
from orgs.models import Trigger
from orgs.queries.happenings import Trial, trial
from orgs.queries.segments import get_segment, refuse_unseen
from orgs.queries.triggers import (
    closed_triggers,
    deleted_triggers,
    get_trigger,
    kept_since,
    refuse_foreign,
    trigger_list,
)
from orgs.queries.turns import take_turn
from orgs.rules.triggers import MOST_TRIGGERS, Plan, plan_of, tidied


class TriggerRefused(ValueError):
    """``code``: name_taken, too_many."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def save_trigger(*, actor: Actor, now: datetime, plan: Plan, trigger_id: int | None = None) -> Trigger:
    """Make a trigger, which is at work from now on, or give one another version. What waits meets the newest version.

    Raises InvalidTrigger, InvalidRules (also where the segment asks for what the actor does not see), TriggerRefused,
    PermissionDenied, Http404.
    """
    _allow(actor, plan)
    plan = tidied(plan)
    with transaction.atomic():
        take_turn(actor)
        trigger = _locked(actor, trigger_id) if trigger_id is not None else _fresh(actor)
        refuse_foreign(actor, plan)
        if plan.effect == "tag" and plan.put_tag_id is None:
            plan = replace(plan, put_tag_id=ensure_tag(actor, plan.new_tag).pk)
        same = owned(Trigger.objects.all(), actor).filter(name__iexact=plan.name, deleted_at=None)
        if same.exclude(pk=trigger.pk).exists():
            raise TriggerRefused("name_taken")
        if trigger_id is not None:
            trigger.earlier = shortened(actor, [*trigger.earlier, _kept(trigger)])
            trigger.version += 1
        for name, value in plan.values().items():
            setattr(trigger, name, value)
        # Whoever saved it last answers for it: whose fields it may ask for, who is told where there is nobody else.
        trigger.made_by_id, trigger.changed_at = actor.user_id, now
        if trigger_id is None:
            trigger.active_since = Now()  # by the database's clock, as what happens is
        trigger.save()
        trigger.refresh_from_db()
        _used(actor, now, trigger)
        _record("orgs.trigger.saved", actor, trigger, new=trigger_id is None, kind=plan.kind, effect=plan.effect)
    return trigger


def try_trigger(*, actor: Actor, now: datetime, plan: Plan) -> Trial:
    """What the plan would have met in the last 30 days; nothing is written but that somebody looked.

    Raises InvalidTrigger, InvalidRules, PermissionDenied, Http404.
    """
    _allow(actor, plan)
    plan = tidied(plan)
    with transaction.atomic():
        refuse_foreign(actor, plan)
        segment = get_segment(actor, plan.segment_id) if plan.segment_id is not None else None
        if segment is not None:
            refuse_unseen(actor, segment)
        return trial(actor, plan, segment, now)


def pause_trigger(*, actor: Actor, now: datetime, trigger_id: int) -> Trigger:
    """Let a trigger rest: what happens meanwhile or still waits sets nothing off. Raises PermissionDenied, Http404."""
    with transaction.atomic():
        trigger = _locked(actor, trigger_id)
        trigger.active_since, trigger.problem = None, ""
        trigger.save(update_fields=["active_since", "problem"])
        _record("orgs.trigger.paused", actor, trigger)
    return trigger


def resume_trigger(*, actor: Actor, now: datetime, trigger_id: int) -> Trigger:
    """Put a trigger to work again, for what happens from now on. Raises PermissionDenied, Http404."""
    with transaction.atomic():
        trigger = _locked(actor, trigger_id)
        if trigger.active_since is None:
            trigger.active_since, trigger.problem = Now(), ""
            trigger.save(update_fields=["active_since", "problem"])
            _record("orgs.trigger.resumed", actor, trigger)
    return trigger


def delete_trigger(*, actor: Actor, now: datetime, trigger_id: int) -> Trigger:
    """Delete a trigger; what it did stays. It can be put back for 30 days. Raises PermissionDenied, Http404."""
    with transaction.atomic():
        trigger = _locked(actor, trigger_id)
        trigger.active_since, trigger.deleted_at = None, now
        trigger.save(update_fields=["active_since", "deleted_at"])
        _record("orgs.trigger.deleted", actor, trigger)
    return trigger


def restore_trigger(*, actor: Actor, now: datetime, trigger_id: int) -> Trigger:
    """Put a deleted trigger back, paused. Raises TriggerRefused (name_taken), PermissionDenied, Http404."""
    if not policies.can_manage_triggers(actor):
        raise PermissionDenied
    with transaction.atomic():
        take_turn(actor)
        trigger = get_trigger(actor, trigger_id, deleted=True, now=now)
        if closed_triggers(actor, [trigger]):
            raise PermissionDenied
        if trigger_list(actor).filter(name__iexact=trigger.name).exists():
            raise TriggerRefused("name_taken")
        trigger.deleted_at = None
        trigger.save(update_fields=["deleted_at"])
        _record("orgs.trigger.restored", actor, trigger)
    return trigger


def drop_triggers(*, actor: Actor, now: datetime) -> int:
    """Forget triggers that were deleted more than 30 days ago, with their runs; how many. Raises PermissionDenied."""
    if actor.role != "system":
        raise PermissionDenied
    with transaction.atomic():
        over = deleted_triggers(actor).filter(deleted_at__lt=kept_since(now))
        ids = list(over.values_list("pk", flat=True))
        over._raw_delete(over.db)  # the database takes the runs along
        if ids:
            record("orgs.trigger.dropped", actor=actor, object_type="trigger", detail={"triggers": len(ids)})
    return len(ids)


def _allow(actor: Actor, plan: Plan) -> None:
    if not policies.can_manage_triggers(actor):
        raise PermissionDenied
    if plan.least is not None and not policies.can_read_amounts(actor):
        raise PermissionDenied


def _fresh(actor: Actor) -> Trigger:
    if trigger_list(actor).count() >= MOST_TRIGGERS:
        raise TriggerRefused("too_many")
    return Trigger(organization_id=actor.organization_id or 0)


def _locked(actor: Actor, trigger_id: int) -> Trigger:
    if not policies.can_manage_triggers(actor):
        raise PermissionDenied
    trigger = get_trigger(actor, trigger_id, lock=True)
    if closed_triggers(actor, [trigger]):
        raise PermissionDenied
    return trigger


def _kept(trigger: Trigger) -> dict[str, Any]:
    values = plan_of(trigger).values()
    least = str(trigger.least) if trigger.least is not None else None
    return {**values, "least": least, "version": trigger.version, "from": trigger.changed_at.isoformat()}


def _used(actor: Actor, now: datetime, trigger: Trigger) -> None:
    if trigger.segment_id is not None:
        touch_segment(actor, now, get_segment(actor, trigger.segment_id))
    tags = {trigger.tag_id, trigger.put_tag_id} - {None}
    touch_fields(actor, now, [f"tag:{tag}" for tag in sorted(tags, key=str)])


def _record(verb: str, actor: Actor, trigger: Trigger, **detail: str | bool) -> None:
    record(
        verb, actor=actor, object_type="trigger", object_ref=trigger.pk, detail={"version": trigger.version, **detail}
    )
