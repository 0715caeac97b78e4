"""Turf without silos: one major donor seen by two roles, a colleague who leaves, an introduction through the board."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from coalition.platform.tenancy import acting
from orgs.actions.asks import NewAsk, record_ask
from orgs.actions.people_lists import join_list, save_list
from orgs.actions.restricted import GroupFacts, save_group
from orgs.actions.roles import add_role
from orgs.actions.saved_views import share_view
from orgs.actions.stewardship import set_steward
from orgs.actions.tasks import TaskFacts, add_task
from orgs.models import AccessRequest, Constituent, Membership, Organization, SavedView, User
from tests.browser import BOTH_WIDTHS, page_problems, visiting
from tests.conftest import sign_in
from tests.factories import NOW, actor_of, make_member, make_organization, make_person, make_segment

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
SUMS = ("25,000", "50,000", "100,000", "250,000", "60,000")


class Office:
    """Alder with an administrator, a fundraiser and two organizers; Regina gives much, Bea is on the board."""

    def __init__(self) -> None:
        with transaction.atomic():
            self.alder: Organization = make_organization("alder")
            self.ada: User = make_member(self.alder, "admin", "Ada Admin")
            self.fay: User = make_member(self.alder, "fundraiser", "Fay Fund")
            self.olga: User = make_member(self.alder, "organizer", "Olga Ortiz")
            self.sam: User = make_member(self.alder, "organizer", "Sam Stone")
            self.regina: Constituent = make_person(self.alder, "Regina", "Quill", phone="+1 510 555 0177")
            self.bea: Constituent = make_person(self.alder, "Bea", "Board", city="Oakland")
            self.carl: Constituent = make_person(self.alder, "Carl", "Ito", city="Oakland")
            self.rivera: Constituent = make_person(self.alder, "Rosa", "Rivera", job_title="City councilor")


def record_gift(page: Page, person: Constituent, amount: str, day: str) -> None:
    page.goto(f"/people/{person.pk}/gifts/new/")
    page.get_by_label("Amount").fill(amount)
    page.get_by_label("Currency").fill("USD")
    page.get_by_label("Received on").fill(day)
    page.get_by_text("More", exact=True).click()
    page.get_by_label("How it came").select_option(index=1)
    page.get_by_label("Your own number of the gift").fill(f"G-{day}")
    page.get_by_label("Note").fill("At the spring dinner")
    page.get_by_role("button", name="Record", exact=True).click()
    expect(page.get_by_text("The gift is recorded.")).to_be_visible()


def write_down_money(page: Page, person: Constituent) -> None:
    """Two gifts, what she could give, and what she is asked for."""
    record_gift(page, person, "25,000", "2019-05-20")
    record_gift(page, person, "50,000", "2026-05-04")
    page.goto(f"/people/{person.pk}/capacity/")
    page.get_by_label("Currency").fill("USD")
    page.get_by_label("At least").fill("100,000")
    page.get_by_label("At most").fill("250,000")
    page.get_by_label("How you know").fill("Sits on two boards")
    page.get_by_role("button", name="Save").click()
    page.goto(f"/people/{person.pk}/asks/new/")
    page.get_by_label("What for").fill("The strike fund")
    page.get_by_role("radio", name="Money").check()
    page.get_by_label("Amount").fill("60,000")
    page.get_by_label("Currency").fill("USD")
    page.get_by_label("Come back to it on").fill(f"{timezone.localdate() + timedelta(days=40)}")
    page.get_by_role("button", name="Write down").click()
    expect(page.get_by_text("The ask is written down.")).to_be_visible()


@pytest.mark.parametrize("width", BOTH_WIDTHS)
def test_a_fundraiser_and_an_organizer_look_at_the_same_major_donor(
    chromium: Browser, live_server: LiveServer, width: str
) -> None:
    office = Office()
    record = f"/people/{office.regina.pk}/"
    with (
        visiting(chromium, live_server.url, sign_in(office.fay), width=width) as fay,
        visiting(chromium, live_server.url, sign_in(office.olga), width=width) as olga,
    ):
        write_down_money(fay, office.regina)
        expect(fay.locator("#giving")).to_contain_text("75,000")
        expect(fay.locator("#asks")).to_contain_text("100,000")
        assert page_problems(olga, record) == []
        expect(olga.locator("#giving")).to_contain_text("Donor since 2019, last gift in May 2026.")
        expect(olga.locator("#asks")).to_contain_text("The strike fund")
        expect(olga.locator("#asks")).to_contain_text("Talk to a fundraiser before you ask for money.")
        assert [amount for amount in SUMS if amount in olga.content()] == []
        assert page_problems(fay, record) == []
        expect(fay.locator("#here")).to_contain_text("Olga Ortiz")
        olga.goto(record)
        expect(olga.locator("#here")).to_contain_text("Fay Fund")
        restrict_to_major_donors(chromium, live_server, office, fay, width)
        ask_to_see(olga, office)
        fay.goto("/stewardship/")
        expect(fay.get_by_text("The house meeting is on her street.")).to_be_visible()
        fay.get_by_label("For how long").select_option("7")
        fay.get_by_role("button", name="Allow").click()
        expect(fay.get_by_text("Answered.")).to_be_visible()
        assert page_problems(fay, "/stewardship/") == []
        assert page_problems(olga, record) == []
        expect(olga.get_by_text("This record was opened for you, until")).to_be_visible()
        expect(olga.get_by_role("heading", name="Regina Quill")).to_be_visible()
        assert days_open(office) == 7


def days_open(office: Office) -> int:
    """For how many days Regina's record is open to whoever asked."""
    with transaction.atomic(), acting(actor_of(office.fay)):
        opened = AccessRequest.objects.get()
        assert opened.until is not None
        return round((opened.until - timezone.now()) / timedelta(days=1))


def restrict_to_major_donors(chromium: Browser, live_server: LiveServer, office: Office, fay: Page, width: str) -> None:
    """The administrator makes the group, and the fundraiser puts Regina into it."""
    with visiting(chromium, live_server.url, sign_in(office.ada), width=width) as ada:
        ada.goto("/restricted/new/")
        ada.get_by_role("textbox", name="Name", exact=True).fill("Major donors")
        ada.get_by_label("What kind of people").select_option("major_donors")
        ada.get_by_label("Whom to ask").select_option(str(office.fay.pk))
        ada.get_by_role("checkbox", name="Fundraiser").check()
        ada.get_by_role("button", name="Save").click()
        assert page_problems(ada, "/restricted/") == []
    fay.goto(f"/people/{office.regina.pk}/turf/")
    fay.get_by_label("Restrict the record to a group").select_option(label="Major donors")
    fay.get_by_role("button", name="Restrict").click()
    assert page_problems(fay, f"/people/{office.regina.pk}/turf/") == []


def ask_to_see(olga: Page, office: Office) -> None:
    """The organizer learns that there is a record and whom to ask, and nothing else."""
    olga.goto("/people/?q=quill")
    expect(olga.get_by_text("Nobody matches")).to_be_visible()
    record = f"/people/{office.regina.pk}/"
    assert page_problems(olga, record, expected=403) == []
    assert "Quill" not in olga.content()
    expect(olga.locator("dl.facts")).to_contain_text("Fay Fund")
    olga.get_by_label("What do you need it for?").fill("The house meeting is on her street.")
    olga.get_by_role("button", name="Ask for access").click()
    expect(olga.get_by_text("You have asked to see it.")).to_be_visible()


class Leaving(Office):
    """Olga looks after two people, keeps a group, has an ask and a task open, and made a list, a view and a segment."""

    def __init__(self) -> None:
        super().__init__()
        olga, ada, day = actor_of(self.olga), actor_of(self.ada), timezone.localdate()
        with transaction.atomic():
            make_segment(self.alder, "Oaklanders", [{"field": "city", "test": "is", "value": "Oakland"}])
        with transaction.atomic(), acting(olga):
            for person in (self.bea, self.carl):
                set_steward(actor=olga, now=NOW, person_id=person.pk, steward_id=self.olga.pk, rule="ask_first")
            ask = NewAsk("Host us", "time", day)
            record_ask(actor=olga, now=timezone.now(), today=day, person_id=self.bea.pk, ask=ask)
            facts = TaskFacts("Bring the keys back", day, self.olga.pk)
            add_task(actor=olga, now=timezone.now(), today=day, facts=facts, person_id=self.carl.pk)
            made = save_list(actor=olga, now=NOW, name="House meetings")
            join_list(actor=olga, now=NOW, person_id=self.carl.pk, list_id=made.pk)
            view = SavedView.objects.create(organization=self.alder, owner=self.olga, name="My block")
            share_view(actor=olga, now=NOW, view_id=view.pk, shared=True)
        with transaction.atomic(), acting(ada):
            group = GroupFacts("Staff", "staff", keeper=self.olga.pk, roles=("admin",))
            save_group(actor=ada, now=NOW, facts=group)
            self.membership: int = Membership.objects.get(user=self.olga).pk


@pytest.mark.parametrize("width", BOTH_WIDTHS)
def test_a_leaving_organizer_hands_everything_over_in_one_step(
    chromium: Browser, live_server: LiveServer, width: str
) -> None:
    office = Leaving()
    with visiting(chromium, live_server.url, sign_in(office.fay), width=width) as fay:
        fay.goto(f"/people/{office.carl.pk}/")
        fay.get_by_label("What do you want to write or call about?").fill("A grant for his block")
        fay.get_by_role("button", name="Ask the steward").click()
        expect(fay.get_by_text("You have asked the steward.")).to_be_visible()
    with visiting(chromium, live_server.url, sign_in(office.ada), width=width) as ada:
        ada.goto("/members/")
        ada.get_by_role("link", name="Change Olga Ortiz").click()
        ada.get_by_role("button", name="End access").click()
        expect(ada.get_by_text("Olga Ortiz has no access any more.")).to_be_visible()
        assert page_problems(ada, f"/members/{office.membership}/hand-over/") == []
        assert ada.locator("dl.facts dd").all_inner_texts() == ["2", "1", "1", "1", "1"]
        ada.get_by_label("Who takes over").select_option(label="Sam Stone")
        ada.get_by_role("button", name="Hand over").click()
        expect(ada.get_by_text("Sam Stone looks after 2 people now")).to_be_visible()
        assert page_problems(ada, "/members/") == []
    with visiting(chromium, live_server.url, sign_in(office.sam), width=width) as sam:
        finds_everything(sam)


def finds_everything(sam: Page) -> None:
    """What the successor sees: people, the question of a colleague, the ask, the task, list, view, segment, group."""
    assert page_problems(sam, "/stewardship/") == []
    for name in ("Bea Board", "Carl Ito"):
        expect(sam.get_by_role("link", name=name).first).to_be_visible()
    expect(sam.get_by_text("A grant for his block")).to_be_visible()
    sam.get_by_label("For how long").select_option("30")
    sam.get_by_role("button", name="Allow").click()
    expect(sam.get_by_text("Answered.")).to_be_visible()
    for page, words in (
        ("/asks/", "Host us"), ("/tasks/", "Bring the keys back"), ("/lists/", "House meetings"),
        ("/segments/", "Oaklanders"), ("/people/views/", "My block"), ("/restricted/", "Staff"),
    ):  # fmt: skip
        assert page_problems(sam, page) == []
        expect(sam.get_by_role("main").get_by_text(words).first).to_be_visible()
    sam.goto("/restricted/")
    expect(sam.locator("tr", has_text="Staff").get_by_text("Sam Stone")).to_be_visible()


@pytest.mark.parametrize("width", BOTH_WIDTHS)
def test_an_introduction_is_found_through_a_board_member(
    chromium: Browser, live_server: LiveServer, width: str
) -> None:
    office = Office()
    actor = actor_of(office.ada)
    with transaction.atomic(), acting(actor):
        add_role(actor=actor, now=NOW, person_id=office.bea.pk, role="board")
    with visiting(chromium, live_server.url, sign_in(office.olga), width=width) as page:
        page.goto(f"/people/{office.rivera.pk}/introductions/")
        expect(page.get_by_text("No way is known yet")).to_be_visible()
        page.get_by_role("link", name="Write down whom they know").click()
        tie(page, "Carl", "Colleague of", "They know each other well", "From the water board")
        page.goto(f"/people/{office.bea.pk}/relationships/")
        tie(page, "Carl", "Friend of", "They know each other well", "Neighbors for years")
        page.goto(f"/people/{office.rivera.pk}/")
        page.get_by_role("link", name="Who can introduce us?").click()
        expect(page.get_by_role("heading", name="Through Bea Board")).to_be_visible()
        way = page.locator("ol.way")
        assert [stop.split("\n")[0] for stop in way.locator(".stop").all_inner_texts()] == [
            "We", "Bea Board", "Carl Ito", "Rosa Rivera",
        ]  # fmt: skip
        expect(way).to_contain_text("Board member")
        assert page_problems(page, f"/people/{office.rivera.pk}/introductions/") == []
        assert page_problems(page, f"/people/{office.bea.pk}/relationships/") == []
        page.goto(f"/people/{office.rivera.pk}/introductions/")
        page.get_by_role("link", name="Bea Board").click()
        expect(page.get_by_role("heading", name="Bea Board")).to_be_visible()


def tie(page: Page, other: str, kind: str, strength: str, note: str) -> None:
    """Write down what the person of the page is to another one, with every field."""
    page.get_by_role("searchbox", name="With whom?").fill(other)
    page.get_by_role("link", name=f"Choose {other}").click()
    page.get_by_label("is, to them").select_option(label=kind)
    page.get_by_role("radio", name=strength).check()
    page.get_by_label("Since").fill("2015-03-01")
    page.get_by_label("Note").fill(note)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Written down.")).to_be_visible()
