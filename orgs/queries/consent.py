"""A person's consent for their organization's staff: how each channel stands, what was said, what was done on it."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from coalition.platform.tenancy import Actor, owned
from consent.ledger.queries.decisions import decide_many
from consent.ledger.queries.history import consent_history, contact_history, notices_in_use, notices_of, standing
from consent.ledger.rules.history import Heard, NoticeText, PastContact, Said, Standing, standing_reports, statements
from consent.ledger.rules.household import GivenNames
from orgs.models import Constituent, ContactPoint
from orgs.queries.directory import coalition_names
from orgs.queries.households import household_of, households_of
from orgs.queries.members import acting_organization
from orgs.queries.people import contact_points, get_person
from orgs.queries.visible import visible_people
from orgs.rules.ages import MAJORITY, majority_begins
from orgs.rules.answers import CHANNELS

ASK_AGAIN_FOR = timedelta(days=365)
ASK_AGAIN_MOST = 200  # looked at for one home page


@dataclass(frozen=True, slots=True)
class OnThatDay:
    """How the channels stood at the end of a day: by what was known then, and by what is known now."""

    day: date
    known_then: list[Standing]
    known_now: list[Standing]

    @property
    def hindsight(self) -> list[Standing]:
        """The channels that look different from today."""
        pairs = zip(self.known_then, self.known_now, strict=True)
        return [now for then, now in pairs if (then.allowed, then.reason) != (now.allowed, now.reason)]


@dataclass(frozen=True, slots=True)
class ConsentPage:
    """Everything the organization may read of one person's consent; history and contacts are newest first."""

    person: Constituent
    points: list[ContactPoint]
    standing: list[Standing]
    history: list[Heard]
    contacts: list[PastContact]
    reports: list[Heard]
    notices: dict[int, NoticeText] = field(default_factory=dict)
    then: OnThatDay | None = None
    coalitions: dict[int, str] = field(default_factory=dict)

    @property
    def said(self) -> list[Said]:
        """The history, with what was said of several channels at once put together."""
        return statements(self.history)

    @property
    def subject_ids(self) -> list[int]:
        """The consent subjects behind the person's contact points."""
        return sorted({point.subject_id for point in self.points})


def person_consent(actor: Actor, person_id: int, *, on: date | None = None) -> ConsentPage:
    """The consent page of one person; with ``on`` also how it stood at the end of that day. Raises Http404."""
    person = get_person(actor, person_id)
    points = contact_points(actor, person.pk)
    subjects = sorted({point.subject_id for point in points})
    history = consent_history(actor, subjects)
    household = household_of(actor, person)
    return ConsentPage(
        person,
        points,
        standing(actor, subjects, CHANNELS, history, household=household),
        history,
        contact_history(actor, subjects, history),
        standing_reports(history),
        notices_of(history),
        _on_that_day(actor, subjects, history, household, on) if on else None,
        coalition_names(heard.coalition for heard in history if heard.coalition is not None),
    )


def notice_choices(actor: Actor) -> list[tuple[int, str]]:
    """The notices in use, to be chosen for another consent."""
    return [(each.id, str(each)) for each in notices_in_use(actor)]


def end_of_day(day: date, zone: str) -> datetime:
    """The last moment of a day in the organization's zone, UTC."""
    after = datetime.combine(day + timedelta(days=1), time(), tzinfo=ZoneInfo(zone))
    return after.astimezone(UTC) - timedelta(microseconds=1)


def start_of_day(day: date, zone: str) -> datetime:
    """The first moment of a day in the organization's zone, UTC."""
    return datetime.combine(day, time(), tzinfo=ZoneInfo(zone)).astimezone(UTC)


def come_of_age(actor: Actor, today: date) -> list[Constituent]:
    """People who came of age on the list within the last year and have not been asked since, the latest first.

    What was agreed before has run out by itself; only they can say yes now. No more than ``ASK_AGAIN_MOST`` are
    looked at: as they are asked, earlier ones follow.
    """
    first, last = _years_before(today - ASK_AGAIN_FOR), _years_before(today)
    found = visible_people(actor).filter(birth_date__gt=first, birth_date__lte=last)
    people = {
        person.pk: person
        for person in found.order_by("-birth_date", "id")[:ASK_AGAIN_MOST]
        if person.birth_date and person.created_at < majority_begins(person.birth_date)
    }
    if not people:
        return []
    points = owned(ContactPoint.objects.all(), actor).filter(constituent_id__in=people)
    pairs = list(points.values_list("constituent_id", "subject_id"))
    household = households_of(actor, people)
    unasked = set(people) & {person for person, _ in pairs}
    for channel in CHANNELS:
        decided = decide_many(actor=actor, people=pairs, purpose="contact", channel=channel, household=household)
        unasked -= {person for person, decision in decided.items() if decision.reason not in {"not_asked", "minor"}}
    return [person for pk, person in people.items() if pk in unasked]


def _years_before(day: date) -> date:
    try:
        return day.replace(year=day.year - MAJORITY)
    except ValueError:
        return date(day.year - MAJORITY, 3, 1)


def _on_that_day(
    actor: Actor, subjects: list[int], history: list[Heard], household: GivenNames, day: date
) -> OnThatDay:
    moment = end_of_day(day, acting_organization(actor).time_zone)
    return OnThatDay(
        day,
        standing(actor, subjects, CHANNELS, history, at=moment, known_at=moment, household=household),
        standing(actor, subjects, CHANNELS, history, at=moment, household=household),
    )
