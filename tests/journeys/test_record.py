"""The record in the browser: a journalist's coverage logged and found again, by mouse, by keys alone, on a phone."""

import re

import pytest
from django.db import transaction
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from orgs.models import Constituent, Organization, User
from tests.browser import BOTH_WIDTHS, page_problems, visiting
from tests.conftest import sign_in
from tests.factories import make_member, make_organization, make_person

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


class Newsroom:
    """Alder with an organizer, a fundraiser, and Nadia, who writes for a newspaper."""

    def __init__(self) -> None:
        with transaction.atomic():
            self.alder: Organization = make_organization("alder")
            self.olga: User = make_member(self.alder, "organizer", "Olga Ortiz")
            self.frank: User = make_member(self.alder, "fundraiser", "Frank Moss")
            self.nadia: Constituent = make_person(self.alder, "Nadia", "Núñez", job_title="Reporter, Bay Ledger")


@pytest.mark.parametrize("width", BOTH_WIDTHS)
def test_a_journalists_coverage_is_logged_and_found_again(
    chromium: Browser, live_server: LiveServer, width: str
) -> None:
    room = Newsroom()
    with visiting(chromium, live_server.url, sign_in(room.olga), width=width) as page:
        page.goto("/coverage/")
        expect(page.get_by_text("No coverage yet")).to_be_visible()
        page.get_by_role("searchbox", name="Whose article or post is it?").fill("nunez")
        page.get_by_role("button", name="Find").click()
        page.get_by_role("link", name=re.compile("Log coverage.*Nadia Núñez")).click()
        page.get_by_label("In a few words").fill("Tenants win in court")
        page.get_by_label("Published in").fill("Bay Ledger")
        page.get_by_label("Link", exact=False).last.fill("ledger.example/1")
        page.get_by_role("combobox", name="Tone").select_option("good")
        page.get_by_label("Topic").fill("Housing")
        page.get_by_label("Longer note").fill("Quotes us twice. @Frank should thank her.")
        page.get_by_role("button", name="Write down").click()
        expect(page.get_by_text("begins with https://").first).to_be_visible()
        page.get_by_label("Link", exact=False).last.fill("https://ledger.example/1")
        page.get_by_role("button", name="Write down").click()
        expect(page.get_by_text("Written down: Nadia Núñez.")).to_be_visible()
        page.get_by_label("Words or journalist").fill("nunez court")
        page.keyboard.press("Enter")
        expect(page.get_by_role("link", name="Tenants win in court")).to_have_attribute(
            "href", "https://ledger.example/1"
        )
        page.get_by_role("combobox", name="Tone").select_option("bad")
        expect(page.get_by_text("Nothing matches")).to_be_visible()
        assert page_problems(page, "/coverage/?q=court") == []
        assert page_problems(page, f"/people/{room.nadia.pk}/") == []
        assert page_problems(page, f"/people/{room.nadia.pk}/interactions/") == []
    with visiting(chromium, live_server.url, sign_in(room.frank), width=width) as page:
        page.goto("/inbox/")
        expect(page.get_by_text("@Frank should thank her.")).to_be_visible()
        assert page_problems(page, "/inbox/") == []
        page.goto("/inbox/")
        page.get_by_role("button", name="Mark as read").click()
        expect(page.get_by_role("button", name="Mark as new")).to_be_visible()


def test_two_clicks_on_a_line_of_the_list_write_a_call_down_and_a_third_takes_it_back(
    chromium: Browser, live_server: LiveServer
) -> None:
    room = Newsroom()
    with visiting(chromium, live_server.url, sign_in(room.olga)) as page:
        page.goto("/people/?q=nadia")
        page.get_by_role("link", name=re.compile("^Log.*Nadia Núñez")).click()
        page.get_by_role("button", name="Phone call").click()
        expect(page.get_by_text("Written down: Nadia Núñez.")).to_be_visible()
        assert "q=nadia" in page.url
        page.get_by_role("button", name="Undo").click()
        expect(page.get_by_text("Taken back")).to_be_visible()
        page.goto(f"/people/{room.nadia.pk}/timeline/")
        expect(page.get_by_text("Nothing is written down yet.")).to_be_visible()


def press_until(page: Page, key: str, focused: str, most: int = 80) -> None:
    """Press a key until the focus is on what ``focused`` selects."""
    for _ in range(most):
        page.keyboard.press(key)
        if page.evaluate("selector => document.activeElement.matches(selector)", focused):
            return
    raise AssertionError(f"{focused} cannot be reached with {key}")


@pytest.mark.parametrize("width", BOTH_WIDTHS)
def test_logging_with_keys_alone(chromium: Browser, live_server: LiveServer, width: str) -> None:
    room = Newsroom()
    with visiting(chromium, live_server.url, sign_in(room.olga), width=width) as page:
        page.goto(f"/people/{room.nadia.pk}/interactions/")
        press_until(page, "Tab", "input[name=kind]")
        page.keyboard.press("ArrowDown")  # to the second kind: e-mail
        page.keyboard.press("Tab")
        page.keyboard.type("Sent her our figures")
        page.keyboard.press("Enter")
        expect(page.get_by_text("Written down: Nadia Núñez.")).to_be_visible()
        expect(page.locator("#timeline").get_by_text("Sent her our figures").first).to_be_visible()
        press_until(page, "Tab", "form[action$='take-back/'] button", most=200)
        page.keyboard.press("Enter")
        expect(page.get_by_text("Taken back")).to_be_visible()
