"""Recording and withdrawing, and the journal that outlives the database."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from audit.log.models import Event
from coalition.platform.keys import Identifier
from coalition.platform.tenancy import Actor, acting
from consent.ledger.actions.events import record_events, withdraw
from consent.ledger.actions.journal import JournalUnavailable, journal_path
from consent.ledger.actions.subjects import ensure_subjects
from consent.ledger.queries.decisions import decide_many, explain
from consent.ledger.queries.own import events_of, holdings_of
from consent.ledger.rules.new_event import NewEvent, Withdrawal
from tests.consent.ledger.world import World, agree, claim, make_world, stop
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def journal(settings, tmp_path: Path) -> Iterator[Path]:  # type: ignore[no-untyped-def]
    settings.COMMONLIST_HOME = tmp_path
    yield journal_path()


def test_ensure_subjects_gives_the_same_subject_again() -> None:
    first = ensure_subjects([Identifier({1: b"a" * 32}), Identifier({1: b"b" * 32})])
    again = ensure_subjects(
        [Identifier({1: b"b" * 32}), Identifier({1: b"c" * 32}), Identifier({1: b"a" * 32}), Identifier({1: b"a" * 32})]
    )

    assert len(set(first.values())) == 2
    assert {key: again[key] for key in first} == first
    assert len(set(again.values())) == 3


def test_ensure_subjects_gives_one_subject_to_one_identifier_under_two_peppers() -> None:
    old = ensure_subjects([Identifier({1: b"a" * 32})])

    rotated = ensure_subjects([Identifier({1: b"a" * 32, 2: b"A" * 32}), Identifier({1: b"b" * 32, 2: b"B" * 32})])

    assert rotated[b"a" * 32] == rotated[b"A" * 32] == old[b"a" * 32]
    assert rotated[b"b" * 32] == rotated[b"B" * 32] != old[b"a" * 32]


def test_record_holdings_is_seen_by_the_person() -> None:
    world = make_world()
    person = Actor(role="subject", subject_ids=(world.email,))

    with acting(person):
        assert [(each.holder_id, each.source) for each in holdings_of(person)] == [
            (world.alder.organization_id, "import"),
            (world.birch.organization_id, "import"),
        ]


def test_withdraw_stops_and_is_recorded_for_the_holders(journal: Path) -> None:
    world = make_world()
    person = Actor(role="subject", subject_ids=(world.phone,))
    holders = [world.alder.organization_id or 0]

    with acting(person):
        withdrawn = withdraw(
            actor=person, now=NOW, subject_ids=[world.phone], scope=Withdrawal(channel="phone"), holders=holders
        )

    assert claim(world.alder, world.phone).reason == "withdrawn"
    with acting(world.alder):
        event = Event.objects.get(verb="consent.withdrawal.recorded")
        assert event.detail == {"kind": "withdrawn", "said_by": "person", "everybody": False}
    with acting(world.birch):
        assert not Event.objects.filter(verb="consent.withdrawal.recorded").exists()
    [line] = [json.loads(line) for line in journal.read_text().splitlines()]
    assert line["id"] == str(withdrawn.event_ids[0])
    assert (line["channel"], line["purpose"], line["recipient_organization"]) == ("phone", "", None)
    assert "subject" not in line and len(line["keys"]) == 1


def test_withdraw_takes_only_the_proven_identifiers_of_a_person() -> None:
    world = make_world()
    person = Actor(role="subject", subject_ids=(world.email,))

    with pytest.raises(PermissionDenied), acting(person):
        withdraw(actor=person, now=NOW, subject_ids=[world.phone], scope=Withdrawal())


@pytest.mark.parametrize("everybody", [True, False])
def test_withdraw_by_staff_stops_their_own_organization_alone(everybody: bool) -> None:
    world = make_world()
    scope = Withdrawal() if everybody else Withdrawal(recipient_organization=world.birch.organization_id)

    with pytest.raises(PermissionDenied), acting(world.alder):
        withdraw(actor=world.alder, now=NOW, subject_ids=[world.phone], scope=scope, actor_kind="staff")


def test_withdraw_is_not_acknowledged_when_the_journal_cannot_be_written(journal: Path) -> None:
    world = make_world()
    journal.parent.parent.joinpath("journal").write_text("a file where the folder should be")

    with pytest.raises(JournalUnavailable):
        stop([world.phone])

    assert claim(world.alder, world.phone).allowed


def said(world: World) -> NewEvent:
    """An event that Alder may record."""
    own = world.alder.organization_id
    return NewEvent(world.phone, "granted", "import", 1, own, purpose="contact", channel="phone")


@pytest.mark.parametrize(
    "fields",
    [
        {"evidence": 3},
        {"actor_kind": "person"},
        {"recipient_organization": 999},
        {"kind": "withdrawn", "recipient_organization": None},
        {"kind": "do_not_contact_lifted"},
        {"kind": "resumed"},
        {"purpose": "share"},
    ],
)
def test_record_events_an_organization_speaks_for_itself_and_lifts_nothing(fields: dict[str, object]) -> None:
    world = make_world()
    event = replace(said(world), **fields)  # type: ignore[arg-type]

    with pytest.raises(PermissionDenied), acting(world.alder):
        record_events(actor=world.alder, now=NOW, events=[event])


def test_record_events_dates_a_negative_no_later_than_its_recording() -> None:
    world = make_world()
    tomorrow = datetime.now(UTC) + timedelta(days=1)

    with acting(world.alder):
        event = replace(said(world), kind="refused", effective_at=tomorrow)
        record_events(actor=world.alder, now=NOW, events=[event])

    person = Actor(role="subject", subject_ids=(world.phone,))
    with acting(person):
        refused = events_of(person).get(kind="refused")
    assert refused.effective_at == refused.recorded_at < tomorrow
    assert claim(world.alder, world.phone).reason == "refused"


def test_replay_negatives_brings_back_what_a_restore_lost(journal: Path) -> None:
    world = make_world()
    with transaction.atomic():
        stop([world.email])
        stop([world.phone], Withdrawal(recipient_organization=world.birch.organization_id))
        transaction.set_rollback(True)  # the backup is older than the withdrawals; the journal is not
    assert claim(world.alder, world.phone, [world.email]).allowed
    journal.write_bytes(journal.read_bytes() + b'{"actor_kind": "per')

    call_command("replay_negatives", verbosity=0)
    call_command("replay_negatives", verbosity=0)

    assert claim(world.alder, world.phone, [world.email]).reason == "withdrawn"
    assert claim(world.alder, world.phone).allowed
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.subject_ids', %s, true)", [f"{{{world.email},{world.phone}}}"])
        cursor.execute("SELECT count(*) FROM consent_event WHERE kind = 'withdrawn'")
        assert cursor.fetchone() == (2,)


def test_replay_negatives_names_a_damaged_line(journal: Path) -> None:
    world = make_world()
    stop([world.email])
    journal.write_text("{not json}\n" + journal.read_text())

    with pytest.raises(CommandError, match="line 1 of the journal is damaged"):
        call_command("replay_negatives")


def test_a_half_written_line_does_not_swallow_the_next(journal: Path) -> None:
    world = make_world()
    journal.parent.mkdir()
    journal.write_bytes(b'{"actor_kind": "per')

    stop([world.email])

    lines = journal.read_text().splitlines()
    assert lines[0] == '{"actor_kind": "per'
    assert json.loads(lines[1])["kind"] == "withdrawn"


def test_decide_many_answers_for_every_person_in_one_statement(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    world = make_world()
    stop([world.email])
    others = list(ensure_subjects(Identifier({1: bytes([n]) * 32}) for n in range(2)).values())
    agree(world.alder, others[:1])

    with acting(world.alder), django_assert_num_queries(1):
        found = decide_many(
            actor=world.alder,
            people=[(1, world.phone), (1, world.email), (2, others[0]), (3, others[1]), (4, world.phone)],
            purpose="contact",
            channel="phone",
        )

    assert {person: (each.allowed, each.reason) for person, each in found.items()} == {
        1: (False, "withdrawn"),
        2: (True, "consent"),
        3: (False, "not_asked"),
        4: (True, "consent"),
    }


def test_explain_says_why_in_words() -> None:
    world = make_world()
    stop([world.email], Withdrawal(channel="email"))

    with acting(world.alder):
        phone, email, post = explain(
            actor=world.alder, subject_ids=[world.email, world.phone], channels=["phone", "email", "post"]
        )

    assert (phone.allowed, str(phone.words), phone.said_by, phone.evidence) == (
        True,
        "They agreed to this.",
        "import",
        1,
    )
    assert (email.allowed, str(email.words), email.said_by) == (False, "They took their agreement back.", "person")
    assert (post.allowed, str(post.words), post.effective_at) == (False, "They were never asked.", None)
