"""The queue of data requests, and one of them."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.http import Http404

from coalition.platform.tenancy import Actor, owned
from consent.requests.models import DataRequest, Erasure, RequestStep
from consent.requests.models.request import OPEN_STATES
from consent.requests.queries.words import opened
from consent.requests.rules.deadlines import days_left, term_for
from orgs.models import Constituent, ContactPoint, Membership, Organization
from orgs.queries.members import acting_organization, member_list
from orgs.queries.visible import RestrictedRecord, hidden_people, marked_people, shown, visible_people

LOOKALIKES = 20  # shown at most
SOON = 5  # days before the deadline from which on it is shown as near


@dataclass(frozen=True, slots=True)
class Deadline:
    """The day to answer by, seen from today in the organization's zone."""

    due_on: date
    left: int
    law: str
    extendable_to: date | None
    working_days: bool = False

    @property
    def late(self) -> int:
        """Days since the deadline, zero while it has not passed."""
        return max(-self.left, 0)

    @property
    def tone(self) -> str:
        """How urgent it is."""
        if self.left < 0:
            return "bad"
        return "warn" if self.left <= SOON else "neutral"


@dataclass(frozen=True, slots=True)
class Certificate:
    """Evidence of a deletion: when, by which organization, how many rows of what. Nothing of the person."""

    reference: str
    organization: str
    approved_at: datetime
    done_at: datetime | None
    counts: dict[str, int]


def request_queue(actor: Actor, *, finished: bool = False) -> QuerySet[DataRequest]:
    """The acting organization's requests: those that wait, nearest deadline first; or the finished, newest first."""
    mine = owned(DataRequest.objects.all(), actor)
    if finished:
        return mine.exclude(state__in=OPEN_STATES).order_by("-finished_at", "-id")
    first = Case(When(state=DataRequest.State.PROPOSED, then=Value(0)), default=Value(1), output_field=IntegerField())
    return mine.filter(state__in=OPEN_STATES).order_by("due_on", first, "id")


def find_request(actor: Actor, request_id: int) -> DataRequest:
    """One request, opened. Raises Http404, also for another organization's, and RestrictedRecord.

    It tells everything held of the person: whoever does not see their record asks for access first.
    """
    request = owned(DataRequest.objects.all(), actor).filter(pk=request_id).first()
    if request is None:
        raise Http404
    about = Q(pk__in=request.people)
    if not request.people:  # nobody has said yet who of those with the proven identifier it is
        about = Q(pk__in=_holders(actor, request).values("constituent_id"))
    closed = hidden_people(actor).filter(about).values_list("pk", flat=True).first()
    if closed is not None:
        raise RestrictedRecord(closed)
    return opened(actor, request)


def erasure_of(actor: Actor, request: DataRequest) -> Erasure | None:
    """The proposed, approved or finished deletion of a request, if there is one."""
    erasures = owned(Erasure.objects.all(), actor).select_related("proposed_by", "approved_by")
    return erasures.filter(request=request).first()


def request_of_erasure(actor: Actor, erasure_id: int) -> int:
    """The request that an erasure answers. Raises Http404."""
    with transaction.atomic():  # the scope of a job holds inside transactions only
        found = owned(Erasure.objects.all(), actor).filter(pk=erasure_id).values_list("request_id", flat=True).first()
    if found is None:
        raise Http404
    return found


def find_certificate(reference: str) -> Certificate:
    """The evidence behind a certificate's address, for whoever has the address. Raises Http404."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM commonlist.certificate_of(%s)", [reference])
        row = cursor.fetchone()
    if row is None:
        raise Http404
    organization, approved_at, done_at, counts = row
    name = Organization.objects.values_list("name", flat=True).get(pk=organization)
    return Certificate(reference, name, approved_at, done_at, json.loads(counts))


def steps_of(actor: Actor, request: DataRequest) -> QuerySet[RequestStep]:
    """What was done about a request, oldest first."""
    return owned(RequestStep.objects.all(), actor).filter(request=request).select_related("by").order_by("id")


def is_corrected(actor: Actor, request: DataRequest) -> bool:
    """Whether the correction that was asked for is in the record."""
    return steps_of(actor, request).filter(step="corrected").exists()


def candidates(actor: Actor, request: DataRequest) -> list[Constituent]:
    """Our people who have the identifier that the person proved: several are a household."""
    if request.subject is None:
        return []
    people = marked_people(actor).filter(pk__in=_holders(actor, request).values("constituent_id"))
    return [shown(each) for each in people.order_by("family_name", "given_name", "id")]


def _holders(actor: Actor, request: DataRequest) -> QuerySet[ContactPoint]:
    return owned(ContactPoint.objects.all(), actor).filter(subject_id=request.subject or 0)


def lookalikes(actor: Actor, request: DataRequest) -> list[Constituent]:
    """Others on our list by the same name: perhaps the same person, entered twice."""
    names = [(each.given_name, each.family_name) for each in people_of(actor, request)]
    same = Q(pk__in=[])
    for given, family in names:
        if given and family:
            same |= Q(given_name__iexact=given, family_name__iexact=family)
    found = visible_people(actor).filter(same).exclude(pk__in=request.people)
    return list(found.order_by("id")[:LOOKALIKES])


def people_of(actor: Actor, request: DataRequest) -> list[Constituent]:
    """Our people whom the request is about."""
    return list(owned(Constituent.objects.all(), actor).filter(pk__in=request.people).order_by("id"))


def names_of(actor: Actor, requests: list[DataRequest]) -> dict[int, str]:
    """The name of the person behind each request that has one, by request id, in one statement."""
    ids = {person for request in requests for person in request.people}
    people = {each.pk: shown(each).name for each in marked_people(actor).filter(pk__in=ids)} if ids else {}
    return {each.pk: ", ".join(people[one] for one in each.people if one in people) for each in requests}


def deadline_of(actor: Actor, request: DataRequest, now: datetime, zone: str = "") -> Deadline:
    """How long there is to answer. ``zone`` is the organization's, where it is known already."""
    today = now.astimezone(ZoneInfo(zone or acting_organization(actor).time_zone)).date()
    term = term_for(request.country, request.kind)
    later = term.extended(request.received_on) if not request.extended_because else None
    return Deadline(request.due_on, days_left(request.due_on, today), term.law, later, term.unit == "working_days")


def waiting_requests(actor: Actor, now: datetime) -> tuple[int, int]:
    """How many requests wait, and how many of them are late."""
    if actor.organization_id is None:
        return 0, 0
    today = now.astimezone(ZoneInfo(acting_organization(actor).time_zone)).date()
    days = list(request_queue(actor).values_list("due_on", flat=True))
    return len(days), sum(day < today for day in days)


def other_admins_of(actor: Actor) -> QuerySet[Membership]:
    """The organization's active administrators besides the acting user."""
    admins = member_list(actor).filter(role=Membership.Role.ADMIN, active=True, user__is_active=True)
    return admins.exclude(user_id=actor.user_id or 0)
