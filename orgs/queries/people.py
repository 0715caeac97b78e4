"""People: the list with its filters, one person with everything known of them."""

from dataclasses import dataclass, replace

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from coalition.platform.database.together import in_step, lists, read
from coalition.platform.tenancy import Actor, owned
from consent.ledger.queries.history import consent_history, notices_of, standing
from consent.ledger.rules.history import NoticeText, Standing
from orgs.models import (
    Constituent,
    ConstituentInterest,
    ConstituentSkill,
    ContactPoint,
)
from orgs.queries.collected import Collected, collected_reading
from orgs.queries.contact_times import months_reading
from orgs.queries.facts import Facts, facts_reading
from orgs.queries.giving import Money, money_reading
from orgs.queries.households import household_reading
from orgs.queries.network import Network, network_reading
from orgs.queries.people_lists import Listed, listed_reading
from orgs.queries.tasks import PersonTasks, tasks_reading
from orgs.queries.timeline import Timeline, timeline_reading
from orgs.queries.turf import Turf, turf_reading
from orgs.queries.visible import RestrictedRecord, is_closed, marked_people
from orgs.rules.answers import CHANNELS
from orgs.rules.contact_labels import bouncing
from orgs.rules.contact_times import Contacts


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
    listed: Listed
    tasks: PersonTasks
    months: list[Contacts]

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
    return list(_points(actor, person_id))


def _points(actor: Actor, person_id: int) -> QuerySet[ContactPoint]:
    points = owned(ContactPoint.objects.all(), actor).filter(constituent=person_id)
    return points.order_by("kind", "-preferred", "id")


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
    return list(_interests(actor, person_id))


def _interests(actor: Actor, person_id: int) -> QuerySet[ConstituentInterest, str]:
    cared = owned(ConstituentInterest.objects.all(), actor).filter(constituent=person_id)
    return cared.order_by("interest__name").values_list("interest__name", flat=True)


def person_skills(actor: Actor, person_id: int) -> list[str]:
    """The skills a person offers, by name."""
    offered = owned(ConstituentSkill.objects.all(), actor).filter(constituent=person_id)
    return list(offered.order_by("skill__name").values_list("skill__name", flat=True))


def known(actor: Actor, person_id: int) -> Known:
    """A person's page: facts, interests, contact points, the newest of the timeline, and why they may be contacted.

    What the panels show is read together; a further panel is a reading more. Raises Http404.
    """
    person = get_person(actor, person_id)
    panels = in_step(
        lists(_points(actor, person.pk), _interests(actor, person.pk)),
        household_reading(actor, person),
        facts_reading(actor, person),
        timeline_reading(actor, person),
        collected_reading(actor, person),
        network_reading(actor, person, timezone.now()),
        money_reading(actor, person, timezone.localdate()),
        turf_reading(actor, person),
        listed_reading(actor, person),
        tasks_reading(actor, person),
        months_reading(actor, person, timezone.localdate()),
    )
    (points, interests), household, facts, timeline, *others = read(panels)
    subjects = sorted({point.subject_id for point in points})
    history = consent_history(actor, subjects)
    return Known(
        person,
        interests,
        points,
        timeline,
        standing(actor, subjects, CHANNELS, history, household=household),
        notices_of(history),
        replace(facts, bounced=bouncing(history)),
        *others,
    )
