"""What happened that a trigger could be about, read from the record: for triggers at work, and for their trial."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet
from django.db.models.functions import Substr
from django.utils.timezone import make_aware

from coalition.platform.tenancy import Actor, owned
from orgs.models import (
    Constituent,
    ConstituentRole,
    ConstituentTag,
    Gift,
    Import,
    Interaction,
    Reply,
    Segment,
    Stewardship,
)
from orgs.queries.segments import matching
from orgs.queries.visible import visible_people
from orgs.rules.segments import parse
from orgs.rules.triggers import NOT_COUNTED, Plan

TRIED_DAYS = 30
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Source:
    """The table of a kind: the field of its moment, and the path to the person."""

    model: type[Model]
    moment: str
    person: str = "constituent"


SOURCES = {
    "interaction": Source(Interaction, "occurred_at"),
    "gift": Source(Gift, "received_on"),
    "tag": Source(ConstituentTag, "tagged_at"),
    "role": Source(ConstituentRole, "created_at"),
    "steward": Source(Stewardship, "since"),
    "person": Source(Constituent, "created_at", "pk"),
    "reply": Source(Reply, "received_at"),
}


@dataclass(frozen=True, slots=True)
class Trial:
    """How often a plan would have fired within 30 days, and the last times: when, for whom."""

    count: int
    last: list[tuple[datetime | date, Constituent]]


def happenings(actor: Actor, plan: Plan) -> QuerySet[Any]:
    """The rows of the acting organization that stand, and are what the plan waits for, in any segment."""
    rows = owned(SOURCES[plan.kind].model._default_manager.all(), actor)
    return _NARROWED[plan.kind](actor, rows, plan)


def concerned(actor: Actor, segment: Segment | None) -> QuerySet[Constituent]:
    """Whom a trigger is about, of those whom the actor may see. Raises InvalidRules."""
    return visible_people(actor) if segment is None else matching(actor, parse(segment.rules))


def trial(actor: Actor, plan: Plan, segment: Segment | None, now: datetime) -> Trial:
    """What the plan would have met in the last 30 days, of people whom the actor may see. Raises InvalidRules."""
    source = SOURCES[plan.kind]
    since: date | datetime = now - timedelta(days=TRIED_DAYS)
    until: date | datetime = now
    if plan.kind == "gift":
        since, until = (now - timedelta(days=TRIED_DAYS)).date(), now.date()
    found = happenings(actor, plan).filter(
        **{f"{source.moment}__gte": since, f"{source.moment}__lte": until},
        **{f"{source.person}__in": concerned(actor, segment).order_by().values("pk")},
    )
    if plan.kind == "person" and not plan.by_import:
        files = owned(Import.objects.all(), actor).order_by().annotate(file=Substr("file_name", 1, 200))
        found = found.exclude(source__in=files.values("file"))
    count = found.count()
    newest = found.order_by(F(source.moment).desc(), "-pk")
    if source.person != "pk":
        newest = newest.select_related(source.person)
    rows = list(newest[:SHOWN]) if count else []
    return Trial(count, [(getattr(row, source.moment), _person(row)) for row in rows])


def _person(row: Any) -> Constituent:
    return row if isinstance(row, Constituent) else row.constituent


def _interactions(actor: Actor, rows: QuerySet[Any], plan: Plan) -> QuerySet[Any]:
    rows = _counted(rows, plan)
    if plan.first:
        same = _counted(owned(Interaction.objects.all(), actor), plan).filter(constituent=OuterRef("constituent"))
        rows = rows.filter(~Exists(same.filter(_before("occurred_at"))))
    return rows


def _counted(rows: QuerySet[Any], plan: Plan) -> QuerySet[Any]:
    counted = rows.exclude(source="gift").exclude(outcome__in=NOT_COUNTED)
    return counted.filter(kind=plan.detail) if plan.detail else counted


def _gifts(actor: Actor, rows: QuerySet[Any], plan: Plan) -> QuerySet[Any]:
    # A gift that was corrected is the same gift: its first version stands for it while one of its versions counts.
    mine = owned(Gift.objects.all(), actor).filter(constituent=OuterRef("constituent"), taken_back_at=None)
    rows = rows.filter(Q(taken_back_at=None) | Exists(mine.filter(_corrected())), replaces=None)
    if plan.fund_id is not None:
        rows = rows.filter(fund=plan.fund_id)
    if plan.least is not None:
        rows = rows.filter(amount__gte=plan.least, currency=plan.currency)
    if plan.first:
        rows = rows.filter(~Exists(mine.exclude(_corrected()).filter(_before("received_on"))))
    return rows


def _corrected() -> Q:
    """Written in the place of the outer gift: corrected once, twice or three times."""
    return (
        Q(replaces=OuterRef("pk"))
        | Q(replaces__replaces=OuterRef("pk"))
        | Q(replaces__replaces__replaces=OuterRef("pk"))
    )


def _tags(actor: Actor, rows: QuerySet[Any], plan: Plan) -> QuerySet[Any]:
    return rows.filter(tag=plan.tag_id)


def _roles(actor: Actor, rows: QuerySet[Any], plan: Plan) -> QuerySet[Any]:
    return rows.filter(role=plan.detail) if plan.detail else rows


def _stewards(actor: Actor, rows: QuerySet[Any], plan: Plan) -> QuerySet[Any]:
    return rows.filter(steward__isnull=False)


def _people(actor: Actor, rows: QuerySet[Any], plan: Plan) -> QuerySet[Any]:
    return rows


def _replies(actor: Actor, rows: QuerySet[Any], plan: Plan) -> QuerySet[Any]:
    rows = rows.filter(constituent__isnull=False)
    if plan.first:
        same = owned(Reply.objects.all(), actor).filter(constituent=OuterRef("constituent"))
        rows = rows.filter(~Exists(same.filter(_before("received_at"))))
    return rows


_NARROWED = {
    "interaction": _interactions, "gift": _gifts, "tag": _tags, "role": _roles, "steward": _stewards,
    "person": _people, "reply": _replies,
}  # fmt: skip


def _before(moment: str) -> Q:
    """Earlier than the outer row; at the same moment the smaller number is."""
    return Q(**{f"{moment}__lt": OuterRef(moment)}) | Q(**{moment: OuterRef(moment)}, pk__lt=OuterRef("pk"))


def start_of_day(now: datetime, zone: Any) -> datetime:
    """Midnight before ``now`` where the organization is."""
    return make_aware(datetime.combine(now.astimezone(zone).date(), time.min), zone)
