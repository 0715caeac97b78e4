"""Receipts as they are issued: what stands in them, for whom, and that they stay what they are."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import Http404
from django.test import Client

from coalition.platform.keys import ContactKind, contact_key
from coalition.platform.tenancy import Actor, acting
from consent.ledger.actions.events import record_events
from consent.ledger.actions.notices import ensure_notice
from consent.ledger.actions.receipts import issue_receipt
from consent.ledger.queries.receipts import published_keys, receipt_document
from consent.ledger.rules.new_event import NewEvent
from consent.ledger.rules.receipt_check import Finding, check_receipt
from orgs.models import Organization
from tests.consent.ledger.world import stop, subjects_of
from tests.database import superuser_connection
from tests.factories import NOW, make_organization

pytestmark = pytest.mark.django_db

EMAIL, PHONE = "ana@mail.example", "+15105550101"
CHANNELS = ("email", "phone", "sms", "post", "visit", "social")


@pytest.fixture(autouse=True)
def journal(settings: Any, tmp_path: Any) -> None:
    settings.COMMONLIST_HOME = tmp_path


@pytest.fixture
def ana() -> Actor:
    return Actor(role="subject", subject_ids=subjects_of(EMAIL, PHONE))


@pytest.fixture
def harbor() -> Organization:
    harbor = make_organization("harbor", name="Harbor", region="US")
    harbor.legal_name, harbor.address = "Harbor Tenants Inc.", "1 Pier, Oakland"
    harbor.contact_email, harbor.privacy_url = "privacy@harbor.example", "https://harbor.example/privacy"
    harbor.save()
    return harbor


def say(ana: Actor, kind: str, organization: Organization | None = None, **fields: Any) -> NewEvent:
    """An event by Ana on the platform, about her e-mail address."""
    told = {"purpose": "contact", "channel": "email", "method": "portal", **fields}
    return NewEvent(ana.subject_ids[0], kind, "person", 3, organization.pk if organization else None, **told)


def receipt_over(ana: Actor, *events: NewEvent, language: str = "es") -> dict[str, Any]:
    """Record the events and give the receipt over them, which must be valid."""
    with acting(ana), transaction.atomic():
        ids = record_events(actor=ana, now=NOW, events=events)
        reference = issue_receipt(actor=ana, now=NOW, subject_id=ana.subject_ids[0], event_ids=ids, language=language)
        document = receipt_document(ana, reference)
    verdict = check_receipt(json.dumps(document).encode(), published_keys())
    assert (verdict.finding, verdict.why) == (Finding.VALID, "")
    return document


def record_of(document: dict[str, Any]) -> dict[str, Any]:
    (record,) = document["dpv:hasRecordOfActivity"]
    return record


def test_issue_receipt_says_who_may_do_what(ana: Actor, harbor: Organization) -> None:
    with acting(ana):
        text = "Harbor Tenants Inc. may call me."
        notice = ensure_notice(actor=ana, now=NOW, name="calls", language="es", text=text, recipients=["Harbor"])
    yes = say(ana, "granted", harbor, channel="phone", notice_id=notice, legal_basis="consent", campaign=7)

    document = receipt_over(ana, yes)

    assert document["@type"] == "dpv:ConsentReceipt"
    assert document["dct:conformsTo"] == "https://w3id.org/dpv/schema/dpv-27560#receipt-record"
    assert document["dct:language"] == "es"
    record = record_of(document)
    assert record["dpv:hasDataController"] == {
        "@type": "dpv:DataController",
        "cl:party": "organization",
        "schema:name": "Harbor Tenants Inc.",
        "schema:address": "1 Pier, Oakland",
        "schema:email": "privacy@harbor.example",
        "schema:url": "https://harbor.example/privacy",
    }
    assert record["dpv:hasJurisdiction"] == "loc:US"
    assert record["dpv:hasLegalBasis"] == ["dpv:ExplicitlyExpressedConsent"]
    process = record["dpv:hasProcess"]
    assert process["dpv:hasPurpose"] == ["dpv:CommunicationManagement", "cl:BeContactedForACampaign"]
    assert (process["cl:channel"], process["cl:campaign"]) == ("phone", "7")
    assert process["dpv:hasPersonalData"] == ["pd:TelephoneNumber"]
    assert record["dpv:hasNotice"]["dct:identifier"] == "calls"
    assert len(record["dpv:hasNotice"]["cl:sha256"]) == 64
    assert record["dpv:hasConsentStatus"]["@type"] == "dpv:ConsentGiven"
    assert record["dpv:hasConsentStatus"]["dpv:isIndicatedBy"] == "dpv:DataSubject"
    assert record["dpv:hasConsentStatus"]["dpv:hasIndicationMethod"] == "the person's own page of choices"
    assert record["cl:ledger"]["cl:events"] == [str(yes.id)]
    assert record["cl:ledger"]["cl:evidence"] == "E3"


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("granted", "dpv:ConsentGiven"),
        ("refused", "dpv:ConsentRefused"),
        ("withdrawn", "dpv:ConsentWithdrawn"),
        ("objected", "dpv:ObjectingToProcess"),
        ("paused", "cl:Paused"),
        ("resumed", "cl:PauseEnded"),
        ("do_not_contact", "cl:DoNotContact"),
        ("do_not_contact_lifted", "cl:DoNotContactLifted"),
    ],
)
def test_issue_receipt_over_whatever_a_person_says(ana: Actor, harbor: Organization, kind: str, status: str) -> None:
    until = NOW + timedelta(days=90) if kind == "paused" else None
    record = record_of(receipt_over(ana, say(ana, kind, harbor, until=until)))
    assert record["dpv:hasConsentStatus"]["@type"] == status
    lasts = record["dpv:hasConsentStatus"]["dpv:hasDuration"]
    assert lasts["rdf:value"] == ("2027-02-19T12:00:00.000000Z" if until else "until the person says otherwise")


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("purpose", ["contact", "share", "match"])
def test_issue_receipt_for_every_purpose_and_channel(
    ana: Actor, harbor: Organization, purpose: str, channel: str
) -> None:
    record = record_of(receipt_over(ana, say(ana, "refused", harbor, purpose=purpose, channel=channel)))
    assert record["dpv:hasProcess"]["cl:channel"] == channel


@pytest.mark.parametrize(("country", "profile"), [("ES", "eu-gdpr"), ("GB", "eu-gdpr"), ("NO", "eu-gdpr"), ("MX", "")])
def test_the_profile_is_the_one_of_the_country(ana: Actor, country: str, profile: str) -> None:
    there = make_organization("there", region=country)
    document = receipt_over(ana, say(ana, "granted", there, legal_basis="consent"))
    record = record_of(document)
    if profile:
        assert document["dct:conformsTo"].endswith("#receipt-eu-gdpr")
        assert record["dct:conformsTo"].endswith("#record-eu-gdpr")
        assert record["dpv:hasLegalBasis"] == ["eu-gdpr:A6-1-a-explicit-consent", "eu-gdpr:A9-2-a"]
    else:
        assert document["dct:conformsTo"].endswith("#receipt-record")
        assert record["dpv:hasLegalBasis"] == ["dpv:ExplicitlyExpressedConsent"]


def test_what_an_organization_did_not_give_is_called_not_given(ana: Actor) -> None:
    controller = record_of(receipt_over(ana, say(ana, "refused", make_organization("sol", name="Sol"))))[
        "dpv:hasDataController"
    ]
    assert controller["schema:name"] == "Sol"
    assert {controller[f"schema:{name}"] for name in ("address", "email", "url")} == {"not given"}


def test_one_receipt_tells_all_of_one_change_and_names_the_person_differently_to_each(
    ana: Actor, harbor: Organization
) -> None:
    sol = make_organization("sol")
    document = receipt_over(ana, say(ana, "granted", harbor), say(ana, "refused", sol))
    first, second = document["dpv:hasRecordOfActivity"]
    assert first["dpv:hasDataSubject"]["@id"] != second["dpv:hasDataSubject"]["@id"]
    again = record_of(receipt_over(ana, say(ana, "withdrawn", harbor)))
    assert again["dpv:hasDataSubject"]["@id"] in {
        first["dpv:hasDataSubject"]["@id"],
        second["dpv:hasDataSubject"]["@id"],
    }


def test_a_no_for_several_identifiers_is_one_record_and_tells_no_holder(ana: Actor, harbor: Organization) -> None:
    with acting(ana):
        reference = issue_receipt(
            actor=ana, now=NOW, subject_id=ana.subject_ids[0], event_ids=stop(ana.subject_ids).event_ids
        )
        document = receipt_document(ana, reference)
    record = record_of(document)
    assert len(record["cl:ledger"]["cl:events"]) == 2
    assert record["dpv:hasDataController"]["schema:name"] == "every organization and coalition on this platform"
    assert "Harbor" not in json.dumps(document)
    assert check_receipt(json.dumps(document).encode(), published_keys()).valid


def test_no_identifier_stands_in_a_receipt(ana: Actor, harbor: Organization) -> None:
    document = receipt_over(ana, say(ana, "granted", harbor), say(ana, "withdrawn"))
    text = json.dumps(document).lower()
    for kind, value in ((ContactKind.EMAIL, EMAIL), (ContactKind.PHONE, PHONE)):
        assert value not in text
        assert value.lstrip("+") not in text
        assert contact_key(kind, value).hex() not in text
    assert "ana@" not in text
    for subject in ana.subject_ids:
        assert f'"{subject}"' not in text
        assert f"|{subject}" not in text


def test_a_receipt_verifies_later_though_the_names_have_changed(ana: Actor, harbor: Organization) -> None:
    document = receipt_over(ana, say(ana, "granted", harbor))
    harbor.legal_name = harbor.name = "Another name"
    harbor.save()
    with acting(ana):
        kept = receipt_document(ana, document["dct:identifier"])
    assert kept == document
    assert check_receipt(json.dumps(kept).encode(), published_keys()).valid


def test_nobody_changes_a_receipt_not_even_the_owner_of_the_server(ana: Actor, harbor: Organization) -> None:
    receipt_over(ana, say(ana, "granted", harbor))
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege('commonlist_app', 'consent_receipt', 'UPDATE, DELETE')")
        assert cursor.fetchone() == (False,)
    with superuser_connection(connection.settings_dict["NAME"]) as database:
        found = database.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = 'consent_receipt'::regclass AND NOT tgisinternal"
        ).fetchall()
    assert found == [("consent_receipt_kept",)]


@pytest.mark.django_db(transaction=True)
def test_an_update_of_a_receipt_is_refused_by_the_database(ana: Actor, harbor: Organization) -> None:
    receipt_over(ana, say(ana, "granted", harbor))
    with superuser_connection(connection.settings_dict["NAME"]) as database, pytest.raises(Exception, match="never"):
        database.execute("UPDATE consent_receipt SET document = '{}'")


def test_issue_receipt_for_somebody_else_is_refused(ana: Actor, harbor: Organization) -> None:
    bea = Actor(role="subject", subject_ids=subjects_of("bea@mail.example", "+15105550102"))
    with acting(bea):
        hers = record_events(actor=bea, now=NOW, events=[say(bea, "granted", harbor)])
    with acting(ana):
        with pytest.raises(PermissionError):
            issue_receipt(actor=ana, now=NOW, subject_id=bea.subject_ids[0], event_ids=hers)
        with pytest.raises(PermissionError):
            issue_receipt(actor=ana, now=NOW, subject_id=ana.subject_ids[0], event_ids=hers)
        with pytest.raises(ValueError, match="no events"):
            issue_receipt(actor=ana, now=NOW, subject_id=ana.subject_ids[0], event_ids=[])


def test_a_receipt_of_somebody_else_is_not_found(ana: Actor, harbor: Organization) -> None:
    document = receipt_over(ana, say(ana, "granted", harbor))
    bea = Actor(role="subject", subject_ids=subjects_of("bea@mail.example", "+15105550102"))
    with acting(bea), pytest.raises(Http404):
        receipt_document(bea, document["dct:identifier"])


def test_retired_keys_stay_published_even_when_taken_off_the_list(
    ana: Actor, harbor: Organization, settings: Any
) -> None:
    old = receipt_over(ana, say(ana, "granted", harbor))
    before = published_keys()
    settings.RECEIPT_KEY_VERSIONS = (3,)
    after = published_keys()
    assert len(after["keys"]) == 3
    assert before["keys"][0] in after["keys"]
    assert check_receipt(json.dumps(old).encode(), after).valid
    new = receipt_over(ana, say(ana, "withdrawn", harbor))
    assert check_receipt(json.dumps(new).encode(), before).finding is Finding.UNKNOWN_KEY


def test_the_keys_are_public_and_cacheable(client: Client) -> None:
    answer = client.get("/.well-known/jwks.json")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/jwk-set+json"
    assert answer["Cache-Control"] == "public, max-age=3600"
    (key,) = answer.json()["keys"]
    assert set(key) == {"alg", "crv", "kid", "kty", "use", "x"}  # no d: nothing private


def test_the_schema_is_where_the_receipt_says(ana: Actor, harbor: Organization, client: Client, settings: Any) -> None:
    document = receipt_over(ana, say(ana, "granted", harbor))
    url = document["schema:schemaVersion"]
    assert url.startswith(settings.BASE_URL)
    answer = client.get(url.removeprefix(settings.BASE_URL))
    assert answer.json()["$id"] == "urn:commonlist:schema:receipt:1"
