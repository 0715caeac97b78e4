"""The gate for many: every person of a block decided under the locks of all."""

import psycopg
import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from coalition.platform.keys import ContactKind, identifier
from coalition.platform.tenancy import Actor, acting
from consent.ledger.actions.bulk_gate import MOST_KEYS, release_contacts
from consent.ledger.actions.subjects import ensure_subjects, record_holdings
from consent.ledger.models import Holding
from consent.ledger.rules.new_event import Withdrawal
from tests.consent.ledger.world import agree, make_world, stop, subjects_of
from tests.database import superuser_connection
from tests.factories import NOW

ANA, BEN = 1, 2


@pytest.mark.django_db
def test_release_contacts_decides_each_person_by_each_channel() -> None:
    world = make_world()
    mail, phone = subjects_of("ben@mail.example", "+15105550102")
    agree(world.alder, [mail], channel="email")
    pairs = [(ANA, world.email), (ANA, world.phone), (BEN, mail), (BEN, phone)]

    with acting(world.alder):
        found = release_contacts(actor=world.alder, now=NOW, people=pairs, channels=["phone", "email"])

    assert found is not None
    told = {channel: {pk: each.reason for pk, each in by.items()} for channel, by in found.items()}
    assert told == {"phone": {ANA: "consent", BEN: "not_asked"}, "email": {ANA: "not_asked", BEN: "consent"}}


@pytest.mark.django_db
def test_release_contacts_hears_a_no_on_any_identifier_of_the_person() -> None:
    world = make_world()
    stop([world.email], Withdrawal())

    with acting(world.alder):
        pairs = [(ANA, world.email), (ANA, world.phone)]
        found = release_contacts(actor=world.alder, now=NOW, people=pairs, channels=["phone"])

    assert found is not None and not found["phone"][ANA].allowed


@pytest.mark.django_db(transaction=True)
def test_release_contacts_holds_its_locks_until_the_transaction_ends() -> None:
    world = make_world()
    pairs = [(ANA, world.email), (ANA, world.phone)]
    with superuser_connection(connection.settings_dict["NAME"]) as other:
        other.autocommit = False
        with acting(world.alder), transaction.atomic():
            assert release_contacts(actor=world.alder, now=NOW, people=pairs, channels=["phone"]) is not None
            with pytest.raises(psycopg.errors.LockNotAvailable):
                other.execute("SELECT 1 FROM consent_subject WHERE id = %s FOR UPDATE NOWAIT", [world.phone])
            other.rollback()
        other.execute("SELECT 1 FROM consent_subject WHERE id = %s FOR UPDATE NOWAIT", [world.phone])
        with acting(world.alder), transaction.atomic():
            assert release_contacts(actor=world.alder, now=NOW, people=pairs, channels=["phone"]) is None
        other.rollback()


@pytest.mark.django_db
def test_release_contacts_is_for_who_may_contact_in_their_own_name() -> None:
    world = make_world()
    pairs = [(ANA, world.phone)]

    with acting(world.alder):
        analyst = Actor(role="analyst", organization_id=world.alder.organization_id)
        with pytest.raises(PermissionDenied):
            release_contacts(actor=analyst, now=NOW, people=pairs, channels=["phone"])
        with pytest.raises(DatabaseError), transaction.atomic():
            release_contacts(actor=world.birch, now=NOW, people=pairs, channels=["phone"])


@pytest.mark.django_db
def test_release_contacts_takes_no_more_identifiers_than_a_block_holds() -> None:
    world = make_world()
    pairs = [(number % 2, number) for number in range(MOST_KEYS + 1)]

    with acting(world.alder), pytest.raises(ValueError, match="1001 identifiers in one block"):
        release_contacts(actor=world.alder, now=NOW, people=pairs, channels=["phone"])


@pytest.mark.django_db
def test_record_holdings_of_a_file_stands_beside_that_of_the_list() -> None:
    world = make_world()
    written = identifier(ContactKind.EMAIL, "ana@mail.example")
    assert ensure_subjects([written])[written.keys[1]] == world.email

    with acting(world.alder), transaction.atomic():
        for _again in range(2):
            record_holdings(actor=world.alder, subject_ids=[world.email], source="export", export=7)
    with acting(Actor(role="subject", subject_ids=(world.email,))):
        mine = Holding.objects.filter(holder=world.alder.organization_id).order_by("id")
        assert list(mine.values_list("source", "export")) == [("import", None), ("export", 7)]
