"""What the functions of the ledger tell whom: an organization learns nothing of people that it does not hold."""

from typing import Any

import pytest
from django.db import connection, transaction

from coalition.platform.keys import ContactKind, contact_keys, identifier
from coalition.platform.tenancy import Actor, acting
from consent.capture.models import Form
from consent.ledger.actions.subjects import ensure_subjects, record_holdings
from consent.ledger.rules.new_event import Withdrawal
from tests.consent.ledger.world import stop
from tests.consent.portal.visits import Town, make_town

pytestmark = pytest.mark.django_db
EMAIL = "cara@mail.example"
NOBODY = Actor(role="system")


@pytest.fixture
def town(db: None) -> Town:
    return make_town()


@pytest.fixture
def cara(town: Town) -> int:
    """Somebody whom Birch alone holds."""
    (subject,) = set(ensure_subjects([identifier(ContactKind.EMAIL, EMAIL)]).values())
    with acting(town.at_birch):
        record_holdings(actor=town.at_birch, subject_ids=[subject], source="import")
    return subject


def ask(actor: Actor, statement: str, *parameters: Any) -> Any:
    with acting(actor), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, list(parameters))
        return cursor.fetchall()


def test_no_organization_finds_a_subject_that_it_does_not_hold(town: Town, cara: int) -> None:
    keys = contact_keys(ContactKind.EMAIL, EMAIL)
    statement = "SELECT commonlist.find_subject(%s::bytea[], %s::smallint[])"
    assert ask(town.at_alder, statement, list(keys.values()), list(keys)) == [(None,)]
    assert ask(town.at_birch, statement, list(keys.values()), list(keys)) == [(cara,)]
    assert ask(NOBODY, statement, list(keys.values()), list(keys)) == [(cara,)]


def test_no_organization_learns_who_is_held_by_nobody(town: Town, cara: int) -> None:
    ask(town.at_birch, "SELECT commonlist.let_go(%s::bigint[])", [cara])
    statement = "SELECT cardinality(commonlist.unheld_subjects(%s::bigint[]))"
    assert ask(town.at_birch, statement, [cara]) == [(0,)]
    assert ask(NOBODY, statement, [cara]) == [(1,)]


def test_no_organization_reads_the_keys_of_people_it_does_not_hold(town: Town, cara: int) -> None:
    statement = "SELECT commonlist.keys_for_journal(%s::bigint[])::text"
    assert ask(town.at_alder, statement, [cara]) == [("[]",)]
    assert len(ask(town.at_birch, statement, [cara])[0][0]) > 64


def test_no_organization_learns_who_was_erased_elsewhere(town: Town, cara: int) -> None:
    keys = list(contact_keys(ContactKind.EMAIL, EMAIL).values())
    ask(town.at_birch, "SELECT commonlist.let_go(%s::bigint[])", [cara])
    person = Actor(role="system", subject_ids=(cara,))
    ask(person, "SELECT commonlist.forget_subjects(%s::bigint[], NULL)", [cara])
    statement = "SELECT commonlist.forgotten_keys(%s::bytea[])"
    assert ask(town.at_alder, statement, keys) == []
    assert len(ask(NOBODY, statement, keys)) == len(keys)


def test_no_organization_learns_who_reported_what_from_the_journal(town: Town, cara: int) -> None:
    person = Actor(role="subject", subject_ids=(cara,))
    (event,) = stop([cara], Withdrawal(recipient_organization=town.birch.pk)).event_ids
    statement = "SELECT line FROM commonlist.journal_lines(%s::uuid[])"
    assert ask(town.at_alder, statement, [event]) == []
    assert len(ask(person, statement, [event])) == 1


def test_no_organization_learns_who_has_forms(town: Town) -> None:
    with acting(town.at_birch):
        Form.objects.create(organization_id=town.birch.pk, kind="sign_up", slug="birch-form", state="published")
    statement = "SELECT organization_id FROM commonlist.form_owners()"
    assert ask(NOBODY, statement) == [(town.birch.pk,)]
    others = [Actor(role="none", coalition_ids=(1,)), Actor(role="subject", subject_ids=(1,))]
    assert [ask(each, statement) for each in (town.at_alder, town.at_birch, *others)] == [[], [], [], []]
