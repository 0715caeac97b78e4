"""Somebody on a phone signs up in Spanish: form, mail, button, receipt. And the form in a frame of another website."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.core import mail
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from consent.capture.models import Form, Proof, SignUp
from tests.browser import accessibility, page_problems, sideways, visiting
from tests.conftest import sign_in
from tests.consent.capture.world import EMAIL, in_form, link, make_form, make_town, people_of, said, send_waiting

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def yes(page: Page, number: int) -> None:
    """Answer the question at this place with yes: the first of its two radios."""
    page.locator("fieldset.ask").nth(number).locator("input[value=yes]").check()


@pytest.mark.parametrize("script", [True, False])
def test_a_person_who_speaks_spanish_signs_up_on_a_phone(
    chromium: Browser, live_server: LiveServer, script: bool
) -> None:
    town = make_town()
    form = make_form(town.organizer, recipients=(town.birch.pk,), share=True)
    context = chromium.new_context(
        base_url=live_server.url, viewport={"width": 390, "height": 844}, locale="es-AR", java_script_enabled=script
    )
    page = context.new_page()
    page.goto(f"/f/{form.slug}/")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.get_by_role("heading", level=1)).to_have_text("Súmese")
    assert page.locator("input:checked").count() == 0
    page.locator("input[name=email]").fill(EMAIL)
    page.locator("input[name=given_name]").fill("Ana")
    yes(page, 0)
    page.locator("main form button").click()
    page.wait_for_url("**/sent/**")
    assert said_or_none() == []
    send_waiting(form)
    page.goto(link())
    page.locator("main form button").click()
    expect(page.locator("dl.facts dd")).to_have_text(in_form(form, Proof)[0].receipt)
    assert [(each["kind"], each["purpose"], each["evidence"]) for each in said()] == [("granted", "contact", 4)]
    assert [person.given_name for person in people_of(town.alder)] == ["Ana"]
    send_waiting(form)
    assert in_form(form, Proof)[0].receipt in str(mail.outbox[-1].body)
    context.close()


def said_or_none() -> list[dict[str, Any]]:
    """Nothing, as long as nobody is known by the address."""
    return [] if not mail.outbox else said()


def test_every_page_of_a_sign_up_is_sound(chromium: Browser, live_server: LiveServer) -> None:
    town = make_town()
    form = make_form(
        town.organizer,
        channels=("email", "phone", "sms"),
        fields=dict.fromkeys(("phone", "postcode", "language", "birthday", "interests", "skills"), "optional"),
        recipients=(town.birch.pk,),
        share=True,
        match=True,
        topics=("Rent", "Transit"),
        skills=("Cooking",),
    )
    with visiting(chromium, live_server.url, width="phone") as page:
        assert page_problems(page, f"/f/{form.slug}/") == []
        page.locator("main form button").click()
        expect(page.get_by_role("alert")).to_be_visible()
        assert [*accessibility(page), *sideways(page)] == []
        page.locator("input[name=email]").fill(EMAIL)
        yes(page, 0)
        page.locator("main form button").click()
        page.wait_for_url("**/sent/**")
        assert [*accessibility(page), *sideways(page)] == []
        send_waiting(form)
        assert page_problems(page, link()) == []
        page.locator("main form button").click()
        expect(page.locator("dl.facts")).to_be_visible()
        assert [*accessibility(page), *sideways(page)] == []
        assert page_problems(page, link(), expected=410) == []


def test_every_page_of_the_makers_is_sound(chromium: Browser, live_server: LiveServer) -> None:
    town = make_town()
    form = make_form(town.organizer, recipients=(town.birch.pk,), share=True)
    pages = ("", "new/", f"{form.pk}/", f"{form.pk}/change/", f"{form.pk}/preview/")
    with visiting(chromium, live_server.url, sign_in(town.organizer)) as page:
        assert [problem for each in pages for problem in page_problems(page, f"/forms/{each}")] == []


@contextmanager
def website(told: dict[str, str]) -> Iterator[str]:
    """Another origin, whose page is ``told["body"]``."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(told["body"].encode())

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("allowed", [True, False])
def test_the_form_stands_in_a_frame_of_the_sites_it_names(
    chromium: Browser, live_server: LiveServer, allowed: bool
) -> None:
    town = make_town()
    holder: dict[str, str] = {}
    with website(holder) as site:
        form = make_form(town.organizer, frame_sites=(site,) if allowed else ("https://other.example",))
        holder["body"] = f'<iframe src="{live_server.url}/f/{form.slug}/frame/?lang=en" width=600 height=900></iframe>'
        context = chromium.new_context()
        page = context.new_page()
        page.goto(site)
        frame = page.frame_locator("iframe")
        if not allowed:
            expect(frame.get_by_role("heading", name="Join us")).to_have_count(0)
        else:
            fill_frame(page, form)
        assert context.cookies() == []
        context.close()


def fill_frame(page: Page, form: Form) -> None:
    """Sign up inside the frame."""
    frame = page.frame_locator("iframe")
    frame.get_by_label("E-mail").fill(EMAIL)
    frame.locator("fieldset.ask input[value=yes]").first.check()
    frame.get_by_role("button", name="Send").click()
    expect(frame.get_by_role("heading", name="Look into your mail")).to_be_visible()
    assert [each.state for each in in_form(form, SignUp)] == ["waiting"]
