"""The main job, end to end, in a browser: four spreadsheets, one campaign, calls, a person who says stop, the log."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.site import Site, migrated_database, running_site

pytestmark = [pytest.mark.journey]

SPREADSHEETS = Path(__file__).resolve().parent.parent.parent.parent / "shared" / "data" / "npsp"
COORDINATOR = "cora@coalition.example"
PASSWORD = "a long walk to the river"
CALLS = 20  # of each volunteer


class Member(NamedTuple):
    slug: str
    name: str
    file: str
    interest: str

    @property
    def admin(self) -> str:
        return f"admin@{self.slug}.example"

    @property
    def volunteer(self) -> str:
        return f"volunteer@{self.slug}.example"


MEMBERS = (
    Member("river-alliance", "River Alliance", "river-alliance.csv", "housing"),
    Member("clean-air", "Clean Air Co-op", "clean-air-coop.xlsx", "housing"),
    Member("vecinos", "Vecinos Unidos", "vecinos-unidos.csv", "housing"),
    Member("transit-now", "Transit Now", "transit-now.csv", "housing"),
)


@pytest.fixture
def site(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[Site]:
    if not SPREADSHEETS.is_dir():
        message = "THE FOUR SPREADSHEETS ARE ABSENT: the main journey was not walked."
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    home = tmp_path_factory.mktemp("site")
    with migrated_database("main_job") as database, running_site(home, "demo", "--empty", **database) as running:
        for member in MEMBERS:
            running.manage(
                "create_organization", member.slug, "--name", member.name, "--region", "US", "--admin", member.admin
            )
        slugs = ",".join(member.slug for member in MEMBERS)
        running.manage(
            "create_coalition", "valley", "--name", "Valley Coalition", "--members", slugs, "--coordinator", COORDINATOR
        )
        yield running


@pytest.mark.verify
def test_the_main_job(chromium: Browser, site: Site) -> None:
    coordinator = sign_in_by_code(chromium, site, COORDINATOR)
    admins = {member: sign_in_by_code(chromium, site, member.admin) for member in MEMBERS}
    volunteers = {member: invite_volunteer(chromium, site, admins[member], member) for member in MEMBERS}
    for member in MEMBERS:
        import_spreadsheet(admins[member], site, member)
        save_segment(admins[member], site)
    write_agreement(coordinator, site)
    for member in MEMBERS:
        accept_agreement(admins[member], site, member)
    campaign = start_campaign(coordinator, site)
    for member in MEMBERS:
        contribute(admins[member], site, campaign)
    see_overlap(coordinator, campaign)
    hand_out_audience(coordinator, campaign)
    for member in MEMBERS:
        call_people(volunteers[member], site, CALLS)
    admin = admins[MEMBERS[0]]
    email, person = called_person_with_email(admin, site)
    expect(admin.locator("main")).to_contain_text("We may call")
    says_stop(chromium, site, email, MEMBERS[0].name)
    admin.goto(person)
    expect(admin.locator("main")).to_contain_text("We may not call")
    for member in MEMBERS:
        read_audit_log(admins[member], site, CALLS)


def new_page(chromium: Browser) -> Page:
    page = chromium.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.set_default_timeout(30_000)
    return page


def sign_in_by_code(chromium: Browser, site: Site, email: str) -> Page:
    """Sign in as somebody who has no password: with the code of the mail."""
    page = new_page(chromium)
    page.goto(f"{site.url}/accounts/login/")
    page.get_by_role("link", name="Send me a sign-in code").click()
    page.get_by_label("Email").fill(email)
    page.locator("main button.btn-primary").click()
    code = re.search(r"^\s*([A-Z0-9]{3,4}-[A-Z0-9]{3,4})\s*$", site.newest_mail(page, email), re.M)
    assert code, "no code in the mail"
    page.get_by_label("Code").fill(code[1])
    page.locator("main button.btn-primary").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hello")
    return page


def invite_volunteer(chromium: Browser, site: Site, admin: Page, member: Member) -> Page:
    """The admin invites by e-mail; the volunteer opens the link of the mail and joins."""
    admin.goto(f"{site.url}/members/invite/")
    admin.get_by_label("E-mail").fill(member.volunteer)
    admin.get_by_label("Volunteer").check()
    admin.get_by_role("button", name="Send invitation").click()
    page = new_page(chromium)
    page.goto(site.link_in_mail(page, member.volunteer, "/invitations/"))
    page.get_by_label("Your name").fill("Vol Unteer")
    page.get_by_label("password").fill(PASSWORD)
    page.get_by_role("button", name="Accept and join").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hello")
    return page


def import_spreadsheet(admin: Page, site: Site, member: Member) -> None:
    """Upload, match, check, import; the same file again changes nothing."""
    result = _import(admin, site, member)
    created = int(re.sub(r"\D", "", result["New people"]))
    assert created > 250
    again = _import(admin, site, member)
    assert (again["New people"], again["Changed"]) == ("0", "0")


def _import(admin: Page, site: Site, member: Member) -> dict[str, str]:
    admin.goto(f"{site.url}/imports/new/")
    admin.get_by_label("Spreadsheet").set_input_files(SPREADSHEETS / member.file)
    admin.get_by_role("button", name="Upload and match columns").click()
    admin.get_by_label("Phone calls: how did they agree?").fill("Membership form")
    admin.get_by_label("E-mail: how did they agree?").fill("Membership form")
    admin.get_by_role("button", name="Check the data").click()
    heading = admin.get_by_role("heading", level=1)
    expect(heading).to_have_text("This is what will happen", timeout=60_000)
    admin.get_by_role("button", name="Import", exact=True).click()
    expect(heading).to_have_text("Imported", timeout=60_000)
    stats = admin.locator("dl.cards .stat")
    return {
        stats.nth(i).locator("dt").inner_text(): stats.nth(i).locator(".v").inner_text() for i in range(stats.count())
    }


def save_segment(admin: Page, site: Site) -> None:
    admin.goto(f"{site.url}/segments/new/")
    admin.get_by_label("Name of the segment").fill("Everybody with a phone")
    admin.get_by_label("Condition 1", exact=True).select_option(label="Has a phone number")
    admin.get_by_role("button", name="Save segment").click()
    expect(admin.locator("main")).to_contain_text("is saved")


def write_agreement(coordinator: Page, site: Site) -> None:
    coordinator.goto(f"{site.url}/agreements/new/")
    coordinator.get_by_label("Title").fill("Messenger only")
    coordinator.get_by_label("What the members agree").fill("Everybody talks to their own people.")
    for box in coordinator.get_by_role("group", name=re.compile("Ways to contribute|Purposes|Channels")).all():
        for choice in box.get_by_role("checkbox").all():
            choice.check()
    coordinator.get_by_role("button", name="Save this version").click()
    expect(coordinator.get_by_role("heading", level=1)).to_contain_text("Messenger only")


def accept_agreement(admin: Page, site: Site, member: Member) -> None:
    admin.goto(f"{site.url}/agreements/")
    admin.locator("main").get_by_role("link", name=re.compile("Messenger only")).first.click()
    admin.get_by_role("button", name=f"Accept for {member.name}").click()
    expect(admin.get_by_role("listitem").filter(has_text=member.name)).to_contain_text("Accepted")


def start_campaign(coordinator: Page, site: Site) -> str:
    """A campaign whose calls are allowed at any hour; its address."""
    coordinator.goto(f"{site.url}/campaigns/new/")
    coordinator.get_by_label("Name", exact=True).fill("Cool Homes")
    coordinator.get_by_label("Conversations to reach").fill("200")
    coordinator.get_by_label("First day").fill("2026-01-01")
    coordinator.get_by_label("Last day").fill("2099-12-31")
    coordinator.get_by_label("Calls from (hour)").fill("0")
    coordinator.get_by_label("Calls until (hour)").fill("24")
    coordinator.get_by_label("Script for callers").fill("Hello, will you come to City Hall?")
    coordinator.locator("main button.btn-primary").last.click()
    expect(coordinator.get_by_role("heading", level=1)).to_contain_text("Cool Homes")
    return coordinator.url


def contribute(admin: Page, site: Site, campaign: str) -> None:
    admin.goto(f"{campaign}grant/")
    admin.get_by_label("Which of your people").select_option(label="Everybody with a phone")
    admin.get_by_label(re.compile("Messenger")).check()
    admin.get_by_role("button", name="Contribute", exact=True).click()
    expect(admin.locator("main")).to_contain_text("Cool Homes")


def see_overlap(coordinator: Page, campaign: str) -> None:
    """Only approximate counts; no name of any person."""
    for _ in range(60):
        coordinator.goto(f"{campaign}overlap/")
        if coordinator.locator("table").count():
            break
        coordinator.wait_for_timeout(500)
    expect(coordinator.locator("main")).to_contain_text("about")
    expect(coordinator.locator("main")).not_to_contain_text("@")


def hand_out_audience(coordinator: Page, campaign: str) -> None:
    coordinator.goto(campaign)
    coordinator.get_by_role("button", name="Build an audience").click()
    hand_out = coordinator.get_by_role("button", name="Hand out")
    for _ in range(60):
        if hand_out.count():
            break
        coordinator.wait_for_timeout(500)
        coordinator.reload()
    expect(coordinator.locator("main")).to_contain_text("Who is left out, and why")
    hand_out.click()
    expect(coordinator.locator("main")).to_contain_text("4 call lists were handed out")


def call_people(volunteer: Page, site: Site, calls: int) -> None:
    """Take person after person: the name is short, the number comes with the tap, then the result."""
    volunteer.goto(f"{site.url}/call/")
    volunteer.get_by_role("button", name="Start calling").click()
    for _ in range(calls):
        heading = volunteer.get_by_role("heading", level=1)
        expect(heading).to_contain_text("Call ")
        assert volunteer.locator('a[href^="tel:"]').count() == 0
        volunteer.get_by_role("button", name=re.compile("^Call ")).click()
        expect(volunteer.locator('a[href^="tel:"]')).to_be_visible()
        volunteer.get_by_role("button", name="Talked").click()


def called_person_with_email(admin: Page, site: Site) -> tuple[str, str]:
    """The e-mail address of somebody who was called, as the admin reads it, and the person's page."""
    admin.goto(f"{site.url}/audit/?verb=sharing.contact.made")
    links = admin.locator("main tbody a[href*='/people/']")
    for address in [str(link.get_attribute("href")) for link in links.all()]:
        admin.goto(f"{site.url}{address}")
        show = admin.get_by_role("button", name="Show the address")
        if show.count():
            show.first.click()
            return admin.locator('main a[href^="mailto:"]').first.inner_text(), f"{site.url}{address}"
    raise AssertionError("nobody who was called has an e-mail address")


def says_stop(chromium: Browser, site: Site, email: str, organization: str) -> None:
    """The person asks for a link, sees who holds the address and who called, and stops everybody."""
    page = new_page(chromium)
    page.goto(f"{site.url}/p/")
    page.get_by_label("Your e-mail address or phone number").fill(email)
    page.get_by_role("button", name="Send me a link").click()
    page.goto(site.link_in_mail(page, email, "/p/open/"))
    page.get_by_role("button", name="Show my choices").click()
    expect(page.locator("main")).to_contain_text(organization)
    page.get_by_role("link", name=re.compile(f"What they hold.*{organization}")).click()
    expect(page.locator("main")).to_contain_text("Cool Homes")
    page.go_back()
    page.get_by_role("button", name="Stop all contact").click()
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("it holds from now on")


def read_audit_log(admin: Page, site: Site, calls: int) -> None:
    """Who talked to whom: one line for each call, with the ground; and the same as CSV."""
    admin.goto(f"{site.url}/audit/?verb=sharing.contact.made")
    assert admin.locator("main tbody tr").count() == calls
    expect(admin.locator("main tbody tr").first).to_contain_text("they agreed")
    csv = admin.request.get(f"{site.url}/audit/events.csv?verb=sharing.contact.made").text()
    assert len(csv.strip().splitlines()) == calls + 1
