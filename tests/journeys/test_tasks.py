"""Tasks by keyboard alone: written down, put off, finished, and brought back; every page of them is sound."""

import pytest
from django.db import transaction
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from orgs.models import Constituent, User
from tests.browser import page_problems, visiting
from tests.conftest import sign_in
from tests.factories import make_member, make_organization, make_person
from tests.orgs.tasks.conftest import day, restrict, write_down

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def _town() -> tuple[User, Constituent]:
    with transaction.atomic():
        alder = make_organization("alder", time_zone="UTC")
        olga, frank = make_member(alder, "organizer", "Olga Ortiz"), make_member(alder, "fundraiser", "Frank Moss")
        ana = make_person(alder, "Ana", "García", email="ana@post.example")
        rich = make_person(alder, "Regina", "Quill")
        write_down(frank, "Ask whether she drives people to the rally", ana, due=day(-2), assignee_id=olga.pk)
        write_down(olga, "Send the minutes of the assembly", ana, due=day(0), assignee_id=olga.pk)
        write_down(frank, "Thank her for dinner", rich, due=day(3), assignee_id=olga.pk)
        write_down(frank, "Book the room for Thursday", due=day(4))
        restrict(rich, "fundraiser")
    return olga, ana


def _tab_to(page: Page, name: str) -> None:
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("(document.activeElement.textContent || '').trim()").startswith(name):
            return
    pytest.fail(f"no way to {name} by Tab")


def test_tasks_by_keyboard_alone(chromium: Browser, live_server: LiveServer) -> None:
    olga, _ana = _town()
    with visiting(chromium, live_server.url, sign_in(olga)) as page:
        page.goto("/")
        page.keyboard.press("g")
        page.keyboard.press("t")
        page.wait_for_url("**/tasks/")
        page.keyboard.press("n")
        expect(page.locator("#id_title")).to_be_focused()
        page.keyboard.type("Order the flyers")
        page.keyboard.press("Enter")
        expect(page.get_by_text("The task is written down.")).to_be_visible()
        line = page.locator(".taskrow", has_text="Order the flyers")
        expect(line).to_be_visible()
        line.get_by_role("button", name="Done: Order the flyers").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_text("Done.", exact=True)).to_be_visible()
        expect(line).to_have_count(0)
        page.get_by_role("button", name="Undo").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_text("The task is open again.")).to_be_visible()
        late = page.locator(".taskrow", has_text="Ask whether she drives")
        late.locator("summary").focus()
        page.keyboard.press("Enter")
        _tab_to(page, "By a week")
        page.keyboard.press("Enter")
        expect(page.get_by_text("It is put off.")).to_be_visible()
        expect(page.get_by_role("heading", name="Overdue")).to_have_count(0)


@pytest.mark.parametrize("theme", ["light", pytest.param("dark", marks=pytest.mark.verify)])
def test_every_page_of_tasks_is_sound(chromium: Browser, live_server: LiveServer, theme: str) -> None:
    olga, ana = _town()
    addresses = (
        "/tasks/", "/tasks/?show=team", "/tasks/?show=done", "/tasks/new/", "/inbox/", "/", "/preferences/mail/",
        f"/people/{ana.pk}/", f"/people/{ana.pk}/tasks/new/",
    )  # fmt: skip
    with visiting(chromium, live_server.url, sign_in(olga), theme=theme) as page:
        assert [f"{address}: {problem}" for address in addresses for problem in page_problems(page, address)] == []
