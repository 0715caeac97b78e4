"""The database wall: the same pages with it and without it."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from coalition.platform.server.embedded import SUPERUSER
from coalition.platform.tenancy import Actor, acting, system_actor
from orgs.queries.people_filter import PeopleFilter, people_list
from tests.benchmarks.measure import Measurement, compared
from tests.benchmarks.people import organization_with_people

PEOPLE = 50_000
TURNS = 10


def measurements() -> Iterator[Measurement]:
    """The list of people, its count, and a search by name, each against the same statement without policies."""
    own = system_actor(organization_id=organization_with_people("bench-alder", PEOPLE).pk)
    organization_with_people("bench-birch", PEOPLE)
    with _connected(SUPERUSER, own) as plain, _connected(settings.DATABASE_APP_ROLE, own) as bound:
        plain.execute("ANALYZE")
        with acting(own), transaction.atomic():
            listed = people_list(own, PeopleFilter(), contacts=False)
            asked: dict[str, tuple[QuerySet[Any], float]] = {
                "the list of people, page 1": (listed[:50], 1.2),
                "the list of people in one city": (
                    people_list(own, PeopleFilter(city="City 7"), contacts=False)[:50],
                    1.2,
                ),
                "people whose name is searched": (
                    people_list(own, PeopleFilter(q="Family4999"), contacts=False)[:50],
                    1.5,
                ),
            }
            for name, (queryset, target) in asked.items():
                yield compared(
                    f"tenancy: {name}", _page(bound, queryset), _page(plain, queryset),
                    against="the same statement without row-level security", target=target, unit="ms",
                    scale=1e3 / TURNS,
                )  # fmt: skip


def _connected(role: str, own: Actor) -> psycopg.Connection[tuple[Any, ...]]:
    """A connection as ``role`` in the organization's scope. As in Django nothing is prepared: planning counts."""
    database = settings.DATABASES["default"]
    connection = psycopg.connect(
        host=database["HOST"], user=role, dbname=database["NAME"], autocommit=True, prepare_threshold=None
    )
    connection.execute("SELECT set_config('app.organization_id', %s, false)", [str(own.organization_id)])
    return connection


def _page(connection: psycopg.Connection[tuple[Any, ...]], queryset: QuerySet[Any]) -> Callable[[], object]:
    statement, parameters = queryset.query.sql_with_params()

    def read() -> None:
        for _ in range(TURNS):
            connection.execute(statement, parameters).fetchall()

    return read
