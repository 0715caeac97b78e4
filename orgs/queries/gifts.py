"""Gifts: one person's in figures, the list with its filters, and totals. Amounts are read by who may see them alone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import BigIntegerField, Count, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.expressions import RawSQL
from django.db.models.functions import ExtractYear
from django.http import Http404

from coalition.platform.database.together import Reading
from coalition.platform.tenancy import Actor, owned
from orgs.models import Constituent, Fund, Gift, Interaction
from orgs.policies import can_read_amounts, can_read_giving
from orgs.queries.visible import seen_by
from orgs.rules.money import year_before

_FAMILY = """
WITH RECURSIVE family (id, replaces_id) AS (
    SELECT id, replaces_id FROM orgs_gift WHERE organization_id = %s AND id = %s
     UNION
    SELECT other.id, other.replaces_id FROM family
      JOIN orgs_gift other ON other.organization_id = %s
       AND (other.replaces_id = family.id OR other.id = family.replaces_id))
SELECT id FROM family"""


@dataclass(frozen=True, slots=True)
class Totals:
    """What gifts in one currency come to."""

    currency: str
    count: int
    lifetime: Decimal
    year: Decimal  # the last twelve months
    largest: Decimal
    last: Decimal
    first_on: date
    last_on: date


@dataclass(frozen=True, slots=True)
class GivenYear:
    """A year with a gift; ``currency``, ``total`` and ``count`` for who may see amounts."""

    year: int
    currency: str = ""
    total: Decimal | None = None
    count: int = 0


@dataclass(frozen=True, slots=True)
class Giving:
    """What may be known of a person's giving: that, since when and until when, and the years with a gift; ``totals``
    for who may see amounts.
    """

    since: date
    last_on: date
    totals: tuple[Totals, ...] = ()
    years: tuple[GivenYear, ...] = ()


def standing_gifts(actor: Actor) -> QuerySet[Gift]:
    """The gifts that count, of people whom the actor may see."""
    return owned(Gift.objects.all(), actor).filter(taken_back_at=None).filter(seen_by(actor, "constituent"))


def giving_reading(actor: Actor, person: Constituent, today: date) -> Reading[Giving | None]:
    """A person's giving as far as the actor may know it: nothing when there is none, or they may not."""
    if not can_read_giving(actor):
        return None
    gifts = standing_gifts(actor).filter(constituent=person)
    if can_read_amounts(actor):
        sums, by_year = _sums(gifts, today), _sums_by_year(gifts)
        yield [sums, by_year]
        totals = tuple(Totals(**each) for each in sums)
        if not totals:
            return None
        since, last_on = min(each.first_on for each in totals), max(each.last_on for each in totals)
        return Giving(since, last_on, totals, tuple(GivenYear(**each) for each in by_year))
    of_one = gifts.order_by().values("organization").annotate(since=Min("received_on"), last_on=Max("received_on"))
    days = of_one.values_list("since", "last_on")
    years = gifts.annotate(year=ExtractYear("received_on")).order_by("year").values_list("year", flat=True).distinct()
    yield [days, years]
    given = tuple(GivenYear(year) for year in years)
    return next((Giving(since, last_on, years=given) for since, last_on in days), None)


def gift_totals(gifts: QuerySet[Gift], today: date) -> tuple[Totals, ...]:
    """What gifts come to, for each currency: the one with most gifts first."""
    return tuple(Totals(**each) for each in _sums(gifts, today))


def _sums_by_year(gifts: QuerySet[Gift]) -> QuerySet[Any, Any]:
    years = gifts.order_by().values("currency", year=ExtractYear("received_on"))
    return years.annotate(total=Sum("amount"), count=Count("pk")).order_by("currency", "year")


def _sums(gifts: QuerySet[Gift], today: date) -> QuerySet[Any, Any]:
    newest = gifts.filter(currency=OuterRef("currency")).order_by("-received_on", "-id").values("amount")[:1]
    found = (
        gifts.order_by()
        .values("currency")
        .annotate(
            count=Count("pk"),
            lifetime=Sum("amount"),
            year=Sum("amount", filter=Q(received_on__gt=year_before(today)), default=Decimal(0)),
            largest=Max("amount"),
            last=Subquery(newest),
            first_on=Min("received_on"),
            last_on=Max("received_on"),
        )
    )
    return found.order_by("-count", "currency")


@dataclass(frozen=True, slots=True)
class GiftFilter:
    """What the list is narrowed to; empty values narrow nothing."""

    fund: int | None = None  # 0: for no fund
    person: int | None = None
    currency: str = ""
    since: date | None = None
    until: date | None = None
    least: Decimal | None = None
    most: Decimal | None = None


def gift_list(actor: Actor, wanted: GiftFilter) -> QuerySet[Gift]:
    """Gifts with person and fund, newest first. Raises PermissionDenied."""
    if not can_read_amounts(actor):
        raise PermissionDenied
    gifts = standing_gifts(actor).select_related("constituent", "fund")
    if wanted.fund is not None:
        gifts = gifts.filter(fund=wanted.fund) if wanted.fund else gifts.filter(fund=None)
    narrow = {
        "constituent": wanted.person,
        "currency": wanted.currency or None,
        "received_on__gte": wanted.since,
        "received_on__lte": wanted.until,
        "amount__gte": wanted.least,
        "amount__lte": wanted.most,
    }
    gifts = gifts.filter(**{name: value for name, value in narrow.items() if value is not None})
    return gifts.order_by("-received_on", "-id")


def gift_blocks(gifts: QuerySet[Gift], last: Gift | None, size: int) -> list[Gift]:
    """The next ``size`` gifts of the list after ``last``."""
    if last is not None:
        gifts = gifts.filter(Q(received_on__lt=last.received_on) | Q(received_on=last.received_on, pk__lt=last.pk))
    return list(gifts[:size])


def get_gift(actor: Actor, gift_id: int) -> Gift:
    """One gift, also when it was taken back. Raises PermissionDenied, Http404."""
    if not can_read_amounts(actor):
        raise PermissionDenied
    gifts = owned(Gift.objects.all(), actor).filter(seen_by(actor, "constituent"))
    gift = gifts.select_related("constituent", "fund", "plan", "ask", "replaces__fund").filter(pk=gift_id).first()
    if gift is None:
        raise Http404
    return gift


def replacement_of(actor: Actor, gift: Gift) -> Gift | None:
    """The gift that was written in the place of this one and still counts."""
    return standing_gifts(actor).filter(replaces=gift).first()


def standing_version(actor: Actor, gift: Gift) -> Gift | None:
    """The gift that counts of all that this one was changed from and into, other than itself."""
    mine = gift.organization_id
    family = RawSQL(_FAMILY, (mine, gift.pk, mine), output_field=BigIntegerField())  # noqa: S611
    versions = owned(Gift.objects.all(), actor).filter(taken_back_at=None, pk__in=family)
    return versions.exclude(pk=gift.pk).first()


def timeline_of_gift(actor: Actor, gift: Gift) -> QuerySet[Interaction]:
    """The line of the timeline that belongs to a gift."""
    day = datetime.combine(gift.received_on, time(), tzinfo=UTC)
    around = (day - timedelta(days=1), day + timedelta(days=2))  # which partitions are looked into
    lines = owned(Interaction.objects.all(), actor).filter(constituent=gift.constituent_id, pk=gift.interaction or 0)
    return lines.filter(occurred_at__range=around)


def fund_list(actor: Actor) -> QuerySet[Fund]:
    """Funds by name: the open ones first."""
    return owned(Fund.objects.all(), actor).order_by(F("closed_at").asc(nulls_first=True), "name")
