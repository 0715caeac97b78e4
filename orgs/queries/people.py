"""People: the list with its filters, one person with everything known of them."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.db.models.expressions import RawSQL
from django.http import Http404
from django.utils import timezone

from coalition.platform.keys import ContactKind, InvalidContact, contact_keys, normalise_email, normalise_phone
from coalition.platform.tenancy import Actor, owned
from consent.ledger.queries.history import consent_history, notices_of, standing
from consent.ledger.rules.history import NoticeText, Standing
from orgs.models import (
    Constituent,
    ConstituentDistrict,
    ConstituentInterest,
    ConstituentSkill,
    ContactPoint,
    Interest,
    Segment,
)
from orgs.queries.collected import Collected, collected_of
from orgs.queries.facts import Facts, facts_of
from orgs.queries.giving import Money, money_of
from orgs.queries.households import household_of
from orgs.queries.members import acting_organization
from orgs.queries.network import Network, network_of
from orgs.queries.segments import segment_members
from orgs.queries.tags import tagged
from orgs.queries.timeline import Timeline, timeline_of
from orgs.queries.turf import Turf, turf_of
from orgs.queries.visible import RestrictedRecord, is_closed, marked_people, visible_people
from orgs.rules.answers import CHANNELS

SEARCH_MOST = 1_000


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """What the list is narrowed to; empty values narrow nothing."""

    q: str = ""
    city: str = ""
    interest: str = ""
    reach: str = ""  # phone, email or none
    may: str = ""  # a channel by which the organization may contact them now
    segment: Segment | None = None
    tag: str = ""
    district: int | None = None


def people_list(actor: Actor, wanted: PeopleFilter, *, contacts: bool) -> QuerySet[Constituent]:
    """The acting organization's people by name, with ``has_phone``, ``has_email`` and their interests loaded.

    With ``contacts`` a whole e-mail address or phone number is looked up too (exactly, by its key).
    """
    people = visible_people(actor)
    if wanted.segment is not None:
        people = people.filter(pk__in=segment_members(actor, wanted.segment).values("pk"))
    if wanted.q:
        people = _search(actor, people, wanted.q, contacts)
    if wanted.city:
        people = people.filter(city__iexact=wanted.city)
    if wanted.interest:
        chosen = owned(Interest.objects.all(), actor).filter(name__iexact=wanted.interest)
        cared = owned(ConstituentInterest.objects.all(), actor).filter(interest__in=chosen, constituent=OuterRef("pk"))
        people = people.filter(Exists(cared))
    if wanted.tag:
        people = people.filter(Exists(tagged(actor, wanted.tag).filter(constituent=OuterRef("pk"))))
    if wanted.district:
        lives = owned(ConstituentDistrict.objects.all(), actor).filter(district=wanted.district)
        people = people.filter(Exists(lives.filter(constituent=OuterRef("pk"))))
    if wanted.may:
        people = _allowed(actor, people, wanted.may)
    people = _reach(actor, people, wanted.reach)
    loaded = owned(ConstituentInterest.objects.all(), actor).select_related("interest").order_by("interest__name")
    return people.prefetch_related(Prefetch("interests", queryset=loaded)).order_by("family_name", "given_name", "id")


def _reach(actor: Actor, people: QuerySet[Constituent], reach: str) -> QuerySet[Constituent]:
    points = owned(ContactPoint.objects.all(), actor).filter(constituent=OuterRef("pk"))
    people = people.annotate(
        has_phone=Exists(points.filter(kind="phone")), has_email=Exists(points.filter(kind="email"))
    )
    if reach == "none":
        return people.filter(has_phone=False, has_email=False)
    return people.filter(**{f"has_{reach}": True}) if reach in ("phone", "email") else people


def _allowed(actor: Actor, people: QuerySet[Constituent], channel: str) -> QuerySet[Constituent]:
    # Every identifier of every person of the list, decided in one statement.
    mine = actor.organization_id
    decided = RawSQL(
        """
        SELECT d.person
          FROM (SELECT array_agg(p.constituent_id ORDER BY p.id) AS people,
                       array_agg(p.subject_id ORDER BY p.id) AS keys,
                       array_agg(CASE WHEN s.least <> s.most THEN commonlist.name_key(p.subject_id, c.given_name) END
                                 ORDER BY p.id) AS names
                  FROM orgs_contactpoint p
                  JOIN orgs_constituent c ON c.organization_id = p.organization_id AND c.id = p.constituent_id
                  JOIN (SELECT subject_id, min(constituent_id) AS least, max(constituent_id) AS most
                          FROM orgs_contactpoint WHERE organization_id = %s GROUP BY subject_id) s USING (subject_id)
                 WHERE p.organization_id = %s) k
         CROSS JOIN LATERAL commonlist.decide(
               k.people, k.keys, %s, NULL, NULL, 'contact', %s, clock_timestamp(), 1, names => k.names) d
         WHERE d.allowed
        """,
        (mine, mine, mine, channel),
    )
    return people.filter(pk__in=decided)


def _search(actor: Actor, people: QuerySet[Constituent], query: str, contacts: bool) -> QuerySet[Constituent]:
    query = query.replace("\0", "")
    keys = _keys(actor, query) if contacts else []
    if keys:
        points = owned(ContactPoint.objects.all(), actor).filter(contact_key__in=keys)
        return people.filter(pk__in=points.values("constituent_id"))
    return people.filter(pk__in=RawSQL("SELECT commonlist.search_constituents(%s, %s)", (query, SEARCH_MOST)))


def _keys(actor: Actor, query: str) -> list[bytes]:
    try:
        if "@" in query:
            return list(contact_keys(ContactKind.EMAIL, normalise_email(query)).values())
        if sum(character.isdigit() for character in query) >= 7:
            region = acting_organization(actor).region
            return list(contact_keys(ContactKind.PHONE, normalise_phone(query, region)).values())
    except InvalidContact:
        pass
    return []


@dataclass(frozen=True, slots=True)
class Known:
    """A person with everything the organization knows of them."""

    person: Constituent
    interests: list[str]
    points: list[ContactPoint]
    timeline: Timeline
    consent: list[Standing]
    notices: dict[int, NoticeText]
    facts: Facts
    collected: Collected
    network: Network
    money: Money | None
    turf: Turf

    @property
    def subject_ids(self) -> list[int]:
        """The consent subjects behind the person's contact points."""
        return sorted({point.subject_id for point in self.points})


def get_person(actor: Actor, person_id: int) -> Constituent:
    """One person. Raises Http404, also for another organization's, and RestrictedRecord when it is closed."""
    person = marked_people(actor).filter(pk=person_id).first()
    if person is None:
        raise Http404
    if is_closed(person):
        raise RestrictedRecord(person_id)
    return person


def person_exists(actor: Actor, person_id: int) -> None:
    """Whether there is such a record, closed or not. Raises Http404 if there is none."""
    if not owned(Constituent.objects.all(), actor).filter(pk=person_id).exists():
        raise Http404


def contact_points(actor: Actor, person_id: int) -> list[ContactPoint]:
    """How a person can be reached, sealed: the preferred ones first."""
    points = owned(ContactPoint.objects.all(), actor).filter(constituent=person_id)
    return list(points.order_by("kind", "-preferred", "id"))


def contact_point(actor: Actor, person_id: int, point_id: int) -> ContactPoint:
    """One address or number of a person, sealed. Raises Http404, RestrictedRecord."""
    person = get_person(actor, person_id)
    point = owned(ContactPoint.objects.all(), actor).filter(constituent=person, pk=point_id).first()
    if point is None:
        raise Http404
    return point


def subjects_of(actor: Actor, person_id: int) -> list[int]:
    """The consent subjects behind a person's contact points."""
    points = owned(ContactPoint.objects.all(), actor).filter(constituent=person_id)
    return sorted(set(points.values_list("subject_id", flat=True)))


def person_interests(actor: Actor, person_id: int) -> list[str]:
    """The topics a person cares about, by name."""
    cared = owned(ConstituentInterest.objects.all(), actor).filter(constituent=person_id)
    return list(cared.order_by("interest__name").values_list("interest__name", flat=True))


def person_skills(actor: Actor, person_id: int) -> list[str]:
    """The skills a person offers, by name."""
    offered = owned(ConstituentSkill.objects.all(), actor).filter(constituent=person_id)
    return list(offered.order_by("skill__name").values_list("skill__name", flat=True))


def known(actor: Actor, person_id: int) -> Known:
    """A person's page: facts, interests, contact points, the newest of the timeline, and why they may be contacted.

    Raises Http404.
    """
    person = get_person(actor, person_id)
    points = contact_points(actor, person.pk)
    subjects = sorted({point.subject_id for point in points})
    history = consent_history(actor, subjects)
    return Known(
        person,
        person_interests(actor, person.pk),
        points,
        timeline_of(actor, person),
        standing(actor, subjects, CHANNELS, history, household=household_of(actor, person)),
        notices_of(history),
        facts_of(actor, person, history),
        collected_of(actor, person),
        network_of(actor, person, timezone.now()),
        money_of(actor, person, timezone.localdate()),
        turf_of(actor, person),
    )
