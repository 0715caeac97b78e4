"""A no reaches every spelling of an address that arrives in the same mailbox, and outlives an erasure."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction

from coalition.platform.keys import ContactKind, Identifier, identifier, loose_keys, mailbox_of, normalise_email
from coalition.platform.tenancy import Actor, acting
from consent.ledger.actions.events import record_events
from consent.ledger.actions.journal import journal_path
from consent.ledger.actions.subjects import ensure_subjects
from consent.ledger.queries.decisions import decide_many
from consent.ledger.queries.own import events_of
from consent.ledger.rules.household import name_key
from consent.ledger.rules.new_event import NewEvent, Withdrawal
from tests.consent.ledger.world import World, agree, make_world, stop
from tests.database import superuser_connection
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def journal(settings, tmp_path: Path) -> Iterator[Path]:  # type: ignore[no-untyped-def]
    settings.COMMONLIST_HOME = tmp_path
    yield journal_path()


@pytest.mark.parametrize(
    ("address", "mailbox"),
    [
        ("ana@mail.example", "ana@mail.example"),
        ("ana+news@mail.example", "ana@mail.example"),
        ("ana+a+b@mail.example", "ana@mail.example"),
        ("a.na@mail.example", "a.na@mail.example"),
        ("a.n.a+x@gmail.com", "ana@gmail.com"),
        ("ana@googlemail.com", "ana@gmail.com"),
        ("+x@mail.example", "+x@mail.example"),
    ],
)
def test_mailbox_of(address: str, mailbox: str) -> None:
    assert mailbox_of(normalise_email(address)) == mailbox


def test_loose_keys_are_not_those_of_an_address() -> None:
    ana = identifier(ContactKind.EMAIL, "ana@mail.example")

    assert ana.keys.keys() == ana.mailbox.keys()
    assert set(ana.keys.values()).isdisjoint(ana.mailbox.values())
    assert loose_keys(ContactKind.PHONE, "+15105550101") == {}


def subject(address: str) -> int:
    written = identifier(ContactKind.EMAIL, address)
    return ensure_subjects([written])[written.keys[1]]


def reason(world: World, *subjects: int, channel: str = "email") -> str:
    with acting(world.alder):
        found = decide_many(
            actor=world.alder, people=[(1, each) for each in subjects], purpose="contact", channel=channel
        )
    return found[1].reason


def kinds(subject_id: int) -> list[str]:
    person = Actor(role="subject", subject_ids=(subject_id,))
    with transaction.atomic(), acting(person):
        return sorted(events_of(person).values_list("kind", flat=True))


def test_a_no_reaches_the_other_spelling_and_a_yes_does_not() -> None:
    world = make_world()
    plain, tagged, other = subject("luz@gmail.com"), subject("l.uz+news@googlemail.com"), subject("luzi@gmail.com")
    agree(world.alder, [plain, tagged, other], channel="email")

    stop([plain])

    assert {reason(world, each) for each in (plain, tagged)} == {"withdrawn"}
    assert reason(world, other) == "consent"

    again = Actor(role="subject", subject_ids=(plain,))
    with acting(again):
        yes = NewEvent(plain, "granted", "person", 3, world.alder.organization_id, purpose="contact", channel="email")
        record_events(actor=again, now=NOW, events=[yes])
    assert (reason(world, plain), reason(world, tagged)) == ("consent", "withdrawn")


def test_a_no_reaches_spellings_that_come_later_and_those_from_before() -> None:
    world = make_world()
    keys = identifier(ContactKind.EMAIL, "old@gmail.com")
    before = ensure_subjects([Identifier(keys.keys)])[keys.keys[1]]
    stop([before], Withdrawal(channel="email"))

    later = subject("o.ld@gmail.com")
    agree(world.alder, [later], channel="email")
    assert reason(world, later) == "consent"  # nobody knows yet where the old one arrives

    assert subject("old@gmail.com") == before
    assert reason(world, later) == "withdrawn"
    newest = subject("old+x@gmail.com")
    assert kinds(newest) == ["withdrawn"]


def test_what_is_said_of_one_person_stays_with_their_identifier() -> None:
    world = make_world()
    plain, tagged = subject("luz@gmail.com"), subject("luz+a@gmail.com")

    with acting(world.alder):
        events = [NewEvent(plain, kind, "staff", 1) for kind in ("deceased", "minor", "bounced", "complained")]
        record_events(actor=world.alder, now=NOW, events=events)

    assert kinds(tagged) == ["bounced", "complained"]
    assert kinds(subject("luz+b@gmail.com")) == ["bounced", "complained"]


def test_a_bounce_taken_back_is_taken_back_for_the_mailbox() -> None:
    world = make_world()
    plain, tagged = subject("luz@gmail.com"), subject("luz+a@gmail.com")
    agree(world.alder, [tagged], channel="email")

    for kind in ("bounced", "bounced_lifted"):
        with acting(world.alder):
            said = NewEvent(plain, kind, "staff", 1, channel="email", evidence_ref="ticket 1")
            record_events(actor=world.alder, now=NOW, events=[said])

    assert kinds(tagged) == ["bounced", "bounced_lifted", "granted"]


def test_a_no_to_several_spellings_at_once_is_written_once_for_each() -> None:
    make_world()
    both = [subject("luz@gmail.com"), subject("luz+a@gmail.com")]

    stop(both)

    assert [kinds(each) for each in both] == [["withdrawn"], ["withdrawn"]]


@contextmanager
def scope_of(world: World) -> Iterator[Any]:
    with acting(world.alder), transaction.atomic(), connection.cursor() as cursor:
        yield cursor


def test_nobody_writes_copies_by_hand() -> None:
    world = make_world()

    with pytest.raises(ProgrammingError, match="row-level security"), scope_of(world) as cursor:
        cursor.execute(
            "INSERT INTO consent_event (id, subject_id, kind, actor_kind, evidence, purpose, channel, effective_at,"
            " legal_basis, source, source_organization_id, copied_from) VALUES (gen_random_uuid(), %s, 'bounced',"
            " 'staff', 1, '', 'email', now(), '', '', %s, gen_random_uuid())",
            [world.email, world.alder.organization_id],
        )


def test_the_journal_brings_the_mates_back_too(journal: Path) -> None:
    world = make_world()
    tagged = subject("ana+a@mail.example")
    agree(world.alder, [tagged], channel="email")
    with transaction.atomic():
        stop([world.email])
        transaction.set_rollback(True)
    [line] = [json.loads(line) for line in journal.read_text().splitlines()]
    assert len(line["mailbox"]) == 1
    assert reason(world, tagged) == "consent"

    call_command("replay_negatives", verbosity=0)
    call_command("replay_negatives", verbosity=0)

    assert kinds(world.email) == ["withdrawn"]
    assert kinds(tagged) == ["granted", "withdrawn"]


def suppress(actor: Actor, subjects: list[int], recipient: int | None) -> None:
    with acting(actor), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT commonlist.suppress(%s::bigint[], %s)::text", [subjects, recipient])
        assert cursor.fetchall() == [("",)]  # an organization would learn what the person told others


def suppressed() -> int:
    with superuser_connection(django_settings.DATABASES["default"]["NAME"]) as database:
        row = database.execute("SELECT count(*) FROM consent_suppression").fetchone()
    assert row
    count: int = row[0]
    return count


def erase(*subjects: int) -> None:
    """What an erasure does to the ledger."""
    name = django_settings.DATABASES["default"]["NAME"]
    with superuser_connection(name) as database, database.transaction():
        ids = list(subjects)
        for table in ("consent_event", "consent_holding", "consent_subject_key"):
            database.execute(f"DELETE FROM {table} WHERE subject_id = ANY (%s)", [ids])
        database.execute("DELETE FROM consent_subject WHERE id = ANY (%s)", [ids])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("address", ["luz@gmail.com", "L.U.Z@gmail.com", "luz+again@googlemail.com"])
def test_suppress_is_inherited_by_whoever_comes_again(address: str) -> None:
    world = make_world()
    luz = subject("luz@gmail.com")
    me = Actor(role="subject", subject_ids=(luz,))
    suppress(me, [luz], None)
    suppress(me, [luz], None)
    assert suppressed() == 2
    erase(luz)

    again = subject(normalise_email(address))
    agree(world.alder, [again], channel="email")

    assert again != luz
    assert reason(world, again) == "withdrawn"
    assert kinds(again) == ["granted", "withdrawn"]


@pytest.mark.django_db(transaction=True)
def test_suppress_keeps_what_stood_and_how_far_it_went() -> None:
    world = make_world()
    alder, birch = world.alder.organization_id or 0, world.birch.organization_id or 0
    luz, phone = subject("luz@gmail.com"), world.phone
    stop([luz], Withdrawal(recipient_organization=birch, channel="email", purpose="share"))
    with acting(world.alder):
        said = [NewEvent(luz, "deceased", "staff", 1), NewEvent(luz, "bounced", "staff", 1, channel="email")]
        record_events(actor=world.alder, now=NOW, events=said)
        taken = NewEvent(luz, "bounced_lifted", "staff", 1, channel="email", evidence_ref="ticket")
        record_events(actor=world.alder, now=NOW, events=[taken])

    suppress(world.alder, [luz, phone], alder)
    erase(luz, phone)

    assert kinds(subject("luz@gmail.com")) == ["deceased", "withdrawn", "withdrawn"]
    assert kinds(subject("luz+a@gmail.com")) == ["withdrawn", "withdrawn"]
    number = identifier(ContactKind.PHONE, "+15105550101")
    again = ensure_subjects([number])[number.keys[1]]
    agree(world.birch, [again])
    assert reason(world, again, channel="phone") == "withdrawn"
    with acting(world.birch):
        found = decide_many(actor=world.birch, people=[(1, again)], purpose="contact", channel="phone")
    assert found[1].allowed


@pytest.mark.parametrize("recipient", ["everybody", "birch"])
def test_suppress_is_the_persons_or_for_oneself(recipient: str) -> None:
    world = make_world()
    whom = None if recipient == "everybody" else world.birch.organization_id

    with pytest.raises(ProgrammingError, match="suppressed by the person"):
        suppress(world.alder, [world.phone], whom)


def test_decide_many_a_yes_on_a_shared_key_speaks_of_the_one_it_names() -> None:
    world = make_world()
    shared = subject("house@mail.example")
    person = Actor(role="subject", subject_ids=(shared,))
    with acting(person):
        alder = world.alder.organization_id
        yes = NewEvent(shared, "granted", "person", 3, alder, purpose="contact", channel="email", named="Ana ")
        record_events(actor=person, now=NOW, events=[yes])

    with acting(world.alder):
        found = decide_many(
            actor=world.alder,
            people=[(1, shared), (2, shared), (3, shared)],
            purpose="contact",
            channel="email",
            household={(1, shared): "ana", (2, shared): "Luis"},
        )

    assert {who: decision.reason for who, decision in found.items()} == {1: "consent", 2: "not_asked", 3: "consent"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT commonlist.name_key(%s, ' José')", [shared])
        assert bytes(cursor.fetchone()[0]) == name_key(shared, "JOSE\u0301 ")
        for name in ("\u0130zmir", "\u039d\u0399\u039a\u039f\u03a3"):  # where lower case is a matter of opinion
            cursor.execute("SELECT commonlist.name_key(%s, %s)", [shared, name])
            assert bytes(cursor.fetchone()[0]) == name_key(shared, name)
