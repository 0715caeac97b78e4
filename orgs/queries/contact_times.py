"""How much happened month by month with a person, and week by week with everybody."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncMonth, TruncWeek
from django.utils import timezone

from coalition.platform.database.together import Reading, read
from coalition.platform.tenancy import Actor, owned
from orgs.models import Constituent, Interaction
from orgs.policies import can_read_aggregates
from orgs.queries.visible import seen_by
from orgs.rules.contact_times import NO_CONTACT, TAKING_PART, VAIN, Contacts, filled, months_until, weeks_until

_THEIRS = Q(kind__in=TAKING_PART) & ~Q(outcome__in=VAIN)


def months_of(actor: Actor, person: Constituent, today: date) -> list[Contacts]:
    """What happened with a person in each of the last 24 months, notes aside, in one statement."""
    return read(months_reading(actor, person, today))


def months_reading(actor: Actor, person: Constituent, today: date) -> Reading[list[Contacts]]:
    """The same, to be read together with other panels."""
    done, firsts = owned(Interaction.objects.all(), actor).filter(constituent=person), months_until(today)
    rows = _counted(done, TruncMonth("occurred_at"), firsts)
    yield [rows]
    return _filled(firsts, rows)


def contact_weeks(actor: Actor, today: date) -> list[Contacts]:
    """What happened in each of the last 12 weeks with the people whom the actor may see, in one statement.

    Raises PermissionDenied.
    """
    if not can_read_aggregates(actor):
        raise PermissionDenied
    done = owned(Interaction.objects.all(), actor).filter(seen_by(actor, "constituent"))
    firsts = weeks_until(today)
    return _filled(firsts, _counted(done, TruncWeek("occurred_at"), firsts))


def moment_at(day: date) -> datetime:
    """The first moment of a day in the reader's time zone."""
    return timezone.make_aware(datetime.combine(day, time()))


def _counted(done: QuerySet[Interaction], first: Any, firsts: Sequence[date]) -> QuerySet[Interaction, Any]:
    within = done.filter(occurred_at__gte=moment_at(firsts[0]), occurred_at__lte=timezone.now())
    rows = within.exclude(kind__in=NO_CONTACT).order_by().values(first=first)
    return rows.annotate(theirs=Count("pk", filter=_THEIRS), ours=Count("pk", filter=~_THEIRS))


def _filled(firsts: Sequence[date], rows: Iterable[Any]) -> list[Contacts]:
    return filled(firsts, {row["first"].date(): (row["theirs"], row["ours"]) for row in rows})
