"""Staff in the browser: why may we not call her, what she said on paper, a report taken back."""

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from coalition.platform.tenancy import Actor, acting
from consent.ledger.actions.events import withdraw
from consent.ledger.rules.new_event import Withdrawal
from orgs.models import Constituent, Organization, User
from orgs.queries.people import contact_points
from tests.browser import BOTH_WIDTHS, page_problems, visiting
from tests.conftest import sign_in
from tests.factories import actor_of, make_member, make_organization, make_person

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

PHONE, EMAIL = "+1 510 555 0101", "ana@post.example"


class Desk:
    """Alder with an organizer and Ana, who is on the list and was never asked."""

    def __init__(self) -> None:
        with transaction.atomic():
            self.alder: Organization = make_organization("alder")
            self.olga: User = make_member(self.alder, "organizer", "Olga")
            self.ana: Constituent = make_person(self.alder, "Ana", "García", email=EMAIL, phone=PHONE)

    def ana_stops_everything(self) -> None:
        actor = actor_of(self.olga)
        with transaction.atomic(), acting(actor):
            subjects = tuple(sorted(point.subject_id for point in contact_points(actor, self.ana.pk)))
        herself = Actor(role="subject", subject_ids=subjects)
        with transaction.atomic(), acting(herself):
            withdraw(actor=herself, now=timezone.now(), subject_ids=subjects, scope=Withdrawal(), method="portal")


def today_on(page: Page) -> str:
    # The browser and the organization may be on different days: yesterday is over everywhere.
    return str(page.evaluate("new Date(Date.now() - 2 * 86400000).toISOString().slice(0, 10)"))


@pytest.mark.parametrize("width", BOTH_WIDTHS)
def test_staff_records_a_paper_and_reads_why(chromium: Browser, live_server: LiveServer, width: str) -> None:
    desk = Desk()
    with visiting(chromium, live_server.url, sign_in(desk.olga), width=width) as page:
        page.goto(f"/people/{desk.ana.pk}/")
        page.get_by_role("link", name="Record what they said").click()
        page.get_by_label("Yes: they agree").check()
        page.get_by_label("Calls").check()
        page.get_by_label("On paper, signed").check()
        page.get_by_label("When did they say or sign it?").fill(today_on(page))
        page.get_by_role("button", name="Record").click()
        expect(page.get_by_text("Say where the paper lies").first).to_be_visible()
        page.get_by_label("The words, if they are new").fill("I agree that Alder calls me.")
        page.get_by_label("Where is the paper?").fill("Folder 14")
        page.get_by_role("button", name="Record").click()
        expect(page.get_by_text("Recorded. It counts from this moment.")).to_be_visible()
        expect(page.get_by_text("We may call", exact=True)).to_be_visible()
        page.get_by_role("link", name="The words they were told").first.click()
        expect(page.get_by_text("I agree that Alder calls me.")).to_be_visible()

        desk.ana_stops_everything()
        page.goto(f"/people/{desk.ana.pk}/")
        page.get_by_role("button", name="Show the number").click()
        expect(page.locator(".problem-text").get_by_text("They took their agreement back.")).to_be_visible()
        page.get_by_role("link", name="Why, and what can be done").last.click()
        expect(page.get_by_text("Ask again only if they write to you.").first).to_be_visible()
        assert page_problems(page, f"/people/{desk.ana.pk}/consent/") == []


def test_staff_takes_a_report_back(chromium: Browser, live_server: LiveServer) -> None:
    desk = Desk()
    with visiting(chromium, live_server.url, sign_in(desk.olga)) as page:
        page.goto(f"/people/{desk.ana.pk}/")
        page.get_by_role("link", name="Report something").click()
        page.get_by_label("They died").check()
        page.get_by_label("How do you know?").fill("A letter came back")
        page.get_by_role("button", name="Report").click()
        expect(page.get_by_text("This person was reported as deceased.").first).to_be_visible()
        page.get_by_role("link", name="Take your report back").first.click()
        page.get_by_label("Why was it wrong?").fill("She called us")
        page.get_by_role("button", name="Take it back").click()
        expect(page.get_by_text("Report of death taken back")).to_be_visible()
        expect(page.get_by_text("They were never asked.").first).to_be_visible()
