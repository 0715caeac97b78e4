"""The list as numbers, for those who see no names: how many people there are, by place, topic and language."""

from dataclasses import dataclass

from django.db.models import Count

from coalition.platform.tenancy import Actor, owned
from orgs.models import ConstituentInterest
from orgs.queries.districts import CountedDistrict, districts_in_numbers
from orgs.queries.home import OwnFigures, own_figures
from orgs.queries.segments import CountedSegment, counted, segment_list
from orgs.queries.visible import seen_by, visible_people

MOST = 20


@dataclass(frozen=True, slots=True)
class PeopleCounts:
    """Exact numbers of the acting organization's own list: (value, people), the largest first."""

    figures: OwnFigures
    cities: list[tuple[str, int]]
    interests: list[tuple[str, int]]
    languages: list[tuple[str, int]]
    segments: list[CountedSegment]
    districts: list[CountedDistrict]


def people_counts(actor: Actor) -> PeopleCounts:
    """In nine statements, however many people there are."""
    cared = owned(ConstituentInterest.objects.all(), actor).filter(seen_by(actor, "constituent"))
    topics = cared.values_list("interest__name").annotate(people=Count("pk")).order_by("-people", "interest__name")
    return PeopleCounts(
        own_figures(actor),
        _by(actor, "city"),
        list(topics[:MOST]),
        _by(actor, "language"),
        counted(actor, list(segment_list(actor)[:MOST])),
        districts_in_numbers(actor),
    )


def _by(actor: Actor, field: str) -> list[tuple[str, int]]:
    people = visible_people(actor).exclude(**{field: ""})
    return list(people.values_list(field).annotate(people=Count("pk")).order_by("-people", field)[:MOST])
