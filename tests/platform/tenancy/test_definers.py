"""Functions that run with the definer's rights do so whatever their caller left in the session."""

from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

from coalition.platform.tenancy import acting, system_actor
from consent.ledger.actions.events import record_events
from consent.ledger.rules.new_event import NewEvent
from orgs.models import ContactPoint, Organization
from tests.factories import NOW, make_organization, make_person

pytestmark = pytest.mark.django_db


def ask(statement: str, *values: int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def test_every_definer_function_looks_into_temporary_tables_last() -> None:
    paths = ask("SELECT proname, proconfig FROM pg_proc WHERE prosecdef AND pronamespace = 'commonlist'::regnamespace")
    assert len(paths) > 10
    last = "search_path=pg_catalog, public, pg_temp"
    assert [name for name, settings in paths if last not in (settings or ())] == []


def test_a_temporary_table_does_not_take_the_place_of_the_ledger() -> None:
    alder = make_organization("alder")
    subject = subject_of(alder)
    with acting(system_actor(organization_id=alder.pk)), connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE consent_event ON COMMIT DROP AS"
            " SELECT gen_random_uuid() AS id, %s::bigint AS subject_id, 'granted' AS kind, 4 AS evidence,"
            " now() AS recorded_at, now() AS effective_at, NULL::timestamptz AS until, 'person' AS actor_kind,"
            " 'contact' AS purpose, 'phone' AS channel, %s::bigint AS recipient_organization_id,"
            " NULL::bigint AS recipient_coalition_id, NULL::bigint AS campaign",
            [subject, alder.pk],
        )
        cursor.execute("GRANT SELECT ON consent_event TO PUBLIC")
        decided = ask(
            "SELECT allowed, reason FROM commonlist.decide(ARRAY[1]::bigint[], ARRAY[%s]::bigint[], %s, NULL, NULL,"
            " 'contact', 'phone', clock_timestamp(), 1)",
            subject,
            alder.pk,
        )
    assert decided == [(False, "not_asked")]


FORGED = (
    "INSERT INTO consent_event (id, subject_id, kind, actor_kind, evidence, purpose, channel, effective_at,"
    " legal_basis, source, source_organization_id, recipient_organization_id)"
    " VALUES (gen_random_uuid(), %s, %s, %s, %s, %s, %s, now(), '', 'forged', %s, %s)"
)


@pytest.mark.parametrize(
    ("kind", "actor_kind", "evidence", "purpose", "channel", "source", "recipient"),
    [
        ("do_not_contact_lifted", "person", 4, "", "", "alder", None),
        ("resumed", "person", 3, "", "", "alder", "alder"),
        ("granted", "person", 3, "contact", "phone", "alder", "alder"),
        ("granted", "staff", 1, "contact", "phone", "birch", "birch"),
        ("granted", "staff", 1, "contact", "phone", "alder", "birch"),
        ("withdrawn", "staff", 1, "", "", "alder", None),
        ("withdrawn", "staff", 1, "", "", "alder", "birch"),
        ("withdrawn", "staff", 1, "", "", None, "alder"),
    ],
)
def test_the_wall_refuses_a_choice_that_an_organization_may_not_record(
    kind: str, actor_kind: str, evidence: int, purpose: str, channel: str, source: str | None, recipient: str | None
) -> None:
    organizations = {name: make_organization(name) for name in ("alder", "birch")}
    ids = {name: organization.pk for name, organization in organizations.items()}
    subject = subject_of(organizations["alder"])
    said: list[Any] = [
        subject,
        kind,
        actor_kind,
        evidence,
        purpose,
        channel,
        ids.get(source or ""),
        ids.get(recipient or ""),
    ]
    with acting(system_actor(organization_id=ids["alder"])), connection.cursor() as cursor:
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            cursor.execute(FORGED, said)
        cursor.execute(FORGED, [subject, "withdrawn", "staff", 1, "", "phone", ids["alder"], ids["alder"]])


def test_the_wall_refuses_a_holding_of_another_organization() -> None:
    alder, birch = make_organization("alder"), make_organization("birch")
    subject = subject_of(alder)
    holding = "INSERT INTO consent_holding (subject_id, holder_id, since, source) VALUES (%s, %s, now(), 'forged')"
    refused = pytest.raises(ProgrammingError, match="row-level security")
    with acting(system_actor(organization_id=alder.pk)), connection.cursor() as cursor, refused, transaction.atomic():
        cursor.execute(holding, [subject, birch.pk])


def test_the_wall_refuses_a_receipt_for_somebody_who_is_not_here() -> None:
    subject = subject_of(make_organization("alder"))
    receipt = "INSERT INTO consent_receipt (subject_id, reference, event_ids) VALUES (%s, 'forged', '{}')"
    refused = pytest.raises(ProgrammingError, match="row-level security")
    with connection.cursor() as cursor, refused, transaction.atomic():
        cursor.execute(receipt, [subject])


def subject_of(organization: Organization) -> int:
    with acting(system_actor(organization_id=organization.pk)):
        person = make_person(organization, "Ana", phone="+14155550101")
        return ContactPoint.objects.values_list("subject_id", flat=True).get(constituent=person)


def test_an_organization_records_what_its_own_people_told_it() -> None:
    alder = make_organization("alder")
    subject, own = subject_of(alder), system_actor(organization_id=alder.pk)
    with acting(own):
        said = NewEvent(
            subject_id=subject, kind="granted", actor_kind="staff", evidence=1, recipient_organization=alder.pk,
            purpose="contact", channel="phone",
        )  # fmt: skip
        assert len(record_events(actor=own, now=NOW, events=[said])) == 1
