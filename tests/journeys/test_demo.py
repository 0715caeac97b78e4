"""The demo coalition, as somebody who tries it: every login works, and each sees a house that is lived in."""

import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import cycle

import pytest
from playwright.sync_api import Browser, Page, TimeoutError, expect

from coalition.platform.server.report import DEMO_ORGANIZATIONS, DEMO_PASSWORD, DEMO_ROLES
from tests.journeys.site import Site, running_site

pytestmark = [pytest.mark.journey]
COORDINATOR = "coordinator@commonlist.example"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running_site(tmp_path_factory.mktemp("demo"), "demo") as running:
        yield running


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    yield context.new_page()
    context.close()


def sign_in(page: Page, site: Site, email: str) -> None:
    page.goto(f"{site.url}/accounts/login/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hello")


def test_a_login_of_every_role_and_organization_works(chromium: Browser, site: Site) -> None:
    logins = [f"{role}@{slug}.example" for slug, role in zip(cycle(DEMO_ORGANIZATIONS), DEMO_ROLES, strict=False)]
    for email in [COORDINATOR, *logins]:
        context = chromium.new_context()
        sign_in(context.new_page(), site, email)
        context.close()


def test_coordinator_sees_the_campaign_in_released_numbers(page: Page, site: Site) -> None:
    sign_in(page, site, COORDINATOR)
    page.goto(f"{site.url}/campaigns/")
    page.get_by_role("link", name="Rent Freeze 2026").first.click()
    main = page.locator("main")
    expect(main).to_contain_text("About")
    for slug in ("Harbor Tenants Union", "Valley Workers Center", "River Climate Alliance", "Vecinos Unidos"):
        expect(main).to_contain_text(slug)
    page.goto(f"{page.url}overlap/")
    assert page.get_by_role("table").count() >= 1
    assert "@" not in main.inner_text()
    page.goto(f"{site.url}/people/")
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("People")


def test_volunteer_calls_and_the_person_stops_the_calls(page: Page, site: Site) -> None:
    sign_in(page, site, "volunteer@vecinos-unidos.example")
    page.goto(f"{site.url}/call/")
    page.get_by_role("button", name="Start calling").first.click()
    called = page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("button", name=re.compile("^Call ")).click()
    expect(page.locator('a[href^="tel:"]')).to_be_visible()
    page.get_by_role("button", name="Do not call again").click()
    confirm = page.get_by_role("button", name="Do not call again")
    if confirm.count():
        confirm.first.click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text(called)


def test_constituent_finds_out_in_spanish(page: Page, chromium: Browser, site: Site) -> None:
    sign_in(page, site, "admin@vecinos-unidos.example")
    page.goto(f"{site.url}/people/?reach=email")
    mail = page.locator('main a[href^="mailto:"]')
    for address in [str(link.get_attribute("href")) for link in page.locator("main a[href^='/people/']").all()]:
        if not re.fullmatch(r"/people/\d+/", address):
            continue
        page.goto(f"{site.url}{address}")
        show = page.get_by_role("button", name="Show the address")
        if show.count():
            show.first.click()
            with suppress(TimeoutError):  # refused: somebody else
                mail.first.wait_for(timeout=5_000)
        if mail.count():
            break
    email = mail.first.inner_text()
    visitor = chromium.new_context(locale="es", viewport={"width": 390, "height": 844}).new_page()
    visitor.goto(f"{site.url}/p/")
    expect(visitor.locator("html")).to_have_attribute("lang", "es")
    visitor.get_by_role("textbox").fill(email)
    visitor.locator("main button.btn-primary").click()
    visitor.goto(site.link_in_mail(page, email, "/p/open/"))
    visitor.locator("main button.btn-primary").click()
    expect(visitor.locator("main")).to_contain_text("Vecinos Unidos")
    visitor.get_by_role("button", name="Detener todo contacto").click()
    visitor.get_by_role("button", name="Confirmar").click()
    expect(visitor.locator("main")).to_contain_text("Comprobante")
