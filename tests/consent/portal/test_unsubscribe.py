"""Stop links: what a mail program's one click, the two buttons, scanners and broken links do."""

import re
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client

from audit.log.models import Event
from coalition.platform.tenancy import Actor, acting
from consent.ledger.actions.events import record_events
from consent.ledger.models import ConsentEvent, Receipt
from consent.ledger.queries.decisions import explain
from consent.ledger.rules.new_event import NewEvent
from orgs.rules.unsubscribe import BadLink, StopLink, make_token, read_token
from tests.consent.ledger.world import agree
from tests.consent.portal.visits import Town, make_town
from tests.factories import NOW

pytestmark = pytest.mark.django_db
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture(autouse=True)
def journal(settings, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    settings.COMMONLIST_HOME = tmp_path


@pytest.fixture
def town() -> Town:
    """Ana at Alder and at Birch, who agreed to everything."""
    made = make_town()
    for own in (made.at_alder, made.at_birch):
        for channel, subject in (("email", made.email), ("phone", made.phone), ("sms", made.phone)):
            agree(own, [subject], channel=channel)
    return made


def path_of(town: Town, organization: int | None = None) -> str:
    link = StopLink(town.email, organization or town.alder.pk, "email")
    return f"/p/u/{make_token(django_settings.ROOT_KEY, link)}/"


def allowed(own: Actor, town: Town) -> dict[str, bool]:
    with acting(own):
        answers = explain(actor=own, subject_ids=[town.email, town.phone], channels=["email", "phone", "sms"])
    return {each.channel: each.allowed for each in answers}


def events(town: Town) -> list[ConsentEvent]:
    with acting(Actor(role="subject", subject_ids=(town.email, town.phone))):
        return list(ConsentEvent.objects.filter(kind="withdrawn").order_by("subject_id"))


def test_one_click_stops_this_organization_on_this_channel_for_every_identifier(town: Town) -> None:
    client = Client(enforce_csrf_checks=True)

    answer = client.post(path_of(town), ONE_CLICK)

    assert answer.status_code == 200
    assert set(answer.cookies) <= {"csrftoken"}  # of the form that changes the language
    assert allowed(town.at_alder, town) == {"email": False, "phone": True, "sms": True}
    assert allowed(town.at_birch, town) == {"email": True, "phone": True, "sms": True}
    written = events(town)
    assert [each.subject_id for each in written] == sorted([town.email, town.phone])
    assert {(each.kind, each.actor_kind, each.evidence, each.method, each.channel) for each in written} == {
        ("withdrawn", "person", 3, "link", "email")
    }
    with acting(Actor(role="subject", subject_ids=(town.email,))):
        assert Receipt.objects.get().reference in answer.content.decode()


def test_the_first_button_stops_the_organization_by_every_channel(town: Town) -> None:
    answer = Client().post(path_of(town), {"stop": "organization"})

    assert "Alder stops contacting you in any way." in answer.content.decode()
    assert allowed(town.at_alder, town) == {"email": False, "phone": False, "sms": False}
    assert allowed(town.at_birch, town) == {"email": True, "phone": True, "sms": True}


def test_the_second_button_stops_everybody(town: Town) -> None:
    answer = Client().post(path_of(town), {"stop": "everybody"})

    assert "Everybody stops" in answer.content.decode()
    nothing = dict.fromkeys(["email", "phone", "sms"], False)
    assert allowed(town.at_alder, town) == allowed(town.at_birch, town) == nothing


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_changes_nothing_and_offers_two_buttons(town: Town, method: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id_if_assigned()")
        before = cursor.fetchone()

    answer = getattr(Client(), method)(path_of(town))

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id_if_assigned()")
        assert cursor.fetchone() == before
    assert (answer.status_code, answer["Cache-Control"]) == (
        200, "max-age=0, no-cache, no-store, must-revalidate, private",
    )  # fmt: skip
    assert events(town) == []
    if method == "get":
        assert re.findall(r'name="stop" value="(\w+)"', answer.content.decode()) == ["organization", "everybody"]


def test_the_same_click_again_is_answered_with_the_same_receipt(town: Town) -> None:
    first = Client().post(path_of(town), ONE_CLICK).content.decode()
    again = Client().post(path_of(town), ONE_CLICK).content.decode()

    assert len(events(town)) == 2
    reference = re.findall(r"<dd>([0-9a-f]{16})</dd>", first)
    assert reference == re.findall(r"<dd>([0-9a-f]{16})</dd>", again)
    assert "You had stopped this before" in again


def test_a_wider_no_after_a_narrower_one_is_written(town: Town) -> None:
    Client().post(path_of(town), ONE_CLICK)
    Client().post(path_of(town), {"stop": "organization"})

    assert allowed(town.at_alder, town)["phone"] is False


@pytest.mark.parametrize("data", [{}, {"stop": "nobody"}, {"List-Unsubscribe": "two clicks"}])
def test_a_post_that_says_nothing_changes_nothing(town: Town, data: dict[str, str]) -> None:
    answer = Client().post(path_of(town), data)

    assert answer.status_code == 422
    assert "Nothing has changed. Choose whom to stop." in answer.content.decode()
    assert events(town) == []


def test_broken_links_are_all_answered_alike(town: Town) -> None:
    whole = path_of(town)[5:-1]
    changed = [whole[:i] + ("A" if whole[i] != "A" else "B") + whole[i + 1 :] for i in (*range(0, 46, 5), 45)]
    answers = set()
    for token in [whole[:-1], whole[1:], whole + "A", "x", "é" * 46, "=" * 46, *changed]:
        answer = Client().post(f"/p/u/{token}/", ONE_CLICK)
        answers.add((answer.status_code, re.sub(r'value="[^"]*"', "", answer.content.decode())))

    assert {status for status, _ in answers} == {404}
    assert len(answers) == 1
    assert 'href="/p/"' in next(iter(answers))[1]
    assert events(town) == []


def test_a_token_of_another_key_or_channel_is_not_ours() -> None:
    token = make_token(django_settings.ROOT_KEY, StopLink(2**62, 3, "sms"))
    assert read_token(django_settings.ROOT_KEY, token) == StopLink(2**62, 3, "sms")
    with pytest.raises(BadLink):
        read_token(type(django_settings.ROOT_KEY)(bytes(32)), token)


def test_a_link_of_an_organization_that_is_gone_stops_nothing_and_is_no_error(town: Town) -> None:
    answer = Client().post(path_of(town, 987_654), ONE_CLICK)

    assert answer.status_code == 200
    assert "Nothing is held about you here any more" in answer.content.decode()
    assert events(town) == []


def test_a_full_disk_is_said_and_changes_nothing(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("consent.ledger.actions.journal.os.write", lambda descriptor, data: 0)

    answer = Client().post(path_of(town), ONE_CLICK)

    assert answer.status_code == 503
    assert "This could not be saved" in answer.content.decode()
    assert events(town) == []
    assert allowed(town.at_alder, town)["email"] is True


def test_the_no_is_told_to_the_organization_and_only_to_it(town: Town) -> None:
    Client().post(path_of(town), ONE_CLICK)

    with acting(town.at_alder):
        assert Event.objects.filter(verb="portal.messages.stopped").count() == 1
    with acting(town.at_birch):
        assert Event.objects.filter(verb="portal.messages.stopped").count() == 0


def test_a_reset_of_consent_by_the_person_makes_the_click_work_again(town: Town) -> None:
    Client().post(path_of(town), ONE_CLICK)
    person = Actor(role="subject", subject_ids=(town.email,))
    with acting(person):
        yes = NewEvent(
            town.email, "granted", "person", 3, recipient_organization=town.alder.pk, purpose="contact", channel="email"
        )
        record_events(actor=person, now=NOW, events=[yes])

    Client().post(path_of(town), ONE_CLICK)

    assert len(events(town)) == 4


def test_a_yes_by_another_identifier_makes_the_click_work_again(town: Town) -> None:
    Client().post(path_of(town), ONE_CLICK)
    person = Actor(role="subject", subject_ids=(town.phone,))
    with acting(person):
        yes = NewEvent(
            town.phone, "granted", "person", 3, recipient_organization=town.alder.pk, purpose="contact", channel="email"
        )
        record_events(actor=person, now=NOW, events=[yes])
    assert allowed(town.at_alder, town)["email"] is True

    Client().post(path_of(town), ONE_CLICK)

    assert allowed(town.at_alder, town)["email"] is False


def test_the_page_is_small() -> None:
    assert len(Client().get("/p/u/x/").content) < 100_000
