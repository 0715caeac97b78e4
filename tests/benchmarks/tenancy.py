"""The database wall: the same pages with it and without it."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet

from coalition.platform.tenancy import Actor, acting, system_actor
from orgs.queries.people import PeopleFilter, people_list
from tests.benchmarks.measure import Measurement, compared
from tests.benchmarks.people import organization_with_people
from tests.database import superuser_connection

PEOPLE = 50_000
TURNS = 10


def measurements() -> Iterator[Measurement]:
    """The list of people, its count, and a search by name, each against the same statement without policies."""
    own = system_actor(organization_id=organization_with_people("bench-alder", PEOPLE).pk)
    organization_with_people("bench-birch", PEOPLE)
    plain = superuser_connection(settings.DATABASES["default"]["NAME"])
    plain.execute("ANALYZE")
    with acting(own), transaction.atomic():
        listed = people_list(own, PeopleFilter(), contacts=False)
        asked: dict[str, tuple[QuerySet[Any], float]] = {
            "the list of people, page 1": (listed[:50], 1.2),
            "the list of people in one city": (people_list(own, PeopleFilter(city="City 7"), contacts=False)[:50], 1.2),
            "people whose name is searched": (
                people_list(own, PeopleFilter(q="Family4999"), contacts=False)[:50],
                1.5,
            ),
        }
        for name, (queryset, target) in asked.items():
            yield _page(name, own, queryset, target, plain)


def _page(name: str, own: Actor, queryset: QuerySet[Any], target: float, plain: Any) -> Measurement:
    statement, parameters = queryset.query.sql_with_params()

    def walled() -> None:
        with connection.cursor() as cursor:
            for _ in range(TURNS):
                cursor.execute(statement, parameters)
                cursor.fetchall()

    def open_() -> None:
        with plain.transaction(), plain.cursor() as cursor:
            cursor.execute("SELECT set_config('app.organization_id', %s, true)", [str(own.organization_id)])
            for _ in range(TURNS):
                cursor.execute(statement, parameters)
                cursor.fetchall()

    return compared(
        f"tenancy: {name}", walled, open_, against="the same statement without row-level security", target=target,
        unit="ms", scale=1e3 / TURNS,
    )  # fmt: skip
