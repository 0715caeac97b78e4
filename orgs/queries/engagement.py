"""How engaged a person is and why, who of us knows them best, and what they seem to care about."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.http import Http404

from coalition.platform.database.together import Reading, read
from coalition.platform.tenancy import Actor, owned
from orgs.models import Engagement, InferredInterest, Interaction, User
from orgs.rules import engagement
from orgs.rules.engagement import DEPTH_OF, IN_VAIN, ago_words, times_words

COLLEAGUES = 3
SEEMING = 5
# By a machine or a mailing to many: nobody got to know anybody.
BY_HAND = ("call", "meeting", "letter", "event", "shift", "social", "press", "mail", "text")


@dataclass(frozen=True, slots=True)
class Engaged:
    """A score of 0 to 100 in words: its level, its reasons, and its three parts."""

    row: Engagement
    now: datetime

    @property
    def level(self) -> str:
        """strong, some or faint."""
        return engagement.level(self.row.score)

    @property
    def words(self) -> str:
        """The level in words."""
        return engagement.level_words(self.row.score)

    @property
    def reasons(self) -> list[str]:
        """Why, as sentences."""
        return engagement.reasons(self.row.year, self._days(self.row.spoken_at), self._days(self.row.last_at) or 0)

    def _days(self, moment: datetime | None) -> int | None:
        return None if moment is None else (self.now.astimezone(UTC).date() - moment.astimezone(UTC).date()).days


@dataclass(frozen=True, slots=True)
class Colleague:
    """One of us who dealt with the person: how often, and how long ago the last time was."""

    user_id: int
    name: str
    times: int
    ago: str


@dataclass(frozen=True, slots=True)
class Seeming:
    """A topic that a person seems to care about, and from what."""

    row: InferredInterest

    @property
    def name(self) -> str:
        """The topic."""
        return self.row.interest.name

    @property
    def reason(self) -> str:
        """What they did: "signed 3 petitions, 1 gift"."""
        by_kind: dict[str, int] = self.row.by_kind
        kinds = sorted(by_kind, key=lambda kind: (-DEPTH_OF.get(kind, 0), kind))
        return ", ".join(words for kind in kinds if (words := times_words(kind, by_kind[kind])))


@dataclass(frozen=True, slots=True)
class Closeness:
    """How close somebody is to the organization: the score (None: nothing known), who knows them, what they seem to
    care about."""

    engaged: Engaged | None
    colleagues: list[Colleague]
    seeming: list[Seeming]


def closeness_of(actor: Actor, person_id: int, now: datetime) -> Closeness:
    """How close a person is to the acting organization, in one statement."""
    return read(closeness_reading(actor, person_id, now))


def closeness_reading(actor: Actor, person_id: int, now: datetime) -> Reading[Closeness]:
    """The same, to be read together with other panels."""
    scores = owned(Engagement.objects.all(), actor).filter(constituent_id=person_id)[:1]
    knowing, seeming = _who_knows(actor, person_id), _seeming(actor, person_id)
    yield [scores, knowing, seeming]
    engaged = [Engaged(row, now) for row in scores]
    colleagues = [_colleague(dict(row), now) for row in knowing]
    return Closeness(engaged[0] if engaged else None, colleagues, [Seeming(row) for row in seeming])


def _who_knows(actor: Actor, person_id: int) -> QuerySet[Any, Any]:
    """Who of us knows a person best: whoever dealt with them most deeply, most often and last."""
    done = owned(Interaction.objects.all(), actor).filter(constituent_id=person_id, actor__isnull=False)
    own = (
        done.filter(kind__in=BY_HAND, actor__is_active=True)
        .exclude(outcome__in=IN_VAIN)
        .exclude(source__startswith="message")
    )
    return (
        own.values("actor_id", "actor__name", "actor__email")
        .annotate(times=Count("pk"), deep=Count("pk", filter=Q(kind__in=("meeting", "call"))), last=Max("occurred_at"))
        .order_by("-deep", "-times", "-last", "actor_id")[:COLLEAGUES]
    )


def _colleague(row: dict[str, Any], now: datetime) -> Colleague:
    days = (now.astimezone(UTC).date() - row["last"].astimezone(UTC).date()).days
    name = str(User(name=row["actor__name"], email=row["actor__email"]))
    return Colleague(row["actor_id"], name, row["times"], ago_words(days))


def _seeming(actor: Actor, person_id: int) -> QuerySet[InferredInterest]:
    """The topics that a person seems to care about, without those that were dismissed; strongest first."""
    rows = owned(InferredInterest.objects.all(), actor).filter(constituent_id=person_id, dismissed_at__isnull=True)
    return rows.select_related("interest").order_by("-times", "-last_at", "pk")[:SEEMING]


def get_seeming(actor: Actor, person_id: int, inferred_id: int) -> InferredInterest:
    """One topic that a person seems to care about. Raises Http404."""
    rows = owned(InferredInterest.objects.all(), actor).filter(constituent_id=person_id, pk=inferred_id)
    row = rows.filter(dismissed_at__isnull=True).select_related("interest").first()
    if row is None:
        raise Http404
    return row
