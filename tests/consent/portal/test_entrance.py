"""Getting into the portal, and everything that must not get in."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from coalition.platform.keys import ContactKind
from consent.portal.actions.links import PER_IP, PER_KEY
from consent.portal.jobs import send_link
from consent.portal.models import LinkRequest, PortalSession, PortalToken
from orgs.models import OutboxMessage
from tests.consent.portal.visits import EMAIL, ask, enter, last_message, link_and_code, make_town

pytestmark = pytest.mark.django_db


def test_a_known_address_gets_a_link_that_opens_once() -> None:
    make_town()
    client = Client()
    ask(client)
    message = last_message()
    assert (message.to, message.subject) == ([EMAIL], "Your link to your contact choices")
    assert "http://127.0.0.1:8000/p/open/" in message.body
    link, _ = link_and_code()

    assert client.post(link).url == "/p/me/"  # type: ignore[attr-defined]
    assert client.get("/p/me/").status_code == 200

    replay = Client().post(link)
    assert replay.status_code == 410
    assert "This link does not work any more" in replay.content.decode()
    assert Client().get("/p/me/").status_code == 302


def test_an_unknown_address_gets_the_same_page_and_another_message() -> None:
    make_town()
    known, unknown = Client(), Client()
    ask(known)
    ask(unknown, "nobody@mail.example")

    assert last_message().subject == "Nothing is held about this address"
    assert "/p/open/" not in last_message().body
    pages = [blank(client.get("/p/sent/").content.decode()) for client in (known, unknown)]
    assert pages[0] == pages[1]
    wrong = [client.post("/p/sent/", {"code": "000000"}) for client in (known, unknown)]
    assert [each.status_code for each in wrong] == [422, 422]
    assert blank(wrong[0].content.decode()) == blank(wrong[1].content.decode())


def blank(page: str) -> str:
    """The page without its CSRF token."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)


def test_asking_runs_the_same_statements_for_known_and_unknown() -> None:
    make_town()

    assert statements(EMAIL) == statements("nobody@mail.example")


def statements(contact: str) -> list[str]:
    """Every statement that asking for ``contact`` runs."""
    seen: list[str] = []

    def note(run: Callable[..., object], sql: str, *rest: object) -> object:
        seen.append("SAVEPOINT" if "SAVEPOINT" in sql else sql)
        return run(sql, *rest)

    with connection.execute_wrapper(note):
        Client().post("/p/", {"contact": contact})
    return seen


def test_get_and_head_use_nothing_up() -> None:
    make_town()
    client = Client()
    ask(client)
    link, _ = link_and_code()
    before = state()

    for _ in range(3):
        assert client.get(link).status_code == 200
        assert client.head(link).status_code == 200
    client.get("/p/sent/")
    client.head("/p/")

    assert state() == before
    assert client.post(link).status_code == 302


def state() -> list[object]:
    """Everything that the portal remembers."""
    return [list(model.objects.order_by("id").values()) for model in (LinkRequest, PortalToken, PortalSession)]


def test_an_expired_link_does_not_open() -> None:
    make_town()
    client = Client()
    ask(client)
    link, code = link_and_code()
    age("10 minutes")

    assert client.post(link).status_code == 410
    assert client.post("/p/sent/", {"code": code}).status_code == 422


def age(interval: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE portal_portaltoken SET expires_at = expires_at - %s::interval", [interval])
        cursor.execute("UPDATE portal_portalsession SET expires_at = expires_at - %s::interval", [interval])
        cursor.execute("UPDATE portal_linkrequest SET asked_at = asked_at - %s::interval", [interval])


def test_the_code_opens_in_the_browser_that_asked_alone() -> None:
    make_town()
    client, foreign = Client(), Client()
    ask(client)
    _, code = link_and_code()

    assert foreign.post("/p/sent/", {"code": code}).status_code == 422
    opened = client.post("/p/sent/", {"code": f"{code[:3]} {code[3:]}"})

    assert opened.url == "/p/me/"  # type: ignore[attr-defined]
    assert client.post("/p/sent/", {"code": code}).status_code == 422


def test_the_code_allows_five_tries() -> None:
    make_town()
    client = Client()
    ask(client)
    link, code = link_and_code()
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    for _ in range(5):
        assert client.post("/p/sent/", {"code": wrong}).status_code == 422

    assert client.post("/p/sent/", {"code": code}).status_code == 422
    assert client.post(link).status_code == 302


def test_limits_for_each_address_and_network() -> None:
    make_town()
    for _ in range(PER_KEY + 2):
        ask(Client(), REMOTE_ADDR="198.51.100.7")
    assert len(mail.outbox) == PER_KEY
    for number in range(PER_IP + 2):
        ask(Client(), f"nobody{number}@mail.example", REMOTE_ADDR="198.51.100.7")
    assert len(mail.outbox) == PER_IP
    ask(Client(), REMOTE_ADDR="198.51.100.8", HTTP_X_FORWARDED_FOR="203.0.113.9")
    assert len(mail.outbox) == PER_IP

    age("61 minutes")
    ask(Client(), REMOTE_ADDR="198.51.100.7")
    assert len(mail.outbox) == PER_IP + 1


def test_limits_behind_a_proxy_count_the_entry_of_the_proxy(settings: Settings) -> None:
    settings.BEHIND_PROXY = True
    make_town()
    for number in range(PER_IP + 2):
        forged = f"203.0.113.{number}, 198.51.100.7"
        ask(Client(), f"nobody{number}@mail.example", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forged)
    assert len(mail.outbox) == PER_IP

    ask(Client(), REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="198.51.100.8")
    assert len(mail.outbox) == PER_IP + 1


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000"])
def test_links_name_the_configured_host_alone(host: str, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    make_town()

    ask(Client(), HTTP_HOST=host, HTTP_X_FORWARDED_HOST=host)

    assert "http://127.0.0.1:8000/p/open/" in last_message().body
    assert "evil" not in last_message().body


def test_a_foreign_host_is_refused() -> None:
    assert Client().post("/p/", {"contact": EMAIL}, HTTP_HOST="evil.example").status_code == 400


def test_a_visit_begins_with_a_secret_of_its_own() -> None:
    make_town()
    client = Client()
    client.cookies["commonlist_portal"] = "chosen-by-somebody-else"
    enter(client)

    assert client.cookies["commonlist_portal"].value != "chosen-by-somebody-else"
    planted = Client()
    planted.cookies["commonlist_portal"] = "chosen-by-somebody-else"
    assert planted.get("/p/me/").status_code == 302


def test_links_that_are_cut_off_or_altered_do_not_open() -> None:
    make_town()
    client = Client()
    ask(client)
    link, _ = link_and_code()
    token = link.split("/")[3]
    for wrong in (token[:-1], token[:20], token[1:], token.swapcase(), f"{token}A", "x", "%00", "a" * 5_000):
        assert Client().get(f"/p/open/{wrong}/").status_code == 200
        assert Client().post(f"/p/open/{wrong}/").status_code == 410

    assert client.post(link).status_code == 302


def test_entering_twice_from_two_tabs_uses_the_link_once() -> None:
    make_town()
    client = Client()
    ask(client)
    link, _ = link_and_code()

    assert sorted(client.post(link).status_code for _ in range(2)) == [302, 410]


def test_an_address_of_ten_thousand_letters_is_refused() -> None:
    response = Client().post("/p/", {"contact": "a" * 10_000 + "@mail.example"})

    assert response.status_code == 422
    assert LinkRequest.objects.count() == 0


def test_sending_twice_sends_once() -> None:
    make_town()
    ask(Client())
    send_link(request_id=LinkRequest.objects.get().pk)

    assert len(mail.outbox) == 1
    assert bytes(LinkRequest.objects.get().sealed_address) == b""


def test_a_phone_number_gets_a_text() -> None:
    make_town()
    ask(Client(), "(510) 555-0101")

    message = OutboxMessage.objects.get()
    assert (message.channel, message.recipient) == ("sms", "+15105550101")
    assert "/p/open/" in message.body


@pytest.mark.parametrize(
    ("contact", "words"),
    [
        ("", "Enter your e-mail address or phone number."),
        ("ana @mail.example", "This is not an e-mail address."),
        ("12", "This is neither an e-mail address nor a phone number."),
    ],
)
def test_what_cannot_be_read_is_said(contact: str, words: str) -> None:
    response = Client().post("/p/", {"contact": contact})

    assert response.status_code == 422
    assert words in response.content.decode()
    assert LinkRequest.objects.count() == 0


def test_nothing_readable_is_stored() -> None:
    make_town()
    client = Client()
    ask(client)
    link, code = link_and_code()
    client.post(link)
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM portal_portaltoken t UNION ALL SELECT s::text FROM portal_portalsession s")
        rows = " ".join(row[0] for row in cursor.fetchall())
        cursor.execute("SELECT args::text FROM procrastinate_jobs")
        rows += " ".join(row[0] for row in cursor.fetchall())

    for secret in (EMAIL, EMAIL.encode().hex(), link.split("/")[3], client.cookies["commonlist_portal"].value):
        assert secret not in rows
    assert code.encode().hex() not in rows


def test_the_session_ends_after_half_an_hour_and_when_leaving() -> None:
    make_town()
    client = Client()
    enter(client)
    cookie = client.cookies["commonlist_portal"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/p/", True, "Lax")
    stolen = cookie.value
    assert client.post(reverse("portal:leave")).status_code == 302
    thief = Client()
    thief.cookies["commonlist_portal"] = stolen
    assert thief.get("/p/me/").status_code == 302

    enter(client)
    age("30 minutes")
    assert client.get("/p/me/").status_code == 302


def test_asking_in_spanish_is_answered_in_spanish() -> None:
    make_town()
    ask(Client(headers={"accept-language": "es"}))

    assert LinkRequest.objects.get().language == "es"
    assert LinkRequest.objects.get().kind == ContactKind.EMAIL
