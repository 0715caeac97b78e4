"""Every page that the access table opens to somebody, looked at in a browser as they see it."""

from collections.abc import Iterable

import pytest
from django.urls import reverse
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests.access.data import DATA
from tests.access.requests import HOME, client_of
from tests.access.table import parameters, rows
from tests.access.world import World, build_world
from tests.browser import page_problems, visiting

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

# Who is no colleague; members, who see the most pages, are looked at by `make verify`.
READERS = ("anonymous", "subject")
OTHERS = ("admin", "analyst", "coordinator", "fundraiser", "organizer", "volunteer")
FILES = ("export", "export-fetch", "rejected", "template", "qr-code", "-file", "schema", "jwks")  # downloads, not pages
NO_PAGE = {"healthz", "readyz", "orgs:outbox"}
PARTS = {
    "capture:opt-in-offer",
    "orgs:tag-suggest",
    "propagation:task-list",
    "requests:task-list",
    "sharing:audience-progress",
    "sharing:campaign-find",
    "sharing:task-list",
}  # pieces of other pages, fetched into them


def pages_of(world: World, who: str) -> list[str]:
    """The addresses that open for ``who``."""
    ids = world.objects(HOME[who])
    addresses = []
    for row in rows():
        route = row.route.partition("?")[0]
        if (
            row.method == "GET"
            and row.statuses[who] == 200
            and route not in NO_PAGE | PARTS
            and not route.endswith(FILES)
        ):
            data = DATA.get((row.method, row.route))
            query = "&".join(f"{name}={value}" for name, value in data(ids).items()) if data else ""
            addresses.append(reverse(route, kwargs=parameters(route, ids)) + (f"?{query}" if query else ""))
    return addresses


def _look(browser: Browser, base_url: str, whos: Iterable[str], **how: str) -> list[str]:
    """What is wrong, as each of ``whos``: one world for all of them, who only read."""
    world = build_world()
    return [problem for who in whos for problem in _problems(browser, base_url, world, who, **how)]


def _problems(browser: Browser, base_url: str, world: World, who: str, **how: str) -> list[str]:
    client = None if who == "anonymous" else client_of(world, who)
    with visiting(browser, base_url, client, **how) as page:
        return [
            f"{address} as {who}: {problem}"
            for address in pages_of(world, who)
            for problem in page_problems(page, address)
        ]


def test_every_page_is_sound(chromium: Browser, live_server: LiveServer) -> None:
    assert _look(chromium, live_server.url, READERS) == []


@pytest.mark.verify
def test_every_page_is_sound_for_the_other_roles(chromium: Browser, live_server: LiveServer) -> None:
    assert _look(chromium, live_server.url, OTHERS) == []


@pytest.mark.verify
@pytest.mark.parametrize(("language", "theme"), [("es", "light"), ("en", "dark"), ("es", "dark")])
def test_every_page_is_sound_in_other_dress(
    chromium: Browser, live_server: LiveServer, language: str, theme: str
) -> None:
    whos = (*READERS, "admin", "coordinator", "volunteer")
    assert _look(chromium, live_server.url, whos, language=language, theme=theme) == []
