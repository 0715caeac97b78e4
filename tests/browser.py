"""Browser tests: a real Chromium against the live server, with what every page must satisfy.

``page_problems`` looks at one page: accessibility (axe: WCAG 2.2 A and AA), errors in the console, sideways scrolling
on a phone. An empty list is good.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tests.chromium import find_chromium

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WIDTHS = {"desk": 1440, "phone": 390, "small phone": 320}
# A walk that is the same at both widths is taken on a phone by `make verify` alone.
BOTH_WIDTHS = ["desk", pytest.param("phone", marks=pytest.mark.verify)]
HEIGHT = 900


@contextmanager
def launched() -> Iterator[Browser]:
    """A running Chromium. Without one the test is skipped aloud, and fails under ``CI=true``."""
    path = find_chromium()
    if path is None:
        message = "NO BROWSER: pages were not looked at. Install Debian's chromium, or run `make browser`."
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    # Playwright keeps an event loop in this thread, in which Django would refuse to use the database.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def visiting(
    browser: Browser,
    base_url: str,
    client: Client | None = None,
    *,
    language: str = "en",
    theme: str = "light",
    width: str = "desk",
) -> Iterator[Page]:
    """A page of a new visitor with the session of ``client``."""
    context = browser.new_context(
        base_url=base_url,
        viewport={"width": WIDTHS[width], "height": HEIGHT},
        locale=language,
        color_scheme="dark" if theme == "dark" else "light",
        reduced_motion="reduce",
    )
    _add_cookies(context, base_url, client, {"theme": theme, settings.LANGUAGE_COOKIE_NAME: language})
    try:
        yield context.new_page()
    finally:
        context.close()


def _add_cookies(context: BrowserContext, base_url: str, client: Client | None, chosen: dict[str, str]) -> None:
    signed_in = {name: morsel.value for name, morsel in client.cookies.items()} if client else {}
    cookies = signed_in | chosen
    context.add_cookies([{"name": name, "value": value, "url": base_url} for name, value in cookies.items()])


def page_problems(page: Page, path: str, *, expected: int = 200) -> list[str]:
    """Open ``path`` and say everything that is wrong with what comes."""
    said: list[str] = []

    def console(message: ConsoleMessage) -> None:
        if message.type == "error" and str(expected) not in message.text:
            said.append(f"console: {message.text}")

    page.on("console", console)
    response = page.goto(path)
    page.wait_for_load_state("load")
    if response is None or response.status != expected:
        said.append(f"answers {response and response.status} instead of {expected}")
    problems = [*said, *accessibility(page), *sideways(page)]
    page.remove_listener("console", console)
    return problems


def accessibility(page: Page) -> list[str]:
    """What axe finds on the page as it stands: rule, and the elements that break it."""
    found: dict[str, Any] = Axe().run(page, options={"runOnly": WCAG, "resultTypes": ["violations"]}).response
    return [
        f"axe {violation['id']}: {', '.join(str(node['target'][0]) for node in violation['nodes'][:5])}"
        for violation in found["violations"]
    ]


def sideways(page: Page) -> list[str]:
    """Widths at which the page scrolls sideways, and the element that sticks out farthest."""
    problems = []
    before = page.viewport_size
    for name, width in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": HEIGHT})
        wide: str = page.evaluate(_STICKING_OUT)
        if wide:
            problems.append(f"scrolls sideways on a {name} ({width}): {wide}")
    if before:
        page.set_viewport_size(before)
    return problems


_STICKING_OUT = """() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return "";
  const all = [...document.body.querySelectorAll("*")];
  const widest = all.reduce((a, b) => b.getBoundingClientRect().right > a.getBoundingClientRect().right ? b : a);
  return widest.outerHTML.slice(0, 120);
}"""
