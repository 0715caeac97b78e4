"""Every page of the portal stays light for somebody whom fifty organizations have held for long; nothing is cut off."""

import re

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from coalition.platform.tenancy import acting, system_actor
from consent.ledger.actions.events import record_events
from consent.ledger.actions.subjects import record_holdings
from consent.ledger.rules.new_event import NewEvent
from orgs.models import Organization
from tests.consent.portal.visits import EMAIL, PHONE, proven
from tests.database import superuser_connection
from tests.factories import NOW, make_coalition, make_organization, make_person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.verify]
HEAVIEST = 100 * 1024  # bytes of a page
ORGANIZATIONS, EACH = 50, 60

# What years bring: contacts and notes at each organization, receipts.
HISTORY = """
INSERT INTO consent_attempt (subject_id, started_at, acting_organization, channel, purpose, state, decision)
SELECT %(subject)s, now() - n * interval '1 minute', o.id, 'email', 'contact', 'sent',
       jsonb_build_object('subjects', ARRAY[%(subject)s::bigint], 'events', '[]'::jsonb, 'reason', 'consent')
  FROM orgs_organization o, generate_series(1, %(each)s) n;
INSERT INTO orgs_interaction (organization_id, constituent_id, kind, occurred_at, summary, outcome, source)
SELECT c.organization_id, c.id, 'note', now() - n * interval '1 minute', repeat('Asked about the rent. ', 13), '', ''
  FROM orgs_constituent c, generate_series(1, %(each)s) n;
INSERT INTO consent_receipt (subject_id, reference, event_ids, issued_at)
SELECT %(subject)s, md5(n::text), '{}', now() - n * interval '1 day' FROM generate_series(1, %(each)s) n
"""


def somebody() -> tuple[int, int, list[Organization]]:
    """The subjects of a person whom everybody holds, with a word of the first organization on passing on to each."""
    organizations = [make_organization(f"organization-with-a-long-name-{number}") for number in range(ORGANIZATIONS)]
    make_coalition("valley", organizations)
    for organization in organizations:
        person = make_person(organization, "Ana", "Alvarez", email=EMAIL, phone=PHONE, source="Petition at the fair")
        own = system_actor(organization_id=organization.pk)
        with acting(own):
            email, phone = person.contact_points.order_by("kind").values_list("subject_id", flat=True)
            record_holdings(actor=own, subject_ids=[email, phone], source="import")
    own = system_actor(organization_id=organizations[0].pk)
    grants = [
        NewEvent(email, "granted", "import", 2, recipient_organization=each.pk, purpose="share", channel="email")
        for each in organizations
    ]
    with acting(own):
        record_events(actor=own, now=NOW, events=grants)
    return email, phone, organizations


def lived(email: int) -> None:
    with superuser_connection(settings.DATABASES["default"]["NAME"]) as connection:
        for statement in HISTORY.split(";"):
            connection.execute(statement.encode(), {"subject": email, "each": EACH})


def visit(client: Client, path: str, seen: list[str]) -> str:
    """All pages of a list, one after the other."""
    told, number = "", 1
    while True:
        page = client.get(path, {"page": number}).content
        if len(page) > HEAVIEST:
            seen.append(f"{path}, page {number}: {len(page)} bytes")
        told += page.decode()
        if b'rel="next"' not in page:
            return told
        number += 1


def test_every_page_is_light_and_nothing_is_cut_off() -> None:
    with transaction.atomic():
        email, phone, organizations = somebody()
    lived(email)
    client = proven(email, EMAIL, full=True, second=phone)
    heavy: list[str] = []

    assert (
        client.post("/p/me/requests/correct/", {"whom": "all", "what": "city", "value": "Berkeley"}).status_code == 302
    )
    group = f"/p/me/groups/{organizations[0].pk}/"
    pages = {
        path: visit(client, path, heavy)
        for path in (
            "/p/me/", "/p/me/passing/", "/p/me/received/", "/p/me/limits/", "/p/me/requests/", "/p/receipts/", group,
            f"{group}notes/", f"{group}wishes/", "/p/me/requests/correct/", "/p/me/requests/erase/",
            "/p/me/requests/complain/", "/p/me/proof/", "/p/data/", "/p/me/check/?stop=all",
        )
    }  # fmt: skip

    assert heavy == []
    assert len(set(re.findall(r'href="/p/me/groups/(\d+)/"', pages["/p/me/"]))) == ORGANIZATIONS
    assert len(set(re.findall(r'name="(pass-\w+-share)"', pages["/p/me/passing/"]))) == ORGANIZATIONS
    assert pages["/p/me/requests/"].count("request-") >= ORGANIZATIONS
    assert len(set(re.findall(r"/p/receipts/(\w+)/", pages["/p/receipts/"]))) == EACH
    assert pages[group].count("· E-mail") == EACH
    assert pages[f"{group}notes/"].count("· Note</div>") == EACH
