"""Whom the people table shows: filters, order, and who was looked for by name, address or number."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import DateField, Exists, Func, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.timezone import make_aware

from coalition.platform.keys import ContactKind, InvalidContact, contact_keys, normalise_email, normalise_phone
from coalition.platform.tenancy import Actor, owned
from orgs.models import (
    Constituent,
    ConstituentDistrict,
    ConstituentInterest,
    ConstituentRole,
    ContactPoint,
    Interaction,
    Interest,
    PeopleList,
    PeopleListMember,
    Segment,
    Stewardship,
)
from orgs.queries.members import acting_organization
from orgs.queries.segments import segment_members
from orgs.queries.tags import tagged
from orgs.queries.visible import visible_people

SEARCH_MOST = 1_000
CONTACT_KINDS = ("call", "mail", "text", "letter", "meeting")  # what counts as having been in touch
ORDERS = {
    "name": ("family_name", "given_name", "id"),
    "-name": ("-family_name", "-given_name", "-id"),
    "city": ("city", "family_name", "given_name", "id"),
    "-city": ("-city", "-family_name", "-given_name", "-id"),
    "added": ("created_at", "id"),
    "-added": ("-created_at", "-id"),
    "engagement": ("engagements__score", "engagements__constituent"),
    "-engagement": ("-engagements__score", "engagements__constituent"),
}


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
    role: str = ""  # what they are to the organization today
    steward: int | None = None  # a user
    people_list: PeopleList | None = None
    untouched_since: date | None = None  # nobody was in touch with them from this day on


def people_list(actor: Actor, wanted: PeopleFilter, *, contacts: bool, sort: str = "name") -> QuerySet[Constituent]:
    """The acting organization's people with ``has_phone`` and ``has_email``, in one of ORDERS.

    With ``contacts`` a whole e-mail address or phone number is looked up too (exactly, by its key). In the order of
    engagement only those stand who have any.
    """
    people = _reach(actor, people_found(actor, wanted, contacts=contacts))
    if sort.endswith("engagement"):
        people = people.filter(engagements__organization=actor.organization_id)
    return people.order_by(*ORDERS.get(sort, ORDERS["name"]))


def people_found(actor: Actor, wanted: PeopleFilter, *, contacts: bool) -> QuerySet[Constituent]:
    """The same people without order and without more than their rows: to count, or to do something with them all."""
    people = visible_people(actor)
    if wanted.segment is not None:
        people = people.filter(pk__in=segment_members(actor, wanted.segment).values("pk"))
    if wanted.q:
        people = _search(actor, people, wanted.q, contacts)
    if wanted.city:
        people = people.filter(city__iexact=wanted.city)
    for condition in _linked(actor, wanted):
        people = people.filter(condition)
    if wanted.may:
        people = _allowed(actor, people, wanted.may)
    return people.filter(_reached(actor, wanted.reach)) if wanted.reach else people


def _linked(actor: Actor, wanted: PeopleFilter) -> list[Q]:
    found: list[QuerySet[Any]] = []
    if wanted.interest:
        chosen = owned(Interest.objects.all(), actor).filter(name__iexact=wanted.interest)
        found.append(owned(ConstituentInterest.objects.all(), actor).filter(interest__in=chosen))
    if wanted.tag:
        found.append(tagged(actor, wanted.tag))
    if wanted.district:
        found.append(owned(ConstituentDistrict.objects.all(), actor).filter(district=wanted.district))
    if wanted.role:
        found.append(current_holders(actor, wanted.role))
    if wanted.steward:
        found.append(owned(Stewardship.objects.all(), actor).filter(steward=wanted.steward))
    if wanted.people_list is not None:
        found.append(owned(PeopleListMember.objects.all(), actor).filter(list=wanted.people_list))
    linked = [Q(Exists(rows.filter(constituent=OuterRef("pk")))) for rows in found]
    if wanted.untouched_since:
        day = make_aware(datetime.combine(wanted.untouched_since, time.min))
        touched = owned(Interaction.objects.all(), actor).filter(kind__in=CONTACT_KINDS, occurred_at__gte=day)
        linked.append(~Q(Exists(touched.filter(constituent=OuterRef("pk")))))
    return linked


def current_holders(actor: Actor, role: str = "") -> QuerySet[ConstituentRole]:
    """Who has the role today, or any: to be asked about an outer person."""
    today = Func(function="CURRENT_DATE", template="%(function)s", output_field=DateField())
    held = owned(ConstituentRole.objects.all(), actor).filter(**({"role": role} if role else {}))
    begun, lasting = Q(since__isnull=True) | Q(since__lte=today), Q(until__isnull=True) | Q(until__gte=today)
    return held.filter(begun, lasting)


def _points(actor: Actor, kind: str) -> Exists:
    points = owned(ContactPoint.objects.all(), actor).filter(constituent=OuterRef("pk"), kind=kind)
    return Exists(points)


def _reach(actor: Actor, people: QuerySet[Constituent]) -> QuerySet[Constituent]:
    return people.annotate(has_phone=_points(actor, "phone"), has_email=_points(actor, "email"))


def _reached(actor: Actor, reach: str) -> Q:
    if reach == "none":
        return ~Q(_points(actor, "phone")) & ~Q(_points(actor, "email"))
    return Q(_points(actor, reach)) if reach in ("phone", "email") else Q()


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
