"""The triggers of the acting organization: what they say, how often they fired, and who sees that."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.db import connection
from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import TruncDate
from django.http import Http404

from coalition.platform.tenancy import Actor, owned
from orgs import policies
from orgs.models import Fund, Segment, Tag, Trigger, TriggerRun
from orgs.queries.mentions import colleagues
from orgs.queries.segments import refuse_unseen
from orgs.queries.visible import seen_by
from orgs.rules.segments import InvalidRules
from orgs.rules.trigger_words import Names, sentence
from orgs.rules.triggers import Plan, plan_of

KEPT_DAYS = 30
SPARK_DAYS = 30


def trigger_list(actor: Actor) -> QuerySet[Trigger]:
    """The triggers that are not deleted, by name."""
    return owned(Trigger.objects.all(), actor).filter(deleted_at=None).order_by("name", "id")


def deleted_triggers(actor: Actor, since: datetime | None = None) -> QuerySet[Trigger]:
    """Those that were deleted, the last first; ``since``: after this moment."""
    gone = owned(Trigger.objects.all(), actor).filter(deleted_at__isnull=False).order_by("-deleted_at", "-id")
    return gone.filter(deleted_at__gte=since) if since is not None else gone


def kept_since(now: datetime) -> datetime:
    """What was deleted before this moment cannot be put back any more."""
    return now - timedelta(days=KEPT_DAYS)


def get_trigger(
    actor: Actor, trigger_id: int, *, lock: bool = False, deleted: bool = False, now: datetime | None = None
) -> Trigger:
    """One trigger; with ``deleted`` one that can be put back at ``now``. Raises Http404."""
    wanted = deleted_triggers(actor, kept_since(now)) if deleted and now else trigger_list(actor)
    if lock:
        wanted = wanted.select_for_update(no_key=True)
    trigger = wanted.filter(pk=trigger_id).first()
    if trigger is None:
        raise Http404
    return trigger


def refuse_foreign(actor: Actor, plan: Plan) -> None:
    """Raises Http404 where a plan names what is not the organization's; UnseenField, InvalidRules of a segment."""
    tags = {each for each in (plan.tag_id, plan.put_tag_id) if each is not None}
    if tags and owned(Tag.objects.all(), actor).filter(pk__in=tags).count() != len(tags):
        raise Http404
    if plan.fund_id is not None and not owned(Fund.objects.all(), actor).filter(pk=plan.fund_id).exists():
        raise Http404
    if plan.segment_id is not None:
        segment = owned(Segment.objects.all(), actor).filter(pk=plan.segment_id).first()
        if segment is None:
            raise Http404
        refuse_unseen(actor, segment)
    if set(plan.members) - set(team(actor)):
        raise Http404


def team(actor: Actor) -> dict[int, str]:
    """Who can be given a task or told something, by user id: the staff, the actor among them."""
    nobody = Actor(organization_id=actor.organization_id)
    return colleagues(nobody)


def names_of(actor: Actor, plans: Iterable[Plan]) -> Names:
    """The names of what the plans point at. At most four statements."""
    given = list(plans)
    segments = {plan.segment_id for plan in given if plan.segment_id}
    tags = {tag for plan in given for tag in (plan.tag_id, plan.put_tag_id) if tag}
    funds = {plan.fund_id for plan in given if plan.fund_id}
    members = {member for plan in given for member in plan.members}
    return Names(
        segments=_names(owned(Segment.objects.all(), actor), segments),
        tags=_names(owned(Tag.objects.all(), actor), tags),
        funds=_names(owned(Fund.objects.all(), actor), funds),
        members=team(actor) if members else {},
    )


def _names(rows: QuerySet[Any], ids: Collection[int]) -> dict[int, str]:
    return dict(rows.filter(pk__in=ids).values_list("pk", "name")) if ids else {}


@dataclass(frozen=True, slots=True)
class Line:
    """A trigger in the list. ``closed``: it asks for what the reader does not see, who then sees what it did neither.

    Counts are of people whom the reader may see; ``days`` are those of the last 30, oldest first.
    """

    trigger: Trigger
    sentence: str
    closed: bool
    days: tuple[int, ...] = ()
    last: datetime | None = None
    held: int = 0

    @property
    def times(self) -> int:
        """How often it fired within 30 days."""
        return sum(self.days)


def trigger_lines(actor: Actor, triggers: Sequence[Trigger], today: date) -> list[Line]:
    """The triggers with their sentence and how often they fired. At most nine statements, and one for each segment
    that asks for own fields."""
    plans = {trigger.pk: plan_of(trigger) for trigger in triggers}
    closed = closed_triggers(actor, triggers)
    names = names_of(actor, [plan for pk, plan in plans.items() if pk not in closed])
    ids = [pk for pk in plans if pk not in closed]
    days, last, held = _fired(actor, ids, today)
    return [
        Line(trigger, "", True)
        if trigger.pk in closed
        else Line(
            trigger,
            sentence(plans[trigger.pk], names),
            False,
            tuple(days.get((trigger.pk, today - timedelta(days=back)), 0) for back in reversed(range(SPARK_DAYS))),
            last.get(trigger.pk),
            held.get(trigger.pk, 0),
        )
        for trigger in triggers
    ]


def version_lines(actor: Actor, trigger: Trigger) -> list[tuple[int, datetime, str]]:
    """What a trigger said before, the last first: version, since when, its sentence."""
    before = [
        (kept["version"], datetime.fromisoformat(kept["from"]), plan_of(SimpleNamespace(**kept)))
        for kept in reversed(trigger.earlier)
    ]
    plans = [replace(plan, least=Decimal(plan.least)) if plan.least else plan for _, _, plan in before]
    names = names_of(actor, plans)
    return [(version, since, sentence(plan, names)) for (version, since, _), plan in zip(before, plans, strict=True)]


def closed_triggers(actor: Actor, triggers: Sequence[Trigger]) -> set[int]:
    """Those of which the actor sees the name alone: they ask, or asked, for what the actor does not see."""
    closed = {trigger.pk for trigger in triggers if not policies.can_change_trigger(actor, trigger)}
    asked = {trigger.pk: _segments(trigger) for trigger in triggers if trigger.pk not in closed}
    wanted = set().union(*asked.values())
    custom = owned(Segment.objects.all(), actor).filter(
        pk__in=wanted, rules__conditions__contains=[{"field": "custom"}]
    )
    unseen = {segment.pk for segment in custom if not _seen(actor, segment)} if wanted else set()
    return closed | {pk for pk, segments in asked.items() if segments & unseen}


def _segments(trigger: Trigger) -> set[int]:
    # What it did once stands on its page as well.
    return {each for each in (trigger.segment_id, *(kept["segment_id"] for kept in trigger.earlier)) if each}


def _seen(actor: Actor, segment: Segment) -> bool:
    try:
        refuse_unseen(actor, segment)
    except InvalidRules:
        return False
    return True


def triggers_about(actor: Actor, segment_id: int) -> list[str]:
    """The names of the triggers that are about the people of a segment."""
    return list(trigger_list(actor).filter(segment=segment_id).values_list("name", flat=True))


def triggers_using_tag(actor: Actor, tag_id: int) -> list[str]:
    """The names of the triggers that wait for a tag or put it."""
    return list(trigger_list(actor).filter(Q(tag=tag_id) | Q(put_tag=tag_id)).values_list("name", flat=True))


def _fired(
    actor: Actor, ids: Sequence[int], today: date
) -> tuple[dict[tuple[int, date], int], dict[int, datetime], dict[int, int]]:
    if not ids:
        return {}, {}, {}
    seen = (
        owned(TriggerRun.objects.all(), actor).filter(trigger__in=ids).filter(seen_by(actor, "constituent")).order_by()
    )
    recent = seen.filter(ran_at__date__gt=today - timedelta(days=SPARK_DAYS)).exclude(state__in=("held", "dropped"))
    by_day = recent.values_list("trigger_id", TruncDate("ran_at")).annotate(times=Count("pk"))
    whole = seen.values_list("trigger_id").annotate(
        last=Max("ran_at", filter=~Q(state__in=("held", "dropped"))), held=Count("pk", filter=Q(state="held"))
    )
    rows = list(whole)
    return (
        {(pk, day): times for pk, day, times in by_day},
        {pk: last for pk, last, _ in rows},
        {pk: held for pk, _, held in rows},
    )


def organizations_waiting() -> list[int]:
    """The organizations whose triggers have something to meet, outside of any scope: for the platform's own round."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT commonlist.triggers_waiting()")
        return [organization for (organization,) in cursor.fetchall()]
