"""After a trigger fired: undoing one run, letting through or dropping what was held back, marking what one was told."""

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from audit.log.actions import record
from coalition.platform.tenancy import Actor, owned
from orgs import policies
from orgs.actions.origin import coming_by
from orgs.actions.trigger_effects import carry_out
from orgs.models import ConstituentTag, Task, Trigger, TriggerNotice, TriggerRun
from orgs.queries.people import subjects_of
from orgs.queries.trigger_log import get_notice, get_run, held_runs, held_seen
from orgs.queries.trigger_people import Case
from orgs.queries.triggers import closed_triggers, get_trigger
from orgs.rules.triggers import done_by

State = TriggerRun.State
RUN_DAYS = 180
# What was settled is forgotten after half a year; what nobody settled, too. Notices go with their run.
_OLD = """
DELETE FROM orgs_triggerrun WHERE organization_id = %(organization)s AND ran_at < %(before)s
"""


class CannotUndo(ValueError):
    """``code``: done (somebody finished the task), changed (or took or changed it), undone (already)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def undo_run(*, actor: Actor, now: datetime, run_id: int) -> TriggerRun:
    """Take back what a trigger did for one person: the task that nobody finished, the tag it put, the notices.

    Raises CannotUndo, PermissionDenied, Http404.
    """
    _allow(actor)
    with transaction.atomic():
        run = get_run(actor, run_id)
        _open(actor, run.trigger)
        if run.state != State.DONE:
            raise CannotUndo("undone")
        _take_back(actor, now, run)
        run.state, run.settled_by_id = State.UNDONE, actor.user_id
        run.save(update_fields=["state", "settled_by"])
        record(
            "orgs.trigger.run_undone", actor=actor, object_type="trigger", object_ref=run.trigger_id,
            subjects=subjects_of(actor, run.constituent_id), detail={"version": run.version},
        )  # fmt: skip
    return run


def release_held(*, actor: Actor, now: datetime, trigger_id: int) -> int:
    """Do now what a trigger held back because the day's number was reached; how many, of people whom the actor sees.

    Raises PermissionDenied, Http404.
    """
    _allow(actor)
    with transaction.atomic():
        trigger = _open(actor, get_trigger(actor, trigger_id, lock=True))
        waiting = held_runs(actor, trigger)  # nobody adds to them: the trigger is locked
        seen = held_seen(actor, trigger)
        cases = [Case(*row) for row in waiting.order_by("pk").values_list("pk", "constituent_id", "by")]
        # What is done now is what the newest version says: an undo takes that back.
        waiting.update(state=State.DONE, ran_at=now, settled_by=actor.user_id, version=trigger.version)
        with coming_by("trigger"):
            carry_out(actor, now, trigger, cases)
        _settled("orgs.trigger.released", actor, trigger, len(cases))
    return seen


def drop_held(*, actor: Actor, now: datetime, trigger_id: int) -> int:
    """Let go of what a trigger held back; how many, of people whom the actor sees. Raises PermissionDenied, Http404."""
    _allow(actor)
    with transaction.atomic():
        trigger = _open(actor, get_trigger(actor, trigger_id, lock=True))
        seen = held_seen(actor, trigger)
        dropped = held_runs(actor, trigger).update(state=State.DROPPED, settled_by=actor.user_id)
        _settled("orgs.trigger.let_go", actor, trigger, dropped)
    return seen


def mark_notice(*, actor: Actor, now: datetime, notice_id: int, read: bool) -> TriggerNotice:
    """Mark what a trigger told the actor as read, or as new again. Raises PermissionDenied, Http404."""
    if not policies.can_read_inbox(actor):
        raise PermissionDenied
    with transaction.atomic():
        notice = get_notice(actor, notice_id)
        notice.read_at = now if read else None
        notice.save(update_fields=["read_at"])
        record(
            "orgs.trigger.notice_marked", actor=actor, object_type="trigger_notice", object_ref=notice.pk,
            detail={"read": read},
        )  # fmt: skip
    return notice


def drop_runs(*, actor: Actor, now: datetime) -> int:
    """Forget what triggers did more than half a year ago; how many runs. Raises PermissionDenied."""
    if actor.role != "system":
        raise PermissionDenied
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_OLD, {"organization": actor.organization_id, "before": now - timedelta(days=RUN_DAYS)})
        count = int(cursor.rowcount)
        if count:
            record("orgs.trigger.forgotten", actor=actor, object_type="trigger", detail={"runs": count})
    return count


def _allow(actor: Actor) -> None:
    if not policies.can_manage_triggers(actor):
        raise PermissionDenied


def _open(actor: Actor, trigger: Trigger) -> Trigger:
    if closed_triggers(actor, [trigger]):
        raise PermissionDenied
    return trigger


def _take_back(actor: Actor, now: datetime, run: TriggerRun) -> None:
    effect, tag = done_by(run.trigger, run.version)
    if effect == Trigger.Effect.TELL:
        owned(TriggerNotice.objects.all(), actor).filter(run=run).delete()
    elif effect == Trigger.Effect.TAG:
        put = owned(ConstituentTag.objects.all(), actor).filter(pk=run.row or 0, constituent=run.constituent_id)
        put.filter(tag=tag, tagged_by=None).delete()
    else:
        mine = owned(Task.objects.all(), actor).filter(pk=run.row or 0, source="trigger", trigger_id=run.trigger_id)
        task = mine.select_for_update().first()
        if task is not None and task.done_at is not None:
            raise CannotUndo("done")
        if task is not None and task.changed_at is not None and task.removed_at is None:
            raise CannotUndo("changed")
        mine.filter(removed_at=None).update(removed_at=now, removed_by=actor.user_id)


def _settled(verb: str, actor: Actor, trigger: Trigger, times: int) -> None:
    record(verb, actor=actor, object_type="trigger", object_ref=trigger.pk, detail={"times": times})
