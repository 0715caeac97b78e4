"""A no makes duties, in its own transaction; they are attested, or they become overdue and are told."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import Http404
from hypothesis import given
from hypothesis import strategies as st

from coalition.platform.keys.contact import Identifier
from coalition.platform.tenancy import Actor, acting, system_actor
from consent.ledger.actions import obligations as duties
from consent.ledger.actions.events import record_events
from consent.ledger.actions.imported import ImportedChoice, record_imported
from consent.ledger.actions.obligations import attest_obligations
from consent.ledger.actions.subjects import ensure_subjects, record_holdings
from consent.ledger.models import Obligation
from consent.ledger.queries.obligations import holders_with_due, open_obligations, overdue
from consent.ledger.queries.own import confirmations_of, obligations_of
from consent.ledger.rules.deadlines import working_days_after
from consent.ledger.rules.new_event import NewEvent, Withdrawal
from orgs.models import Organization
from tests.consent.ledger.world import World, make_world, stop
from tests.factories import NOW, make_coalition, make_organization
from tests.trust.figures import SEED, publish, rounds

pytestmark = pytest.mark.django_db
DUTIES = rounds(50, full=5_000)


def holding(actor: Actor, subject: int, export: int | None = None, given_by: int | None = None) -> None:
    """The organization holds the identifier: from an export, or passed on by another."""
    with acting(actor), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO consent_holding (subject_id, holder_id, since, source, export, given_by)"
            " VALUES (%s, %s, now(), 'export', %s, %s)",
            [subject, actor.organization_id, export, given_by],
        )


def outlet(actor: Actor) -> None:
    with acting(actor):
        duties.open_outlet(actor, "webhook")


def duties_of(actor: Actor, **wanted: Any) -> list[tuple[int | None, int | None, str, str]]:
    """(subject, export, state, attestation) of the organization's duties."""
    with acting(actor):
        mine = Obligation.objects.filter(**wanted).order_by("subject_id", "export")
        return list(mine.values_list("subject_id", "export", "state", "attestation"))


def person(world: World) -> Actor:
    return Actor(role="subject", subject_ids=(world.email, world.phone))


def test_where_nothing_left_the_platform_it_attests_by_itself() -> None:
    world = make_world()
    stop([world.email, world.phone])

    kept = [(subject, None, "attested", "platform") for subject in sorted((world.email, world.phone))]
    assert duties_of(world.alder) == duties_of(world.birch) == kept
    with acting(person(world)):
        assert (confirmations_of(person(world)).confirmed, confirmations_of(person(world)).total) == (2, 2)


def test_an_export_and_an_outlet_must_be_attested_by_their_holder() -> None:
    world = make_world()
    holding(world.alder, world.email, export=7)
    outlet(world.birch)

    said = stop([world.email])

    assert duties_of(world.alder) == [(world.email, 7, "queued", ""), (world.email, None, "attested", "platform")]
    assert duties_of(world.birch) == [(world.email, None, "queued", "")]
    with acting(person(world)):
        found = confirmations_of(person(world), said.event_ids)
        assert (found.confirmed, found.total) == (0, 2)
        assert set(found.waiting) == {world.alder.organization_id, world.birch.organization_id}
        assert obligations_of(person(world)).count() == 3
        assert confirmations_of(person(world), [UUID(int=0)]).total == 0


def test_a_no_to_one_organization_concerns_it_and_whom_it_passed_the_person_on_to() -> None:
    world = make_world()
    cedar = system_actor(organization_id=make_organization("cedar").pk)
    holding(cedar, world.email, export=3, given_by=world.alder.organization_id)

    stop([world.email], Withdrawal(recipient_organization=world.alder.organization_id))

    assert duties_of(world.alder) == [(world.email, None, "attested", "platform")]
    assert duties_of(world.birch) == []
    assert duties_of(cedar) == [(world.email, 3, "queued", "")]


def test_a_report_taken_back_in_time_asks_for_nothing_any_more() -> None:
    world = make_world()
    cedar = system_actor(organization_id=make_organization("cedar").pk)
    for actor in (world.birch, cedar):
        holding(actor, world.email, export=3)

    def says(actor: Actor, kind: str, **fields: Any) -> None:
        with acting(actor):
            event = NewEvent(subject_id=world.email, kind=kind, actor_kind="staff", evidence=1, **fields)
            record_events(actor=actor, now=NOW, events=[event])

    for actor in (world.alder, world.birch):
        says(actor, "deceased")
    says(world.alder, "deceased_lifted", evidence_ref="She called")

    states = {"queued": 1, "attested": 1}  # what Birch reported stands
    for actor in (world.birch, cedar):
        found = [state for _, export, state, _ in duties_of(actor, export=3)]
        assert {state: found.count(state) for state in sorted(set(found))} == states
    stop([world.email])
    says(world.birch, "deceased_lifted", evidence_ref="She called")
    assert _open_kinds(cedar) == ["withdrawn"]


def _open_kinds(actor: Actor) -> list[str]:
    with acting(actor):
        return list(open_obligations(actor).values_list("kind", flat=True))


def test_the_end_of_a_pause_asks_for_nothing_more_only_of_whom_it_ends_for() -> None:
    world = make_world()
    for actor in (world.alder, world.birch):
        holding(actor, world.email, export=3)
    who = person(world)

    def says(kind: str, **fields: Any) -> None:
        with acting(who):
            record_events(actor=who, now=NOW, events=[NewEvent(world.email, kind, "person", 3, **fields)])

    says("paused", until=datetime.now(UTC) + timedelta(days=30))
    says("resumed", recipient_organization=world.alder.organization_id)
    assert duties_of(world.alder, export=3) == [(world.email, 3, "attested", "platform")]
    assert duties_of(world.birch, export=3) == [(world.email, 3, "queued", "")]
    says("resumed", channel="sms")
    assert duties_of(world.birch, export=3) == [(world.email, 3, "queued", "")]
    says("resumed")
    assert duties_of(world.birch, export=3) == [(world.email, 3, "attested", "platform")]


def test_a_no_to_a_coalition_concerns_its_members() -> None:
    world = make_world()
    valley = make_coalition("valley", [Organization.objects.get(slug="alder")])

    stop([world.email], Withdrawal(recipient_coalition=valley.pk, purpose="share"))

    assert len(duties_of(world.alder)) == 1
    assert duties_of(world.birch) == []


@pytest.mark.parametrize(
    ("kind", "count"),
    [
        ("refused", 1),
        ("withdrawn", 1),
        ("objected", 1),
        ("deceased", 1),
        ("complained", 1),
        ("bounced", 0),
        ("granted", 0),
    ],
)
def test_which_events_make_duties(kind: str, count: int) -> None:
    world = make_world()
    own = world.alder.organization_id
    event = NewEvent(world.phone, kind, "staff", 1, own, purpose="contact", channel="phone")
    with acting(world.alder):
        record_events(actor=world.alder, now=NOW, events=[event])
    assert len(duties_of(world.alder, subject_id=world.phone)) == count


def test_what_a_list_says_its_own_holder_knows() -> None:
    world = make_world()
    outlet(world.alder)
    with acting(world.alder):
        record_imported(
            actor=world.alder, now=NOW, source="list", choices=[ImportedChoice(world.email, "refused", "", "")]
        )
    assert duties_of(world.alder) == [(world.email, None, "attested", "platform")]


def test_duties_are_gone_with_the_transaction_of_the_no() -> None:
    world = make_world()
    with transaction.atomic():
        stop([world.email])
        transaction.set_rollback(True)
    assert duties_of(world.alder) == []


def test_the_person_and_the_holder_read_a_duty_nobody_else() -> None:
    world = make_world()
    cedar = system_actor(organization_id=make_organization("cedar").pk)
    stranger = Actor(role="subject", subject_ids=(world.phone,))
    outlet(world.birch)
    stop([world.email])

    for actor in (cedar, world.alder, stranger, Actor()):
        with acting(actor):
            assert Obligation.objects.filter(holder_id=world.birch.organization_id).count() == 0
            assert obligations_of(actor).filter(holder_id=world.birch.organization_id).count() == 0


def attest(actor: Actor, answer: str = "deleted", **fields: Any) -> int:
    with acting(actor):
        ids = list(open_obligations(actor).values_list("id", flat=True))
        return attest_obligations(actor=actor, now=NOW, obligation_ids=ids, answer=answer, **fields)


def test_attest_obligations_closes_them_once() -> None:
    world = make_world()
    outlet(world.birch)
    stop([world.email, world.phone])

    assert attest(world.birch, "suppressed") == 2
    assert attest(world.birch, "deleted") == 0
    assert {(row[2], row[3]) for row in duties_of(world.birch)} == {("attested", "suppressed")}


def test_attest_obligations_is_for_admins_and_ones_own() -> None:
    world = make_world()
    outlet(world.birch)
    stop([world.email])
    with acting(world.birch):
        ids = list(open_obligations(world.birch).values_list("id", flat=True))

    for role in ("organizer", "volunteer", "analyst", "fundraiser"):
        nobody = replace(world.birch, role=role)
        with pytest.raises(PermissionDenied), acting(nobody):
            attest_obligations(actor=nobody, now=NOW, obligation_ids=ids, answer="deleted")
    with pytest.raises(Http404), acting(world.alder):
        attest_obligations(actor=world.alder, now=NOW, obligation_ids=ids, answer="deleted")
    with pytest.raises(ValueError, match="one of"), acting(world.birch):
        attest_obligations(actor=world.birch, now=NOW, obligation_ids=ids, answer="platform")
    with acting(world.alder), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM commonlist.attest_obligations(%s, 'deleted', 1, '', now())", [ids])
        assert cursor.fetchone() == (0,)
    assert duties_of(world.birch) == [(world.email, None, "queued", "")]


def test_the_clock_reminds_marks_and_tells() -> None:
    world = make_world()
    outlet(world.birch)
    stop([world.email])
    with acting(world.birch):
        duty = open_obligations(world.birch).get()

    def tick(moment: datetime) -> tuple[int, ...]:
        with acting(world.birch):
            steps = duties.remind_of_obligations, duties.mark_overdue, duties.escalate_obligations
            return tuple(step(actor=world.birch, now=moment) for step in steps)

    second = timedelta(seconds=1)
    assert tick(duty.acknowledge_by - second) == (0, 0, 0)
    assert holders_with_due(duty.acknowledge_by) == [world.birch.organization_id]
    assert tick(duty.acknowledge_by) == (1, 0, 0)
    assert tick(duty.attest_by - second) == (0, 0, 0)
    assert holders_with_due(duty.attest_by - second) == []
    assert holders_with_due(duty.attest_by) == [world.birch.organization_id]
    assert tick(duty.attest_by) == (0, 1, 1)
    with acting(world.birch):
        untold = open_obligations(world.birch).exclude(state="escalated").count()
        publish("duties neither attested nor told by their hour", value=untold, target="= 0")
        assert untold == 0
        assert (overdue(world.birch), open_obligations(world.birch).count()) == (1, 1)
        assert holders_with_due(duty.attest_by) == []  # an organization does not ask about the others
    assert attest(world.birch) == 1
    with acting(world.birch):
        assert (overdue(world.birch), open_obligations(world.birch).count()) == (0, 0)


def test_every_duty_is_attested_or_told_by_its_hour() -> None:
    dice = random.Random(SEED)
    holder = system_actor(organization_id=make_organization("holder").pk)
    outlet(holder)
    made = [Identifier({1: number.to_bytes(32, "big")}) for number in range(1, DUTIES + 1)]
    subjects = sorted(set(ensure_subjects(made).values()))
    with acting(holder):
        record_holdings(actor=holder, subject_ids=subjects, source="test")
    stop(subjects)
    with acting(holder):
        waiting = {duty.pk: timedelta(hours=dice.uniform(0, 160)) for duty in open_obligations(holder)}
        begun = open_obligations(holder)[0].created_at
        forgotten = 0
        for hour in range(170):
            moment = begun + timedelta(hours=hour)
            answered = [pk for pk, after in waiting.items() if begun + after <= moment]
            if answered:
                attest_obligations(actor=holder, now=moment, obligation_ids=answered, answer="deleted")
            for step in (duties.remind_of_obligations, duties.mark_overdue, duties.escalate_obligations):
                step(actor=holder, now=moment)
            due = open_obligations(holder).filter(attest_by__lte=moment)
            forgotten += due.exclude(state="escalated").count()
        told = Obligation.objects.exclude(escalated_at=None).count()
        assert 0 < told < DUTIES
        assert open_obligations(holder).count() == 0
    publish("duties neither attested nor told by their hour", value=forgotten, target="= 0", rounds=DUTIES)
    assert forgotten == 0


START, END = (datetime(year, 1, 1, tzinfo=UTC).replace(tzinfo=None) for year in (2020, 2030))
MOMENTS = st.datetimes(START, END, timezones=st.just(UTC))


@given(st.lists(st.tuples(MOMENTS, st.integers(0, 12)), min_size=20, max_size=20))
def test_working_days_are_counted_alike_in_sql(asked: list[tuple[datetime, int]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT commonlist.working_days_after(m, d) FROM unnest(%s::timestamptz[], %s::integer[])"
            " WITH ORDINALITY AS a(m, d, n) ORDER BY n",
            [[moment for moment, _ in asked], [days for _, days in asked]],
        )
        assert [found for (found,) in cursor.fetchall()] == [working_days_after(*each) for each in asked]


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-11-16T10:00", 3, "2026-11-19T10:00"),  # Monday to Thursday
        ("2026-11-19T10:00", 3, "2026-11-24T10:00"),  # over a weekend
        ("2026-11-20T23:59", 1, "2026-11-23T23:59"),
        ("2026-11-21T10:00", 3, "2026-11-26T00:00"),  # on a Saturday: as if on Monday morning
        ("2026-11-22T10:00", 1, "2026-11-24T00:00"),
        ("2026-11-16T10:00", 5, "2026-11-23T10:00"),
    ],
)
def test_working_days_leave_weekends_out(start: str, days: int, end: str) -> None:
    def at(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)

    assert working_days_after(at(start), days) == at(end)
