"""What triggers did, held back and told: run by run, as far as the reader may see the people."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.http import Http404

from coalition.platform.tenancy import Actor, owned
from orgs import policies
from orgs.models import Task, Trigger, TriggerNotice, TriggerRun, User
from orgs.queries.triggers import closed_triggers, trigger_list
from orgs.queries.visible import closed_to, seen_by

PER_PAGE = 50


def _runs(actor: Actor) -> QuerySet[TriggerRun]:
    return owned(TriggerRun.objects.all(), actor)


def run_page(actor: Actor, trigger: Trigger, number: object = 1) -> Page[Any]:
    """What a trigger did, the last first: of people whom the actor may see.

    Each run has ``told``, how many were told, and ``finished``, whether a task that it made is done.
    """
    finished = owned(Task.objects.all(), actor).filter(
        pk=OuterRef("row"), source="trigger", trigger_id=trigger.pk, done_at__isnull=False
    )
    runs = _runs(actor).filter(trigger=trigger).filter(seen_by(actor, "constituent")).exclude(state="held")
    rows = runs.annotate(finished=Exists(finished), told=Count("notices")).select_related("constituent")
    rows = rows.order_by("-ran_at", "-id")
    return Paginator(rows, PER_PAGE).get_page(number)  # type: ignore[arg-type]


def held_runs(actor: Actor, trigger: Trigger) -> QuerySet[TriggerRun]:
    """What a trigger held back because the day's number was reached, of whomever."""
    return _runs(actor).filter(trigger=trigger, state=TriggerRun.State.HELD)


def held_seen(actor: Actor, trigger: Trigger) -> int:
    """How many of them are about people whom the actor may see."""
    return held_runs(actor, trigger).filter(seen_by(actor, "constituent")).count()


def get_run(actor: Actor, run_id: int) -> TriggerRun:
    """One run about somebody whom the actor may see, locked with its trigger loaded. Raises Http404."""
    runs = _runs(actor).filter(seen_by(actor, "constituent")).filter(trigger__deleted_at=None)
    run = runs.select_related("trigger").select_for_update(of=("self",)).filter(pk=run_id).first()
    if run is None:
        raise Http404
    return run


def notice_page(actor: Actor, number: object = 1) -> Page[Any]:
    """What triggers tell the actor, the unread first: each with ``closed``, whether they may not see the person."""
    mine = owned(TriggerNotice.objects.all(), actor).filter(member=actor.user_id or 0)
    rows = mine.annotate(
        closed=closed_to(actor, "run__constituent"), unread=ExpressionWrapper(Q(read_at=None), BooleanField())
    )
    rows = rows.select_related("run__constituent", "run__trigger").order_by("-unread", "-made_at", "-id")
    return Paginator(rows, 25).get_page(number)  # type: ignore[arg-type]


def get_notice(actor: Actor, notice_id: int) -> TriggerNotice:
    """One notice to the actor. Raises Http404."""
    notice = owned(TriggerNotice.objects.all(), actor).filter(member=actor.user_id or 0, pk=notice_id).first()
    if notice is None:
        raise Http404
    return notice


def unread_since(actor: Actor, ago: timedelta) -> dict[int, int]:
    """How many lines of triggers, not older than that, wait unread in each member's inbox."""
    waiting = owned(TriggerNotice.objects.all(), actor).filter(read_at=None, made_at__gt=Now() - ago).order_by()
    return dict(waiting.values_list("member_id").annotate(lines=Count("pk")))


def triggers_to_look_at(actor: Actor) -> list[Trigger]:
    """Triggers that stopped by themselves, or hold something back (``waits``), for whoever may change them."""
    if not policies.can_manage_triggers(actor):
        return []
    holding = _runs(actor).filter(trigger=OuterRef("pk"), state="held").filter(seen_by(actor, "constituent"))
    rows = trigger_list(actor).annotate(waits=Exists(holding)).filter(Q(waits=True) | ~Q(problem=""))
    found = list(rows)
    closed = closed_triggers(actor, found) if found else set()
    return [trigger for trigger in found if trigger.pk not in closed]


def member_names(runs: Iterable[TriggerRun]) -> dict[int, str]:
    """The names of whoever got a task, or settled a run."""
    ids = {member for run in runs for member in (run.member, run.settled_by_id) if member}
    return dict(User.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}
