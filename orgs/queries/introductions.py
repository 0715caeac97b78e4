"""Who of those we know can introduce us to somebody, and by which way."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.db import connection

from coalition.platform.keys import ContactKind, InvalidContact, contact_keys, normalise_email
from coalition.platform.tenancy import Actor, owned
from orgs.models import Constituent, ContactPoint, Relationship, RestrictedMember, Stewardship, User
from orgs.queries.members import member_list
from orgs.queries.relationships import lasting
from orgs.queries.visible import closed_groups, is_closed, marked_people
from orgs.rules.engagement import STRONG
from orgs.rules.ties import BACKWARD, FORWARD, Words, strength_words, words_of

WAYS_MOST = 5
KNOWN_ROLES = ("board", "staff")
Tied = tuple[Words, int, str]  # what one is to the other, how well they know each other, the kind
UNTOLD: Tied = ("", 0, "")


@dataclass(frozen=True, slots=True)
class Stop:
    """Somebody on the way. ``person`` is None for a restricted record; ``ask`` then says whom to ask about it.

    ``words``, ``kind`` and ``strength`` say what they are to the next one; empty for the last, and beside a restricted
    record.
    """

    person: Constituent | None
    person_id: int
    ask: tuple[User | str, ...] = ()
    words: Words = ""
    strength: int = 0
    kind: str = ""

    @property
    def strength_words(self) -> Words:
        """How well they know the next one."""
        return strength_words(self.strength)


@dataclass(frozen=True, slots=True)
class Way:
    """A way to somebody: from whom we know (``why``: user, steward, engaged, or a role) to them."""

    stops: tuple[Stop, ...]
    why: str
    steward: User | None = None

    @property
    def between(self) -> int:
        """How many people stand between the one we know and the one we look for."""
        return len(self.stops) - 2


def introductions(actor: Actor, person_id: int, today: date) -> list[Way]:
    """Up to five ways to a person, the shortest and strongest first: each begins with another whom we know."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT way, why FROM commonlist.introductions(%s, %s::bigint[], %s::text[], %s, %s, %s)",
            [person_id, ourselves(actor), list(KNOWN_ROLES), STRONG, today, WAYS_MOST],
        )
        found: list[tuple[list[int], str]] = cursor.fetchall()
    ids = sorted({each for way, _why in found for each in way})
    stops = _stops(actor, ids)
    ties = _ties(actor, ids, today)
    stewards = _stewards(actor, [way[0] for way, why in found if why == "steward"])
    return [Way(tuple(_walk(way, stops, ties)), _why(why, stops[way[0]]), stewards.get(way[0])) for way, why in found]


def ourselves(actor: Actor) -> list[int]:
    """The constituents who are members of ours themselves: whose record holds the address of a user."""
    keys: list[bytes] = []
    for member in member_list(actor).filter(active=True):
        try:
            keys += contact_keys(ContactKind.EMAIL, normalise_email(member.user.email)).values()
        except InvalidContact:
            continue
    points = owned(ContactPoint.objects.all(), actor).filter(contact_key__in=keys)
    return sorted(set(points.values_list("constituent_id", flat=True)))


def _why(why: str, stop: Stop) -> str:
    # What a closed record says of somebody is not told.
    return why if stop.person else ""


def _walk(way: Sequence[int], stops: dict[int, Stop], ties: dict[tuple[int, int], Tied]) -> Iterable[Stop]:
    for here, there in pairwise(way):
        stop = stops[here]
        told = stop.person is not None and stops[there].person is not None
        yield Stop(stop.person, here, stop.ask, *(ties.get((here, there), UNTOLD) if told else UNTOLD))
    yield stops[way[-1]]


def _stops(actor: Actor, ids: Sequence[int]) -> dict[int, Stop]:
    people = list(marked_people(actor).filter(pk__in=ids))
    closed = [person.pk for person in people if is_closed(person)]
    ask = _keepers(actor, closed)
    return {
        person.pk: Stop(None, person.pk, ask.get(person.pk, ("admin",)))
        if is_closed(person)
        else Stop(person, person.pk)
        for person in people
    }


def _keepers(actor: Actor, ids: Sequence[int]) -> dict[int, tuple[User | str, ...]]:
    if not ids:
        return {}
    members = owned(RestrictedMember.objects.all(), actor).filter(
        constituent_id__in=ids, group__in=closed_groups(actor)
    )
    found: dict[int, tuple[User | str, ...]] = {}
    for member in members.select_related("group__keeper").order_by("group_id"):
        keeper = member.group.keeper or member.group.keeper_role or "admin"
        found[member.constituent_id] = tuple(dict.fromkeys((*found.get(member.constituent_id, ()), keeper)))
    return found


def _ties(actor: Actor, ids: Sequence[int], today: date) -> dict[tuple[int, int], Tied]:
    rows = owned(Relationship.objects.all(), actor).filter(lasting(today), removed_at__isnull=True)
    found: dict[tuple[int, int], Tied] = {}
    # The strongest of several ties between two is read last, and stays.
    for row in rows.filter(person_id__in=ids, other_id__in=ids).order_by("strength", "-pk"):
        found[row.person_id, row.other_id] = words_of(row.kind, FORWARD), row.strength, row.kind
        found[row.other_id, row.person_id] = words_of(row.kind, BACKWARD), row.strength, row.kind
    return found


def _stewards(actor: Actor, ids: Sequence[int]) -> dict[int, User]:
    rows = owned(Stewardship.objects.all(), actor).filter(constituent_id__in=ids, steward__isnull=False)
    return {row.constituent_id: row.steward for row in rows.select_related("steward") if row.steward}
