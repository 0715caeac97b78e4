"""A person in the portal, in a browser: Spanish, on a phone, from the mail to the receipt in four clicks; no script."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from consent.portal.jobs import send_link
from consent.portal.models import LinkRequest
from tests.browser import HEIGHT, WIDTHS, page_problems, visiting
from tests.consent.ledger.world import agree
from tests.consent.portal.visits import EMAIL, Town, enter, make_town

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]
CLICKS = 4
HEAVIEST = 100 * 1024  # bytes of a page


def town() -> Town:
    with transaction.atomic():
        made = make_town()
        agree(made.at_birch, [made.email], channel="email")
        return made


@contextmanager
def phone(chromium: Browser, base_url: str, *, script: bool) -> Iterator[Page]:
    """A phone set to Spanish."""
    context = chromium.new_context(
        base_url=base_url,
        locale="es",
        viewport={"width": WIDTHS["phone"], "height": HEIGHT},
        java_script_enabled=script,
        has_touch=True,
    )
    try:
        yield context.new_page()
    finally:
        context.close()


def mailed_link() -> str:
    """The path in the newest mail."""
    for request in LinkRequest.objects.filter(sent_at=None, accepted=True):
        send_link(request_id=request.pk)
    found = re.search(r"(/p/open/\S+)", str(mail.outbox[-1].body))
    assert found
    return found[1]


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_from_the_mail_to_the_receipt_in_spanish(chromium: Browser, live_server: LiveServer, script: bool) -> None:
    town()
    with phone(chromium, live_server.url, script=script) as page:
        page.goto("/p/")
        expect(page.locator("html")).to_have_attribute("lang", "es")
        page.get_by_role("textbox").fill(EMAIL)
        page.locator("main button.btn-primary").click()
        expect(page.get_by_role("textbox")).to_be_visible()
        page.goto(mailed_link())  # the first click is the link in the mail
        clicks = 1
        for name in ("Mostrar mis opciones", "Detener todo contacto", "Confirmar"):
            page.get_by_role("button", name=name).first.click()
            clicks += 1
        expect(page.locator("main")).to_contain_text("Comprobante")
        expect(page.locator("main")).to_contain_text("Todos se detienen")
        assert clicks == CLICKS


PAGES = (
    "/p/me/", "/p/me/limits/", "/p/me/passing/", "/p/me/received/", "/p/me/requests/", "/p/me/requests/correct/",
    "/p/me/requests/erase/", "/p/me/requests/complain/", "/p/me/proof/", "/p/me/proof/code/", "/p/data/",
    "/p/receipts/", "/p/me/check/?stop=all",
)  # fmt: skip


@pytest.mark.parametrize(("language", "theme"), [("en", "light"), ("es", "dark")])
def test_every_page_of_the_portal_is_sound(
    chromium: Browser, live_server: LiveServer, language: str, theme: str
) -> None:
    made = town()
    client = Client()
    enter(client)
    receipt = client.post("/p/me/check/", {"stop": str(made.birch.pk)}).url  # type: ignore[attr-defined]
    client.post("/p/me/check/", {"pause": "3", "pause-whom": "all"})
    group = f"/p/me/groups/{made.alder.pk}/"
    with visiting(chromium, live_server.url, client, language=language, theme=theme, width="phone") as page:
        problems = [
            f"{path}: {problem}"
            for path in (*PAGES, receipt, group, f"{group}wishes/")
            for problem in page_problems(page, path)
        ]
    assert problems == []


def test_pages_are_light(live_server: LiveServer) -> None:
    made = town()
    client = Client()
    enter(client)
    for path in (*PAGES, f"/p/me/groups/{made.alder.pk}/"):
        assert len(client.get(path).content) <= HEAVIEST, path


def test_two_tabs_do_not_disturb_each_other(chromium: Browser, live_server: LiveServer) -> None:
    made = town()
    client = Client()
    enter(client)
    with visiting(chromium, live_server.url, client, width="phone") as first:
        second = first.context.new_page()
        for tab in (first, second):
            tab.goto(f"/p/me/check/?choice-{made.alder.pk}-phone=no")
        first.get_by_role("button", name="Confirm").click()
        expect(first.get_by_role("heading", level=1)).to_contain_text("it holds from now on")
        second.get_by_role("button", name="Confirm").click()
        expect(second.locator("main")).to_contain_text("Nothing was left to change.")
