"""What journalists wrote, and what was said in public: found again by words, outlet, journalist, topic and time."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet, TextField, Value
from django.db.models.expressions import Func
from django.db.models.functions import Concat

from coalition.platform.tenancy import Actor, owned
from orgs.models import Interaction, Interest
from orgs.queries.timeline import after, next_cursor
from orgs.queries.visible import seen_by
from orgs.rules.interactions import COVERAGE

PER_PAGE = 25
OUTLETS_MOST = 200


@dataclass(frozen=True, slots=True)
class CoverageFilter:
    """What the list is narrowed to; empty values narrow nothing. Days in UTC, ``until`` included."""

    q: str = ""
    outlet: str = ""
    topic: str = ""
    sentiment: str = ""
    kind: str = ""
    since: date | None = None
    until: date | None = None


class Plain(Func):
    """Without accents and capitals, as the search of people has it."""

    function = "commonlist.plain"
    output_field = TextField()


def coverage_page(actor: Actor, wanted: CoverageFilter, before: str = "") -> tuple[list[Interaction], str]:
    """A page of it, newest first, and the cursor of the next: what people wrote whom the actor may see."""
    found = coverage_found(actor, wanted)
    rows = list(after(found.select_related("constituent", "topic"), before)[: PER_PAGE + 1])
    return rows[:PER_PAGE], next_cursor(rows, PER_PAGE)


def coverage_found(actor: Actor, wanted: CoverageFilter) -> QuerySet[Interaction]:
    """All that the filter leaves, of people whom the actor may see."""
    found = _by_words(_coverage(actor), wanted.q)
    exact = {"outlet": wanted.outlet, "topic__name": wanted.topic, "sentiment": wanted.sentiment, "kind": wanted.kind}
    found = found.filter(**{name: value for name, value in exact.items() if value})
    if wanted.since:
        found = found.filter(occurred_at__gte=_midnight(wanted.since))
    if wanted.until and wanted.until < date.max:
        found = found.filter(occurred_at__lt=_midnight(wanted.until + timedelta(days=1)))
    return found


def outlets(actor: Actor) -> list[str]:
    """Where something was published, by name."""
    named = _coverage(actor).exclude(outlet="").order_by("outlet")
    return list(named.values_list("outlet", flat=True).distinct()[:OUTLETS_MOST])


def covered_topics(actor: Actor) -> list[str]:
    """The topics that something was written about, by name."""
    topics = _coverage(actor).filter(topic__isnull=False).values("topic_id")
    named = owned(Interest.objects.all(), actor).filter(pk__in=topics)
    return list(named.order_by("name").values_list("name", flat=True))


def _coverage(actor: Actor) -> QuerySet[Interaction]:
    return owned(Interaction.objects.all(), actor).filter(seen_by(actor, "constituent"), kind__in=COVERAGE)


def _by_words(found: QuerySet[Any], query: str) -> QuerySet[Any]:
    text = Plain(Concat("summary", Value(" "), "outlet", Value(" "), "body", output_field=TextField()))
    name = Plain(Concat("constituent__given_name", Value(" "), "constituent__family_name", output_field=TextField()))
    found = found.annotate(words=text, name=name)
    for word in query.replace("\0", "").split():
        plain = Plain(Value(word))
        found = found.filter(Q(words__contains=plain) | Q(name__contains=plain))
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)
