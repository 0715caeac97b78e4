"""What the database refuses whoever asks it past the actions."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings as django_settings
from django.db import DatabaseError, ProgrammingError, connection, transaction

from coalition.platform.tenancy import Actor, acting
from consent.ledger.actions.events import record_events
from consent.ledger.actions.gate import Claim, finish_attempt
from consent.ledger.actions.notices import ensure_notice
from consent.ledger.queries.own import holdings_of
from consent.ledger.rules.new_event import NewEvent
from tests.consent.ledger.world import World, claim, make_world, stop
from tests.database import superuser_connection
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def journal(settings, tmp_path: Path) -> Iterator[None]:  # type: ignore[no-untyped-def]
    settings.COMMONLIST_HOME = tmp_path
    yield


@pytest.fixture
def world() -> World:
    return make_world()


def ask(actor: Actor, statement: str, *parameters: Any) -> Any:
    with acting(actor), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, list(parameters))
        return cursor.fetchall()


def state_of(attempt: int, subject: int) -> str:
    person = Actor(role="subject", subject_ids=(subject,))
    (found,) = ask(person, "SELECT state FROM consent_attempt WHERE id = %s", attempt)
    state: str = found[0]
    return state


@pytest.mark.django_db(transaction=True)
def test_events_notices_and_receipts_are_changed_by_nobody(world: World) -> None:
    stop([world.email])
    with acting(world.alder):
        ensure_notice(actor=world.alder, now=NOW, name="Card", language="en", text="Alder", recipients=["Alder"])

    changes = {"consent_event": "SET kind = 'granted'", "consent_notice": "SET text = 'Alder and Birch'"}
    with superuser_connection(django_settings.DATABASES["default"]["NAME"]) as database:
        for table, change in changes.items():
            with pytest.raises(psycopg.IntegrityError, match=f"a row of {table} is never changed"):
                database.execute(f"UPDATE {table} {change}")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("level", ["REPEATABLE READ", "SERIALIZABLE"])
def test_the_gate_needs_a_snapshot_of_its_own_for_the_decision(world: World, level: str) -> None:
    with pytest.raises(DatabaseError, match="READ COMMITTED"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"SET TRANSACTION ISOLATION LEVEL {level}")
        claim(world.alder, world.phone)


def test_forget_subjects_is_for_the_scope_of_these_people(world: World) -> None:
    statement = "SELECT * FROM commonlist.forget_subjects(%s::bigint[], NULL)"
    somebody_else = Actor(role="subject", subject_ids=(world.email,))
    for actor in (world.alder, somebody_else):
        with pytest.raises(ProgrammingError, match="not the scope of these people"):
            ask(actor, statement, [world.email, world.phone])


def test_forget_subjects_waits_until_nobody_holds_them(world: World) -> None:
    person = Actor(role="subject", subject_ids=(world.phone,))
    ask(world.birch, "SELECT commonlist.let_go(%s::bigint[])", [world.phone])
    with pytest.raises(DatabaseError, match="still holds them"):
        ask(person, "SELECT * FROM commonlist.forget_subjects(%s::bigint[], NULL)", [world.phone])

    ask(world.alder, "SELECT commonlist.let_go(%s::bigint[])", [world.phone])
    gone = dict(ask(person, "SELECT * FROM commonlist.forget_subjects(%s::bigint[], NULL)", [world.phone]))
    assert (gone["consent_event"], gone["consent_subject"]) == (1, 1)


def test_let_go_lets_go_of_ones_own_holdings_alone(world: World) -> None:
    person = Actor(role="subject", subject_ids=(world.email, world.phone))
    assert ask(world.birch, "SELECT commonlist.let_go(%s::bigint[])", [world.email, world.phone]) == [(2,)]
    with acting(person):
        assert {each.holder_id for each in holdings_of(person)} == {world.alder.organization_id}
    assert claim(world.alder, world.phone).allowed


def test_an_attempt_ends_in_a_state_that_ends(world: World) -> None:
    claimed = claim(world.alder, world.phone)
    assert isinstance(claimed, Claim)
    with acting(world.alder):
        assert not finish_attempt(actor=world.alder, now=NOW, attempt_id=claimed.attempt_id, state="claimed")
        assert not finish_attempt(actor=world.alder, now=NOW, attempt_id=claimed.attempt_id, state="gone")
    assert state_of(claimed.attempt_id, world.phone) == "claimed"


@pytest.mark.parametrize(
    ("kind", "purpose", "grade"),
    [("withdrawn", "", 1), ("granted", "contact", 3), ("granted", "contact", 0), ("granted", "share", 2)],
)
def test_record_imported_takes_no_more_than_a_lists_word(world: World, kind: str, purpose: str, grade: int) -> None:
    statement = (
        "SELECT * FROM commonlist.record_imported(%s, 'list', ARRAY[%s]::bigint[], ARRAY[%s], ARRAY[%s],"
        " ARRAY['phone'], ARRAY[NULL]::bigint[],"
        " ARRAY[NULL]::timestamptz[], ARRAY[%s]::smallint[], NULL, ARRAY[]::bigint[], ARRAY[''])"
    )
    with pytest.raises(DatabaseError, match="an organization's word"):
        ask(world.alder, statement, world.alder.organization_id, world.phone, kind, purpose, grade)
    with pytest.raises(ProgrammingError, match="in its own name"):
        ask(world.alder, statement, world.birch.organization_id, world.phone, "granted", "contact", 1)


def test_deciding_events_says_nothing_of_what_another_organization_recorded(world: World) -> None:
    passed_on = NewEvent(
        world.phone, "granted", "staff", 2, purpose="share", channel="phone",
        recipient_organization=world.birch.organization_id, evidence_ref="folder 3",
    )  # fmt: skip
    own = NewEvent(
        world.phone, "granted", "staff", 2, purpose="contact", channel="phone",
        recipient_organization=world.alder.organization_id, evidence_ref="folder 3",
    )  # fmt: skip
    with acting(world.alder):
        foreign, known = record_events(actor=world.alder, now=NOW, events=[passed_on, own])
    statement = "SELECT id FROM commonlist.deciding_events(%s::uuid[])"
    assert ask(world.birch, statement, [foreign]) == []
    assert ask(world.alder, statement, [known]) == [(known,)]
