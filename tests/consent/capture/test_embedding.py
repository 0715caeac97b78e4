"""A form in a frame and on other websites: no cookie, no key, only where the form allows it."""

import re

import pytest
from django.test import Client

from consent.capture.models import SignUp
from tests.consent.capture.world import YES, Town, in_form, link, make_form, make_town, people_of, said, submit

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    return make_town()


def test_the_frame_opens_on_its_sites_alone_and_sets_no_cookie(client: Client, town: Town) -> None:
    form = make_form(town.organizer, frame_sites=("https://alder.example",))
    page = client.get(f"/f/{form.slug}/frame/")
    assert "frame-ancestors 'self' https://alder.example;" in page["Content-Security-Policy"] + ";"
    assert "X-Frame-Options" not in page
    assert not page.cookies
    hosted = client.get(f"/f/{form.slug}/")
    assert "frame-ancestors 'none'" in hosted["Content-Security-Policy"]
    assert hosted["X-Frame-Options"] == "DENY"
    assert not hosted.cookies


def test_without_a_site_no_frame_opens(client: Client, town: Town) -> None:
    page = client.get(f"/f/{make_form(town.organizer).slug}/frame/")
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"


def test_in_the_frame_every_answer_may_be_framed(client: Client, town: Town) -> None:
    form = make_form(town.organizer, frame_sites=("https://alder.example",))
    wrong = submit(client, form, {**YES, "frame": "1", "email": ""})
    sent = client.get(submit(client, form, {**YES, "frame": "1"})["Location"])
    for answer in (wrong, sent):
        assert "https://alder.example" in answer["Content-Security-Policy"]
        assert not answer.cookies


def test_a_plain_post_from_any_website_makes_a_sign_up_that_waits(town: Town) -> None:
    form = make_form(town.organizer, return_urls=("https://alder.example/thanks",))
    strict = Client(enforce_csrf_checks=True)
    from_elsewhere = {"HTTP_ORIGIN": "https://alder.example", "HTTP_SEC_FETCH_SITE": "cross-site"}
    response = submit(strict, form, {**YES, "return_to": "https://alder.example/thanks"}, **from_elsewhere)
    assert (response.status_code, response["Location"]) == (302, "https://alder.example/thanks")
    assert [each.state for each in in_form(form, SignUp)] == ["waiting"]
    assert strict.post(link()).status_code == 403  # the button itself is pressed on our page alone
    assert strict.get(link()).status_code == 200


def test_nobody_is_led_to_a_page_that_the_form_does_not_name(client: Client, town: Town) -> None:
    form = make_form(town.organizer, return_urls=("https://alder.example/thanks",))
    for other in ("https://alder.example/thanks/x", "//evil.example", "https://evil.example/thanks"):
        response = submit(client, form, {**YES, "return_to": other, "email": f"p{len(other)}@mail.example"})
        assert response["Location"] == f"/f/{form.slug}/sent/?lang=en"


def test_the_html_that_is_offered_works(client: Client, town: Town) -> None:
    form = make_form(town.organizer, recipients=(town.birch.pk,), share=True)
    client.force_login(town.organizer, backend="orgs.sign_in.Backend")
    page = client.get(f"/forms/{form.pk}/").content.decode()
    offered = re.findall(r"name=&quot;([\w-]+)&quot;", page)
    assert set(offered) == {
        "lang",
        "version",
        "given_name",
        "family_name",
        "email",
        "contact-email",
        f"share-{town.birch.pk}",
    }
    assert "&lt;li&gt;Birch&lt;/li&gt;" in page
    assert f"/f/{form.slug}/frame/?lang=en" in page


def test_a_form_that_changed_meanwhile_is_shown_again(client: Client, town: Town) -> None:
    form = make_form(town.organizer)
    response = submit(client, form, {**YES, "version": "7"})
    assert response.status_code == 422
    assert b"This form was changed while you had it open." in response.content
    assert in_form(form, SignUp) == []


def test_a_closed_form_takes_nothing(client: Client, town: Town) -> None:
    form = make_form(town.organizer)
    submit(client, form)
    confirm = link()
    client.force_login(town.organizer, backend="orgs.sign_in.Backend")
    client.post(f"/forms/{form.pk}/close/")
    assert b"This form is closed" in client.get(f"/f/{form.slug}/").content
    assert submit(client, form).status_code == 410
    assert client.post(confirm).status_code == 200
    assert [each["kind"] for each in said()] == ["granted"]


def test_the_source_is_the_title_that_the_person_read(client: Client, town: Town) -> None:
    form = make_form(town.organizer)
    submit(client, form, {**YES, "lang": "es"})
    client.post(link())
    assert [person.source for person in people_of(town.alder)] == ["Súmese"]
