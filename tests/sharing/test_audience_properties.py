"""One organization for each person, whatever the lists look like."""

import random
import time
from collections import Counter

import pytest
from django.db import connection

from coalition.platform.tenancy import acting, system_actor
from orgs.models import Constituent, Organization
from sharing.actions.allocation import allocate
from sharing.actions.components import SHARED_BY_MANY, connect_people, open_tables
from sharing.models import AudienceMember, AudienceTally
from tests.factories import make_person
from tests.sharing.world import agree, build, grant, make_campaign, make_world, number, willing

Record = tuple[int, int, int, tuple[int, ...], int]  # organization, person, contacted, further subjects, affinity


def staged(records: list[Record]) -> None:
    """Put records into the temporary tables, as the staging does, and connect them."""
    open_tables()
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO person_record (organization, person, contact_point, contacted, affinity)"
            " VALUES (%s, %s, 1, %s, %s)",
            [(organization, person, contacted, affinity) for organization, person, contacted, _, affinity in records],
        )
        cursor.executemany(
            "INSERT INTO person_key VALUES (%s, %s, %s)",
            [(r[0], r[1], subject) for r in records for subject in {r[2], *r[3]}],
        )
    connect_people()


def outcome() -> list[tuple[int, int, int, int, str]]:
    """(organization, person, component, contacted, reason) of every record."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT organization, person, component, contacted, reason FROM person_record ORDER BY node")
        return cursor.fetchall()


def components_by_search(records: list[Record]) -> list[int]:
    """The oracle: a plain search over the records that share a subject, largest groups left apart."""
    holders: dict[int, list[int]] = {}
    for index, (_, _, contacted, further, _) in enumerate(records):
        for subject in {contacted, *further}:
            holders.setdefault(subject, []).append(index)
    labels = [-1] * len(records)
    for start in range(len(records)):
        stack = [start] if labels[start] < 0 else []
        while stack:
            index = stack.pop()
            labels[index] = start
            for subject in {records[index][2], *records[index][3]}:
                each = Counter(records[holder][0] for holder in holders[subject])
                if max(each.values()) <= SHARED_BY_MANY:
                    stack += [other for other in holders[subject] if labels[other] < 0]
    return labels


def lists(seed: int) -> list[Record]:
    """Random lists: shared phones and mailboxes, households, a front desk on many records."""
    chance = random.Random(seed)  # a test's own lists
    return [
        (
            organization,
            person,
            chance.randint(1, 60) if chance.random() > 0.1 else 999,
            tuple(chance.randint(100, 150) for _ in range(chance.randint(0, 2))),
            chance.choice((0, 10, 50, 100)),
        )
        for organization in range(1, 5)
        for person in range(1, chance.randint(5, 30))
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(12))
def test_build_audience_gives_every_person_to_one_organization_at_most(seed: int) -> None:
    records = lists(seed)
    chance = random.Random(seed)
    capacities = {organization: chance.choice((0, 3, 100)) for organization in range(1, 5)}
    staged(records)
    allocate(capacities)
    rows = outcome()
    expected: dict[int, int] = {}
    assert all(
        expected.setdefault(label, row[2]) == row[2]
        for label, row in zip(components_by_search(records), rows, strict=True)
    )
    assert len(set(expected.values())) == len(expected)
    included = [row for row in rows if row[4] == "included"]
    assert len({row[2] for row in included}) == len(included), "a person twice"
    assert len({row[3] for row in included}) == len(included), "a phone twice"
    for organization, capacity in capacities.items():
        assert sum(row[0] == organization for row in included) <= capacity
    assert all(row[4] in ("included", "household", "other_organization", "over_capacity") for row in rows)
    staged(records)
    allocate(capacities)
    assert [row[4] for row in outcome()] == [row[4] for row in rows], "the same lists, another split"


@pytest.mark.django_db
def test_build_audience_prefers_affinity_then_room() -> None:
    staged([(1, 1, 7, (), 80), (2, 1, 7, (), 20), (1, 2, 8, (), 90), (2, 2, 8, (), 10), (2, 3, 9, (), 0)])
    allocate({1: 1, 2: 5})
    assert [row[4] for row in outcome()] == [
        "other_organization", "included", "included", "other_organization", "included"
    ]  # fmt: skip


@pytest.mark.django_db
def test_build_audience_says_when_nobody_has_room() -> None:
    staged([(1, 1, 7, (), 80), (1, 2, 8, (), 20)])
    allocate({1: 1})
    assert [row[4] for row in outcome()] == ["included", "over_capacity"]


@pytest.mark.django_db
def test_build_audience_does_not_join_people_through_a_front_desk() -> None:
    desk = [(1, person, person + 10, (99,), 0) for person in range(1, SHARED_BY_MANY + 2)]
    staged([*desk, (2, 1, 50, (99,), 0)])
    allocate({1: 100, 2: 100})
    assert [row[4] for row in outcome()] == ["included"] * (SHARED_BY_MANY + 2)


@pytest.mark.django_db
def test_build_audience_calls_a_household_phone_once() -> None:
    world = make_world()
    agree(world)
    willing(world.alder, "Ana", number(1), email="a@example.org", times=1)
    willing(world.alder, "Bo", number(1), email="b@example.org", times=3)
    campaign = make_campaign(world)
    grant(world, campaign, world.alder)
    audience = build(world, campaign)
    with acting(system_actor(organization_id=world.alder.pk)):
        tally = dict(AudienceTally.objects.filter(audience=audience).values_list("reason", "people"))
        chosen = AudienceMember.objects.select_related("constituent").get(audience=audience)
    assert (tally, chosen.constituent.given_name) == ({"included": 1, "household": 1}, "Bo")


@pytest.mark.django_db
def test_build_audience_takes_nobody_for_the_yes_of_somebody_else_on_their_phone() -> None:
    world = make_world()
    agree(world)
    willing(world.alder, "Ana", number(1), times=1)
    make_person(world.alder, "Luis", phone=number(1))
    campaign = make_campaign(world)
    grant(world, campaign, world.alder)
    audience = build(world, campaign)
    with acting(system_actor(organization_id=world.alder.pk)):
        tally = dict(AudienceTally.objects.filter(audience=audience).values_list("reason", "people"))
        chosen = AudienceMember.objects.select_related("constituent").get(audience=audience)
    assert (tally, chosen.constituent.given_name) == ({"included": 1, "not_asked": 1}, "Ana")


def people_in_bulk(organization: Organization, first: int, last: int) -> None:
    """Synthetic members with a phone each and the organization's word that they may be called."""
    own = system_actor(organization_id=organization.pk)
    with acting(own), connection.cursor() as cursor:
        cursor.execute(
            "WITH keys AS (SELECT array_agg(sha256(n::text::bytea)) AS keys, array_agg(1::smallint) AS versions"
            " FROM generate_series(%s, %s) n) SELECT count(*) FROM keys, commonlist.ensure_subjects(keys, versions)",
            [first, last - 1],
        )
        Constituent.objects.bulk_create(
            Constituent(organization=organization, given_name=f"P{n}", external_id=str(n)) for n in range(first, last)
        )
        cursor.execute(
            "WITH keys AS (SELECT array_agg(sha256(n::text::bytea)) AS keys, array_agg(1::smallint) AS versions"
            " FROM generate_series(%s, %s) n), subject AS ("
            " SELECT s.key, s.subject_id FROM keys, commonlist.ensure_subjects(keys, versions) s)"
            " INSERT INTO orgs_contactpoint (organization_id, constituent_id, kind, sealed, contact_key, subject_id,"
            " preferred) SELECT c.organization_id, c.id, 'phone', '', subject.key, subject.subject_id, false"
            " FROM orgs_constituent c JOIN subject ON subject.key = sha256(c.external_id::bytea)"
            " WHERE c.organization_id = %s",
            [first, last - 1, organization.pk],
        )
        cursor.execute(
            "INSERT INTO consent_event (id, subject_id, recipient_organization_id, purpose, channel, kind,"
            " effective_at, actor_kind, evidence, legal_basis, source, source_organization_id)"
            " SELECT gen_random_uuid(), subject_id, %s, 'contact', 'phone', 'granted', now() - interval '1 day',"
            " 'import', 1, '', '', %s FROM orgs_contactpoint WHERE organization_id = %s",
            [organization.pk] * 3,
        )


@pytest.mark.verify
@pytest.mark.django_db
def test_build_audience_of_twenty_thousand_members_takes_seconds() -> None:
    world = make_world()
    agree(world)
    for organization, first in ((world.alder, 0), (world.birch, 5_000), (world.cedar, 9_000)):
        people_in_bulk(organization, first, first + 7_000)
    campaign = make_campaign(world)
    for organization in (world.alder, world.birch, world.cedar):
        grant(world, campaign, organization, capacity=10_000)
    with connection.execute_wrapper(timed := Timed()):
        audience = build(world, campaign)
    included = 0
    for organization in (world.alder, world.birch, world.cedar):
        with acting(system_actor(organization_id=organization.pk)):
            tally = dict(AudienceTally.objects.filter(audience=audience).values_list("reason", "people"))
        assert sum(tally.values()) == 7_000
        included += tally["included"]
    assert included == 16_000
    assert timed.seconds < 60


class Timed:
    """Adds up what the database takes."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self, execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        start = time.monotonic()
        try:
            return execute(sql, params, many, context)
        finally:
            self.seconds += time.monotonic() - start
