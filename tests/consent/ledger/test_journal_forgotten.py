"""The journal and people who were erased: they stay unknown, and their no holds for whoever shares their mailbox."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import ProgrammingError, connection, transaction

from coalition.platform.keys import ContactKind, contact_keys, identifier
from coalition.platform.tenancy import Actor, acting, system_actor
from consent.ledger.actions.events import record_events
from consent.ledger.actions.journal import replay_negatives
from consent.ledger.actions.subjects import ensure_subjects
from consent.ledger.queries.own import find_subject
from consent.ledger.rules.new_event import NewEvent, Withdrawal
from tests.consent.ledger.test_mailboxes import kinds, reason, subject
from tests.consent.ledger.world import World, agree, make_world, stop
from tests.database import superuser_connection
from tests.factories import NOW

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def journal(settings, tmp_path: Path) -> Iterator[None]:  # type: ignore[no-untyped-def]
    settings.COMMONLIST_HOME = tmp_path
    yield


def erase(subject_id: int) -> None:
    person = Actor(role="system", subject_ids=(subject_id,))
    with acting(person), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM commonlist.forget_subjects(%s::bigint[], NULL)", [[subject_id]])


def lost(subject_id: int, world: World) -> None:
    """What a backup does not have: a no, a report of a death and a bounce, all in the journal."""
    with transaction.atomic():
        stop([subject_id], Withdrawal(recipient_organization=world.alder.organization_id))
        with acting(world.alder):
            reports = [NewEvent(subject_id, kind, "staff", 1, channel="email") for kind in ("deceased", "bounced")]
            record_events(actor=world.alder, now=NOW, events=reports)
        transaction.set_rollback(True)


def test_replay_negatives_reaches_the_mailbox_of_somebody_erased() -> None:
    world = make_world()
    luz, mate = subject("luz@gmail.com"), subject("l.uz+news@gmail.com")
    agree(world.alder, [mate], channel="email")
    lost(luz, world)
    erase(luz)
    assert reason(world, mate) == "consent"

    assert replay_negatives(actor=system_actor()) == 1
    assert replay_negatives(actor=system_actor()) == 0

    assert kinds(mate) == ["granted", "withdrawn"]
    assert reason(world, mate) == "withdrawn"
    assert find_subject(contact_keys(ContactKind.EMAIL, "luz@gmail.com")) is None


def test_replay_negatives_keeps_the_no_of_somebody_erased_by_key() -> None:
    world = make_world()
    luz = subject("luz@gmail.com")
    lost(luz, world)
    erase(luz)

    assert replay_negatives(actor=system_actor()) == 0

    with superuser_connection(django_settings.DATABASES["default"]["NAME"]) as database:
        kept = database.execute(
            "SELECT loose, kind, recipient_organization_id FROM consent_suppression ORDER BY 1, 3 NULLS FIRST"
        ).fetchall()
    own = world.alder.organization_id
    assert kept == [(loose, "withdrawn", whom) for loose in (False, True) for whom in (None, own)]
    again = identifier(ContactKind.EMAIL, "luz@gmail.com")
    assert kinds(ensure_subjects([again])[again.keys[1]]) == ["withdrawn", "withdrawn"]


@pytest.mark.parametrize("scope", ["organization", "person"])
def test_replay_forgotten_is_the_platforms_alone(scope: str) -> None:
    world = make_world()
    actor = world.alder if scope == "organization" else Actor(role="subject", subject_ids=(world.email,))

    with (
        pytest.raises(ProgrammingError, match="the platform alone"),
        acting(actor),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT commonlist.replay_forgotten('[]')")
