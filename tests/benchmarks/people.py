"""A million people with five million interactions: what their pages cost, beside a thousand people, and the search.

Each list has a database of its own, so that the short one is as quick as it can be.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import LiteralString

import psycopg
from django.conf import settings
from django.db import connection, connections, transaction
from django.test import Client
from django.urls import reverse

from coalition.platform.server.embedded import SUPERUSER
from coalition.platform.tenancy import acting, system_actor
from orgs.models import Organization
from tests.benchmarks.measure import Measurement, compared
from tests.benchmarks.people_seed import FIRST, NAMES, seed_people
from tests.conftest import sign_in
from tests.database import clone, superuser_connection
from tests.factories import make_member, make_organization, make_person

MANY, FEW = 1_000_000, 1_000
ADDRESS, PHONE = "ana@list.example", "+12025550123"
SEARCHED = "Guterrez"  # misspelled: the list holds a few hundred Gutierrez
FAINTER = "Gudierress"  # so much that a second look is needed, at names that are somewhat alike

_PEOPLE: LiteralString = (
    """
INSERT INTO orgs_constituent (
    organization_id, type, external_id, given_name, family_name, honorific, language, street, city, region,
    postal_code, country, job_title, note, source)
SELECT %(organization)s, 'person', 'x' || n, initcap(given.word), initcap(family.word), '', 'en', '',
       'City ' || n %% 50, '', '', '', '', '', ''
  FROM generate_series(1, %(people)s) n
"""
    + NAMES
)
# The floor of the search: what anybody would write with pg_trgm, on the same index, without a wall.
_LIKENESS = "SELECT set_config('pg_trgm.word_similarity_threshold', %s, false)"
_TRIGRAMS = """
SELECT id FROM orgs_constituent
 WHERE organization_id = %(organization)s
   AND %(query)s <%% commonlist.plain(given_name || ' ' || preferred_name || ' ' || family_name)
 ORDER BY commonlist.plain(given_name || ' ' || preferred_name || ' ' || family_name) <->> %(query)s LIMIT 1000
"""


def organization_with_people(slug: str, people: int) -> Organization:
    """A new organization with so many people, and nothing else of them."""
    organization = make_organization(slug)
    with acting(system_actor(organization_id=organization.pk)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_PEOPLE, {"organization": organization.pk, "people": people})
    return organization


class House:
    """A database with one organization, and the pages that its administrator opens."""

    def __init__(self, name: str, people: int) -> None:
        self.name, self.person = name, FIRST
        self.connection = connections.create_connection("default")
        self.connection.settings_dict = {**self.connection.settings_dict, "NAME": name}
        clone(name)
        with self.entered():
            self.organization = make_organization("bench-list")
            user = make_member(self.organization, "admin")
            # One whom both lists have alike: the same address and number, the same history.
            with transaction.atomic():
                make_person(self.organization, "Ana", "Ruiz", email=ADDRESS, phone=PHONE, id=FIRST)
            with superuser_connection(name) as database:
                seed_people(database, self.organization, user, people)
            self.client: Client = sign_in(user, self.organization)
            self.client.defaults["HTTP_HOST"] = "localhost"

    @contextmanager
    def entered(self) -> Iterator[None]:
        """The process speaks to this database until the block ends."""
        before = connections["default"]
        connections["default"] = self.connection
        try:
            yield
        finally:
            connections["default"] = before

    def opens(self, route: str, *arguments: int, **query: str) -> Callable[[], object]:
        """A page, opened."""

        def opened() -> None:
            with self.entered():
                answer = self.client.get(reverse(route, args=arguments), query)
            assert answer.status_code == 200, answer

        return opened


PAGES: dict[str, Callable[[House], Callable[[], object]]] = {
    "the first page of the list": lambda house: house.opens("orgs:person-list"),
    "a person with the timeline": lambda house: house.opens("orgs:person-detail", house.person),
    "an address looked up": lambda house: house.opens("orgs:person-list", q=ADDRESS),
    "a number looked up": lambda house: house.opens("orgs:person-list", q=PHONE),
}


def measurements() -> Iterator[Measurement]:
    """The first page of people, a person with the timeline, exact look-ups; and the search beside raw pg_trgm."""
    few, many = House("bench_few", FEW), House("bench_many", MANY)
    for name, page in PAGES.items():
        yield compared(
            f"people: {name}, of {MANY:,}", page(many), page(few),
            against=f"the same of {FEW:,}", target=2.0, unit="ms", scale=1e3, runs=15,
        )  # fmt: skip
    yield from searches(many)
    for house in (few, many):
        house.connection.close()


def searches(house: House) -> Iterator[Measurement]:
    """A misspelled name, and one that is hardly like any, beside the same condition on the same index."""
    database = settings.DATABASES["default"]
    with psycopg.connect(
        host=database["HOST"], user=SUPERUSER, dbname=house.name, autocommit=True, prepare_threshold=None
    ) as plain, psycopg.connect(
        host=database["HOST"], user=settings.DATABASE_APP_ROLE, dbname=house.name, autocommit=True,
        prepare_threshold=None,
    ) as bound:  # fmt: skip
        bound.execute("SELECT set_config('app.organization_id', %s, false)", [str(house.organization.pk)])
        plain.execute("LOAD 'pg_trgm'")
        for words, levels, least in ((SEARCHED, (0.5,), MANY // 4001), (FAINTER, (0.5, 0.35), MANY // 4001)):
            asked = {"organization": house.organization.pk, "query": words.lower()}
            found = {"ours": 0, "theirs": 0}

            def ours(asked: dict[str, object] = asked, found: dict[str, int] = found) -> None:
                statement = "SELECT commonlist.search_constituents(%(query)s, 1000)"
                found["ours"] = len(bound.execute(statement, asked).fetchall())

            def theirs(
                asked: dict[str, object] = asked, found: dict[str, int] = found, levels: tuple[float, ...] = levels
            ) -> None:
                for likeness in levels:
                    plain.execute(_LIKENESS, [str(likeness)])
                    found["theirs"] = len(plain.execute(_TRIGRAMS, asked).fetchall())

            measured = compared(
                f"people: “{words}” searched, of {MANY:,}", ours, theirs,
                against=f"pg_trgm alone at {', then '.join(map(str, levels))}", target=1.5, unit="ms", scale=1e3,
                runs=15,
            )  # fmt: skip
            if min(found.values()) < least or found["ours"] != found["theirs"]:
                raise AssertionError(f"the searches found {found}")
            yield measured
