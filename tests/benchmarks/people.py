"""An organization of a million people with five million interactions, beside one of a thousand people.

The same pages, asked over HTTP by a member of each: the long list may cost no more than twice the short one.
"""

from collections.abc import Callable, Iterator

import psycopg
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from coalition.platform.server.embedded import SUPERUSER
from coalition.platform.tenancy import acting, system_actor
from orgs.models import Organization
from tests.benchmarks.measure import Measurement, compared
from tests.conftest import sign_in
from tests.database import superuser_connection
from tests.factories import make_member, make_organization, make_person

MANY, FEW = 1_000_000, 1_000
EACH = 5  # interactions of a person
SEARCHED = "Guterrez"  # misspelled: the list holds a few hundred Gutierrez

# Names repeat as names do: a few are common, most are rare. The same numbers give the same people.
_PEOPLE = """
INSERT INTO orgs_constituent (
    organization_id, type, external_id, given_name, family_name, honorific, language, street, city, region,
    postal_code, country, job_title, note, source)
SELECT %(organization)s, 'person', 'x' || n, initcap(given.word), initcap(family.word), '', 'en', '',
       'City ' || n %% 50, '', '', '', '', '', ''
  FROM generate_series(1, %(people)s) n
 CROSS JOIN LATERAL (
    SELECT substr(translate(md5('given' || n %% 5000), '0123456789', 'aeiouaeiou'), 1, 7) AS word) given
 CROSS JOIN LATERAL (
    SELECT CASE WHEN n %% 4001 = 7 THEN 'gutierrez'
           ELSE substr(translate(md5('family' || n %% 200000), '0123456789', 'aeiouaeiou'), 1, 9) END AS word) family
"""
_SUBJECTS = """
INSERT INTO consent_subject (id, created_at)
SELECT nextval(pg_get_serial_sequence('consent_subject', 'id')), now() FROM generate_series(1, %(people)s)
"""
_POINTS = """
INSERT INTO orgs_contactpoint (organization_id, constituent_id, kind, sealed, contact_key, subject_id, preferred)
SELECT c.organization_id, c.id, CASE WHEN c.id %% 3 = 0 THEN 'phone' ELSE 'email' END, ''::bytea,
       sha256(convert_to('point' || c.id, 'UTF8')), s.id, false
  FROM (SELECT id, organization_id, row_number() OVER (ORDER BY id) AS place
          FROM orgs_constituent WHERE organization_id = %(organization)s) c
  JOIN (SELECT id, row_number() OVER (ORDER BY id DESC) AS place FROM consent_subject) s USING (place)
"""
_INTERACTIONS = """
INSERT INTO orgs_interaction (organization_id, constituent_id, kind, occurred_at, summary)
SELECT c.organization_id, c.id, (ARRAY['call', 'mail', 'event', 'petition', 'meeting'])[n],
       now() - make_interval(days => ((c.id * 31 + n * 97) %% 700)::int), 'Interaction ' || n
  FROM orgs_constituent c, generate_series(1, %(each)s) n
 WHERE c.organization_id = %(organization)s
"""
# The floor of the search: what anybody would write with pg_trgm, on the same index, and no wall.
_TRIGRAMS = """
SELECT id FROM orgs_constituent
 WHERE organization_id = %(organization)s
   AND %(query)s <%% commonlist.plain(given_name || ' ' || preferred_name || ' ' || family_name)
 ORDER BY commonlist.plain(given_name || ' ' || preferred_name || ' ' || family_name) <->> %(query)s LIMIT 1000
"""


def organization_with_people(slug: str, people: int) -> Organization:
    """A new organization with so many people, without contact points."""
    organization = make_organization(slug)
    with acting(system_actor(organization_id=organization.pk)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_PEOPLE, {"organization": organization.pk, "people": people})
    return organization


class Member:
    """Somebody of an organization, and the pages that she opens."""

    def __init__(self, slug: str, people: int) -> None:
        self.organization = make_organization(slug)
        self.client: Client = sign_in(make_member(self.organization, "organizer"), self.organization)
        # One whom both lists have alike: the same address, the same history.
        self.person = make_person(self.organization, "Ana", "Ruiz", email=f"ana@{slug}.example")
        values = {"organization": self.organization.pk, "people": people, "each": EACH}
        with superuser_connection(settings.DATABASES["default"]["NAME"]) as database:
            database.execute("SET session_replication_role = replica")
            for statement in (_PEOPLE, _SUBJECTS, _POINTS, _INTERACTIONS):
                database.execute(statement, values)

    def opens(self, route: str, *arguments: int, **query: str) -> Callable[[], object]:
        """A page of hers, opened."""

        def opened() -> None:
            answer = self.client.get(reverse(route, args=arguments), query)
            assert answer.status_code == 200

        return opened


def measurements() -> Iterator[Measurement]:
    """The first page of people, a person with the timeline, an exact look-up; and the search beside raw pg_trgm."""
    few, many = Member("bench-few", FEW), Member("bench-many", MANY)
    with superuser_connection(settings.DATABASES["default"]["NAME"]) as database:
        database.execute("VACUUM ANALYZE")
    pages: dict[str, Callable[[Member], Callable[[], object]]] = {
        "the first page of the list": lambda who: who.opens("orgs:person-list"),
        "a person with the timeline": lambda who: who.opens("orgs:person-detail", who.person.pk),
        "an address looked up": lambda who: who.opens("orgs:person-list", q=f"ana@{who.organization.slug}.example"),
    }
    for name, page in pages.items():
        yield compared(
            f"people: {name}, of {MANY:,}", page(many), page(few),
            against=f"the same of {FEW:,}", target=2.0, unit="ms", scale=1e3,
        )  # fmt: skip
    yield from _search(many.organization)


def _search(organization: Organization) -> Iterator[Measurement]:
    database = settings.DATABASES["default"]
    with psycopg.connect(
        host=database["HOST"], user=SUPERUSER, dbname=database["NAME"], autocommit=True, prepare_threshold=None
    ) as plain, psycopg.connect(
        host=database["HOST"], user=settings.DATABASE_APP_ROLE, dbname=database["NAME"], autocommit=True,
        prepare_threshold=None,
    ) as bound:  # fmt: skip
        bound.execute("SELECT set_config('app.organization_id', %s, false)", [str(organization.pk)])
        values = {"organization": organization.pk, "query": SEARCHED.lower()}
        found = {"ours": 0, "theirs": 0}

        def ours() -> None:
            statement = "SELECT commonlist.search_constituents(%(query)s, 1000)"
            found["ours"] = len(bound.execute(statement, values).fetchall())

        plain.execute("LOAD 'pg_trgm'")
        plain.execute("SET pg_trgm.word_similarity_threshold = 0.5")  # as ours

        def theirs() -> None:
            found["theirs"] = len(plain.execute(_TRIGRAMS, values).fetchall())

        measured = compared(
            f"people: a misspelled name searched, of {MANY:,}", ours, theirs,
            against="the same by pg_trgm alone", target=1.5, unit="ms", scale=1e3,
        )  # fmt: skip
        if min(found.values()) < MANY // 4001:
            raise AssertionError(f"a search found too little: {found}")
        yield measured
