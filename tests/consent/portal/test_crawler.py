"""A scanner that follows every link of every mail, text and page changes nothing: 0 changes over GET and HEAD."""

import hashlib
import html
import re
from collections.abc import Iterator

import psycopg
import pytest
from django.conf import settings
from django.core import mail
from django.db import transaction
from django.test import Client
from django.urls import reverse

from coalition.platform.server.embedded import SUPERUSER
from coalition.platform.tenancy import acting, system_actor
from consent.portal.actions.second_links import send_second_links
from consent.portal.jobs import announce_second_link, send_code, send_receipt
from consent.portal.models import PortalSession, StepUp
from orgs.models import OutboxMessage
from orgs.rules.unsubscribe import StopLink, make_token
from tests.consent.portal.visits import Town, enter, link_and_code, make_town
from tests.consent.portal.visits import ask as ask_for_link
from tests.factories import NOW
from tests.trust.figures import publish

# What a person's own reading leaves behind: the log says that they looked.
READING = {"portal.choices.read", "orgs.crossing.entered"}
LOG = ("audit_event", "audit_event_party", "audit_event_subject")
MOST = 400

TABLES = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1
"""


def superuser() -> psycopg.Connection:
    database = settings.DATABASES["default"]
    return psycopg.connect(host=str(database["HOST"]), user=SUPERUSER, dbname=database["NAME"], autocommit=True)


def state() -> dict[str, str]:
    """A digest of every table but the log."""
    with superuser() as connection:
        tables = [name for (name,) in connection.execute(TABLES).fetchall() if name not in LOG]
        return {
            name: hashlib.sha256(
                repr(connection.execute(f'SELECT t::text FROM "{name}" t ORDER BY 1').fetchall()).encode()
            ).hexdigest()
            for name in tables
        }


def verbs() -> dict[str, int]:
    with superuser() as connection:
        return dict(connection.execute("SELECT verb, count(*) FROM audit_event GROUP BY 1").fetchall())


def links(page: str, path: str) -> Iterator[str]:
    """Every address that the page offers to follow: links, and what its forms would ask for by GET."""
    for found in re.findall(r'href="([^"]+)"', page):
        yield html.unescape(found)
    for attributes, inside in re.findall(r"<form([^>]*)>(.*?)</form>", page, re.S):
        if 'method="post"' in attributes:
            continue
        action = re.search(r'action="([^"]+)"', attributes)
        for field in re.findall(r"<(?:input|button)[^>]*>", inside):
            name, value = re.search(r'name="([^"]+)"', field), re.search(r'value="([^"]*)"', field)
            if name:
                yield f"{action[1] if action else path}?{name[1]}={value[1] if value else ''}"


def crawl(client: Client, start: set[str]) -> set[str]:
    """GET and HEAD everything below ``/p/`` that can be reached; the paths."""
    waiting, seen = set(start), set[str]()
    while waiting and len(seen) < MOST:
        path = waiting.pop()
        seen.add(path)
        response = client.get(path)
        assert response.status_code in {200, 302, 404, 405}, f"{path}: {response.status_code}"
        client.head(path)
        if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
            found = {each.partition("#")[0] for each in links(response.content.decode(), path)}
            waiting |= {each for each in found if each.startswith("/p/")} - seen
    return seen


def mailed() -> set[str]:
    """The paths of all links in all mails and texts."""
    told = [str(message.body) for message in mail.outbox] + [message.body for message in OutboxMessage.objects.all()]
    base = re.escape(settings.BASE_URL)
    return {path for body in told for path in re.findall(rf"{base}(/\S*)", body)}


def everything_that_is_sent(town: Town) -> Client:
    """Ana's visit, in which every kind of message is sent."""
    ana = Client()
    ask_for_link(Client(), "nobody@mail.example")
    enter(ana)
    reference = ana.post("/p/me/check/", {"stop": str(town.birch.pk)}).url.split("/")[3]  # type: ignore[attr-defined]
    send_receipt(session_id=PortalSession.objects.latest("pk").pk, reference=reference, language="en")
    ana.post("/p/me/proof/", {"way": str(town.phone)})
    send_code(step_id=StepUp.objects.get().pk)
    zoe = Client()
    enter(zoe, "zoe@mail.example")
    zoe.post("/p/me/proof/")
    announce_second_link(step_id=StepUp.objects.latest("pk").pk)
    with superuser() as connection:
        connection.execute("UPDATE portal_stepup SET send_after = now()")
    with acting(system_actor()):
        assert send_second_links(actor=system_actor(), now=NOW) == 1
    ask_for_link(ana)
    return ana


@pytest.mark.django_db(transaction=True)
def test_following_every_link_changes_nothing() -> None:
    with transaction.atomic():
        town = make_town()
    ana = everything_that_is_sent(town)
    link, code = link_and_code()
    stop = make_token(settings.ROOT_KEY, StopLink(town.email, town.alder.pk, "email"))
    start = {*mailed(), reverse("portal:unsubscribe", args=[stop]), "/p/", "/p/sent/", "/p/me/"}
    before, said = state(), verbs()

    scanned = crawl(Client(), start) | crawl(ana, start)

    changed = [name for name, digest in state().items() if digest != before[name]]
    publish("changes over GET and HEAD", value=len(changed), target="= 0", unit="tables", rounds=len(scanned))
    assert changed == []
    assert {verb for verb, count in verbs().items() if count != said.get(verb)} <= READING
    for needed in ("/p/me/limits/", "/p/me/requests/erase/", "/p/me/check/?stop=all", "/p/data/", "/p/receipts/"):
        assert needed in scanned, "the crawler came everywhere"
    assert len(scanned) > 30
    assert Client().post(link).status_code == 302, "a link opens after any scanner"
    assert code


@pytest.mark.django_db(transaction=True)
def test_the_crawler_would_notice() -> None:
    with transaction.atomic():
        town = make_town()
    ana = everything_that_is_sent(town)
    before = state()

    ana.post("/p/me/check/", {"stop": "all"})

    assert "consent_event" in {name for name, digest in state().items() if digest != before[name]}
