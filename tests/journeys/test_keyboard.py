"""The daily work with keys alone: the table, the search, the log, the bulk bar; the focus is seen and never lost."""

import pytest
from django.db import transaction
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from orgs.models import Constituent, Organization, User
from tests.browser import BOTH_WIDTHS, visiting
from tests.conftest import sign_in
from tests.factories import make_member, make_organization, make_person

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

# What has the focus, if it cannot be seen there: without a ring, without a size, off the page, or behind something.
_UNSEEN = """() => {
  const focused = document.activeElement;
  if (!focused || focused === document.body) return "";
  // A choice that is shown as its label alone.
  const at = focused.matches("input.visually-hidden") ? focused.labels[0] : focused;
  const name = at.outerHTML.slice(0, 90), box = at.getBoundingClientRect(), style = getComputedStyle(at);
  const ring = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
  if (!ring) return `no ring: ${name}`;
  if (box.width < 2 || box.height < 2) return `no size: ${name}`;
  const x = Math.min(Math.max(box.left + Math.min(box.width / 2, 8), 0), innerWidth - 1);
  const middle = box.top + Math.min(box.height / 2, 10);
  if (middle < 0 || middle > innerHeight || box.right < 0 || box.left > innerWidth) return `out of sight: ${name}`;
  const top = document.elementFromPoint(x, middle);
  const shown = top && (at.contains(top) || top.contains(at) || (top.closest("label") || {}).htmlFor === at.id);
  return shown ? "" : `behind ${top && top.outerHTML.slice(0, 60)}: ${name}`;
}"""


class Room:
    """Alder with an organizer and three people: Ana, Ben and Chloë, of two towns."""

    def __init__(self) -> None:
        with transaction.atomic():
            self.alder: Organization = make_organization("alder")
            self.olga: User = make_member(self.alder, "organizer", "Olga Ortiz")
            self.ana: Constituent = make_person(
                self.alder, "Ana", "García", phone="+14155550123", city="Oakland", interests=["Rent"]
            )
            make_person(self.alder, "Ben", "Ito", city="Reno", interests=["Transit"])
            make_person(self.alder, "Chloë", "Quill", city="Oakland", interests=["Rent"])


def focused(page: Page, selector: str) -> bool:
    return bool(page.evaluate("selector => document.activeElement.matches(selector)", selector))


def tab_to(page: Page, selector: str, most: int = 150) -> None:
    """Press Tab until the focus is on what ``selector`` selects; each stop on the way is seen."""
    for _ in range(most):
        page.keyboard.press("Tab")
        assert page.evaluate(_UNSEEN) == ""
        if focused(page, selector):
            return
    raise AssertionError(f"{selector} cannot be reached with Tab")


@pytest.mark.parametrize("width", BOTH_WIDTHS)
def test_every_stop_of_the_keys_is_seen(chromium: Browser, live_server: LiveServer, width: str) -> None:
    room = Room()
    with visiting(chromium, live_server.url, sign_in(room.olga), width=width) as page:
        unseen = []
        paths = ("/people/", f"/people/{room.ana.pk}/", f"/people/{room.ana.pk}/interactions/", "/search/?q=ana")
        for path in paths:
            page.goto(path)
            for _ in range(120):
                page.keyboard.press("Tab")
                found = page.evaluate(_UNSEEN)
                if found:
                    unseen.append(f"{path}: {found}")
                if focused(page, "body"):
                    break
        assert unseen == [], "\n".join(unseen)


def test_the_table_is_searched_filtered_and_logged_in_with_keys_alone(
    chromium: Browser, live_server: LiveServer
) -> None:
    room = Room()
    with visiting(chromium, live_server.url, sign_in(room.olga)) as page:
        page.goto("/people/")
        page.keyboard.press("/")
        assert focused(page, "[data-search]")
        page.keyboard.type("garcia")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        tab_to(page, f"main a[href='/people/{room.ana.pk}/']")
        page.goto("/people/")
        tab_to(page, "#id_interest")
        with page.expect_navigation():
            page.keyboard.press("ArrowDown")
        expect(page.locator("tbody tr")).to_have_count(2)
        assert focused(page, "#id_interest"), "the table was narrowed: the keys go on where they were"
        tab_to(page, f"tbody a[href^='/people/{room.ana.pk}/interactions/']")
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Phone call")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.get_by_text("Written down: Ana García.")).to_be_visible()
        assert "interest=" in page.url


def test_many_are_chosen_and_tagged_with_keys_alone_and_it_is_undone(
    chromium: Browser, live_server: LiveServer
) -> None:
    room = Room()
    with visiting(chromium, live_server.url, sign_in(room.olga)) as page:
        page.goto("/people/")
        tab_to(page, "[data-choose]")
        page.keyboard.press("Space")
        tab_to(page, "#bulk .btn-primary")
        page.keyboard.press("Enter")
        page.wait_for_url("**/people/bulk/")
        tab_to(page, "#id_tag")
        page.keyboard.type("Steering group")
        tab_to(page, "button[value=tag]")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        expect(page.locator("main").get_by_text("Steering group").first).to_be_visible()
        tab_to(page, ".messages form button, form[action$='/undo/'] button")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        expect(page.locator(".messages")).to_be_visible()


def test_what_a_swap_takes_away_hands_the_focus_on(chromium: Browser, live_server: LiveServer) -> None:
    room = Room()
    with visiting(chromium, live_server.url, sign_in(room.olga)) as page:
        page.goto(f"/people/{room.ana.pk}/")
        tab_to(page, "form[hx-post$='/reveal/'] button", most=200)
        page.keyboard.press("Enter")
        expect(page.locator("li[id^='contact-'] form[hx-post$='/reveal/']")).to_have_count(0)
        assert page.evaluate("document.activeElement.closest('li[id^=contact-]') !== null")
        assert page.evaluate(_UNSEEN) == ""
