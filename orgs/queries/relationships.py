"""Who is tied to whom: the ties of one person, and whom a new one may be with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Count, F, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.http import Http404

from coalition.platform.database.together import Reading, read
from coalition.platform.tenancy import Actor, owned
from orgs.models import Constituent, Relationship
from orgs.queries.visible import closed_to, seen_by, visible_people
from orgs.rules.ties import BACKWARD, FORWARD, Words, strength_words, words_of

SHOWN = 12  # on the person's page
SUGGESTED = 8


@dataclass(frozen=True, slots=True)
class Tie:
    """A relationship from one side. ``other`` is None where it is a restricted record; ``restricted_id`` then is it."""

    row: Relationship
    direction: str
    other: Constituent | None
    restricted_id: int | None
    ended: bool

    @property
    def words(self) -> Words:
        """What this side is to the other."""
        return words_of(self.row.kind, self.direction)

    @property
    def strength_words(self) -> Words:
        """How well they know each other."""
        return strength_words(self.row.strength)


@dataclass(frozen=True, slots=True)
class Ties:
    """The ties of one person that last, strongest first; ``more``: how many others are on the page of all."""

    lasting: list[Tie]
    more: int


def lasting(today: date) -> Q:
    """The condition that a tie has not ended."""
    return Q(until__isnull=True) | Q(until__gte=today)


def ties_of(actor: Actor, person_id: int, today: date) -> Ties:
    """The ties that last, for the person's page, in one statement."""
    return read(ties_reading(actor, person_id, today))


def ties_reading(actor: Actor, person_id: int, today: date) -> Reading[Ties]:
    """The same, to be read together with other panels."""
    order = ("-strength", "kind", "pk")
    ties = owned(Relationship.objects.all(), actor).filter(lasting(today), removed_at__isnull=True).order_by(*order)
    # The strongest of each side first, and only then who they are: somebody may have thousands.
    there = ties.filter(person_id=person_id).values("pk")[:SHOWN]
    back = ties.filter(other_id=person_id).values("pk")[:SHOWN]
    strongest = owned(Relationship.objects.all(), actor).filter(pk__in=there.union(back, all=True))
    rows = marked(actor, strongest).order_by(*order)[:SHOWN]
    every = ties.filter(Q(person_id=person_id) | Q(other_id=person_id)).order_by().values("organization_id")
    counts = every.annotate(ties=Count("pk")).values_list("ties", flat=True)
    yield [rows, counts]
    return Ties([_tie(row, person_id, today) for row in rows], more=max(sum(counts) - SHOWN, 0))


def tie_list(actor: Actor, person_id: int) -> QuerySet[Relationship]:
    """Every tie of a person that was not removed: those that last first, then the strongest."""
    return _of(actor, person_id).order_by(F("until").desc(nulls_first=True), "-strength", "kind", "pk")


def seen_from(rows: Sequence[Relationship], person_id: int, today: date) -> list[Tie]:
    """Rows of ``tie_list`` from the side of the person."""
    return [_tie(row, person_id, today) for row in rows]


def _of(actor: Actor, person_id: int) -> QuerySet[Relationship]:
    rows = owned(Relationship.objects.all(), actor).filter(removed_at__isnull=True)
    return marked(actor, rows.filter(Q(person_id=person_id) | Q(other_id=person_id)))


def marked(actor: Actor, rows: QuerySet[Relationship]) -> QuerySet[Relationship]:
    """The rows with both sides, and whether either is closed to the actor."""
    rows = rows.annotate(person_closed=closed_to(actor, "person"), other_closed=closed_to(actor, "other"))
    return rows.select_related("person", "other")


def _tie(row: Relationship, person_id: int, today: date) -> Tie:
    forward = row.person_id == person_id
    closed: bool = row.other_closed if forward else row.person_closed  # type: ignore[attr-defined]
    other = row.other if forward else row.person
    return Tie(
        row,
        FORWARD if forward else BACKWARD,
        None if closed else other,
        other.pk if closed else None,
        ended=row.until is not None and row.until < today,
    )


def get_tie(actor: Actor, relationship_id: int, *, removed: bool = False) -> Relationship:
    """One relationship both sides of which the actor may see. Raises Http404."""
    rows = owned(Relationship.objects.all(), actor).filter(pk=relationship_id, removed_at__isnull=not removed)
    row = rows.filter(seen_by(actor, "person"), seen_by(actor, "other")).select_related("person", "other").first()
    if row is None:
        raise Http404
    return row


def suggested(actor: Actor, person_id: int, query: str) -> list[Constituent]:
    """People and organizations of that name with whom a tie may be, never restricted ones; at most eight."""
    if not query.strip():
        return []
    found = RawSQL("SELECT commonlist.search_constituents(%s, %s)", (query.replace("\0", ""), 200))
    people = visible_people(actor).filter(pk__in=found).exclude(pk=person_id)
    return list(people.order_by("family_name", "given_name", "pk")[:SUGGESTED])


def between(actor: Actor, one: int, two: int, kind: str, *, but: int = 0) -> list[tuple[date | None, date | None]]:
    """From when until when two had a tie of this kind, in either direction."""
    pair = Q(person_id=one, other_id=two) | Q(person_id=two, other_id=one)
    rows = owned(Relationship.objects.all(), actor).filter(pair, kind=kind, removed_at__isnull=True).exclude(pk=but)
    return list(rows.values_list("since", "until"))


def is_above(actor: Actor, one: int, two: int, kind: str, today: date) -> bool:
    """Whether ``one`` is above ``two`` by any number of steps of a kind: their parent, or a parent's parent."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE below (id) AS (SELECT %(one)s::bigint UNION"
            " SELECT r.other_id FROM below b JOIN orgs_relationship r ON r.person_id = b.id"
            " AND r.organization_id = %(mine)s AND r.kind = %(kind)s AND r.removed_at IS NULL"
            " AND (r.kind = 'parent' OR r.until IS NULL OR r.until >= %(today)s))"
            " SELECT EXISTS (SELECT FROM below WHERE id = %(two)s)",
            {"one": one, "two": two, "kind": kind, "mine": actor.organization_id, "today": today},
        )
        return bool(cursor.fetchone()[0])
