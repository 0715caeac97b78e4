"""Writing a message in the browser: from the segment to the result, with what can go wrong on the way."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coalition.platform.handover import Refused
from coalition.platform.tenancy import acting
from consent.ledger.rules.new_event import Withdrawal
from orgs.actions import message_post
from orgs.actions.replies import receive_reply
from orgs.models import Message, Reply
from orgs.templatetags.messages_to_people import why_not
from tests.conftest import sign_in
from tests.factories import make_member, make_person
from tests.orgs.messages.writing import Town, again, agree, make_town, outbox, run, sent, stop, write

pytestmark = pytest.mark.django_db
LIST_QUERIES = 10
DETAIL_QUERIES = 9
FORM = {"channel": "email", "language": "en", "subject": "The river", "body": "Hello {given_name}", "reply_to": ""}


@pytest.fixture
def town() -> Town:
    return make_town(dora={})


@pytest.fixture
def client(town: Town) -> Client:
    return sign_in(make_member(town.alder, "organizer"))


def only(town: Town) -> Message:
    with acting(town.own):
        return Message.objects.latest("id")


def test_from_segment_to_result(town: Town, client: Client) -> None:
    assert (
        f"/messages/new/?segment={town.everybody.pk}" in client.get(f"/segments/{town.everybody.pk}/").content.decode()
    )

    written = client.post(f"/messages/new/?segment={town.everybody.pk}", FORM)
    message = only(town)
    assert written.url == f"/messages/{message.pk}/"  # type: ignore[attr-defined]
    check = client.get(written.url).content.decode()  # type: ignore[attr-defined]
    assert '<span class="strong">2 people</span> may be written to now.' in check
    assert "2 people are left out:" in check
    assert "They have no e-mail address here. Add one on their page." in check
    assert "Hello Ana" in check
    assert "Stop these messages: http://" in check
    assert outbox() == []

    client.post(f"/messages/{message.pk}/send/")
    assert again(town, message).state == "queued"
    assert "0 of 2 dealt with" in client.get(f"/messages/{message.pk}/").content.decode()
    run(town, message)
    result = client.get(f"/messages/{message.pk}/").content.decode()
    assert "2 of 2 dealt with" in result
    assert "They were never asked for this channel." in result
    assert "hx-get" not in result.partition('id="message-progress"')[2].partition("</div>")[0]


def test_the_link_of_the_preview_stops_nobody(town: Town, client: Client) -> None:
    message = write(town, person="ana")
    check = client.get(f"/messages/{message.pk}/").content.decode()
    token = check.partition("/p/u/")[2].partition("/")[0]

    answer = Client().post(f"/p/u/{token}/", {"List-Unsubscribe": "One-Click"})

    assert "Nothing is held about you here any more" in answer.content.decode()
    run_it = sent(town, person="ana")
    assert again(town, run_it).state == "done"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"subject": ""}, "An e-mail needs a subject."),
        ({"body": "Hello {name}"}, "{name} would be sent as it stands. Only {given_name} is filled in."),
        ({"body": ""}, "This field is required."),
        ({"channel": ""}, "This field is required."),
        ({"channel": "sms", "body": "x" * 481}, "A text has at most 480 characters; this has 481."),
        ({"reply_to": "not an address"}, "Enter a valid email address."),
        ({"channel": "fax"}, "Select a valid choice."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(
    town: Town, client: Client, changed: dict[str, str], words: str
) -> None:
    answer = client.post(f"/messages/new/?segment={town.everybody.pk}", {**FORM, **changed})

    assert answer.status_code == 422
    assert words in answer.content.decode().replace("&#x27;", "'")
    with acting(town.own):
        assert Message.objects.count() == 0


def test_no_channel_is_chosen_beforehand(town: Town, client: Client) -> None:
    page = client.get(f"/messages/new/?segment={town.everybody.pk}").content.decode()

    assert 'value="sms"' in page
    assert "checked" not in page


def test_without_a_provider_of_texts_only_mail_is_offered(town: Town, client: Client, settings) -> None:  # type: ignore[no-untyped-def]
    settings.TEXTS_BACKEND = settings.TEXTS_URL = ""

    assert 'value="sms"' not in client.get(f"/messages/new/?segment={town.everybody.pk}").content.decode()


@pytest.mark.parametrize(
    "query", ["", "?segment=x", "?segment=1&person=1", "?person=999999999999999999999", "?segment=0"]
)
def test_a_message_to_nobody_in_particular_is_not_found(client: Client, query: str) -> None:
    assert client.get(f"/messages/new/{query}").status_code == 404


def test_a_message_that_would_reach_nobody_says_so_and_is_not_sent(town: Town, client: Client) -> None:
    message = write(town, person="ben")

    assert "It would reach nobody" in client.get(f"/messages/{message.pk}/").content.decode()
    answer = client.post(f"/messages/{message.pk}/send/", follow=True)
    assert "It would reach nobody now. See below why" in answer.content.decode()
    assert again(town, message).state == "draft"


def test_a_segment_whose_rules_broke_is_told(town: Town, client: Client) -> None:
    message = write(town)
    with acting(town.own):
        town.everybody.rules = {"match": "all", "conditions": [{"field": "gone", "test": "is", "value": "x"}]}
        town.everybody.save()

    assert "The segment's rules no longer work" in client.get(f"/messages/{message.pk}/").content.decode()
    answer = client.post(f"/messages/{message.pk}/send/", follow=True)
    assert "Mend the segment, then send." in answer.content.decode()


def test_pausing_ending_and_what_comes_too_late(town: Town, client: Client) -> None:
    message = write(town)
    client.post(f"/messages/{message.pk}/send/")
    for step, state in (("pause", "paused"), ("resume", "queued"), ("cancel", "cancelled"), ("pause", "cancelled")):
        client.post(f"/messages/{message.pk}/{step}/")
        assert again(town, message).state == state
    answer = client.get(f"/messages/{message.pk}/edit/", follow=True)
    assert "on its way already" in answer.content.decode()


def test_a_draft_is_changed_and_thrown_away(town: Town, client: Client) -> None:
    message = write(town)
    client.post(f"/messages/{message.pk}/edit/", {**FORM, "subject": "Another"})
    assert again(town, message).subject == "Another"

    client.post(f"/messages/{message.pk}/delete/")
    with acting(town.own):
        assert Message.objects.count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_message_list_asks_the_same_number_of_questions_however_long(town: Town, client: Client, count: int) -> None:
    for _ in range(count):
        sent(town)
    client.get("/messages/")
    with CaptureQueriesContext(connection) as queries:
        page = client.get("/messages/")
    assert page.content.decode().count("The river") == count
    assert len(queries) == LIST_QUERIES


@pytest.mark.parametrize("count", [1, 3])
def test_message_detail_asks_the_same_number_of_questions_however_many_fail(
    town: Town, client: Client, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self, *args):  # type: ignore[no-untyped-def]
        raise Refused("content")

    monkeypatch.setattr(message_post.ByMail, "deliver", refuse)
    for number in range(count):
        town.people[f"x{number}"] = make_person(town.alder, f"X{number}", email=f"x{number}@mail.example")
        agree(town, town.subject(f"x{number}"), "email")
    message = sent(town)
    with CaptureQueriesContext(connection) as queries:
        page = client.get(f"/messages/{message.pk}/")
    assert page.content.decode().count("refused the words of the message") == count + 2
    assert len(queries) == DETAIL_QUERIES


def reply(town: Town, words: str, maybe_stop: bool = False) -> None:
    with acting(town.own):
        receive_reply(
            actor=town.own, now=timezone.now(), subject_id=town.subject("ana", "phone"), words=words, reference=words,
            maybe_stop=maybe_stop,
        )  # fmt: skip


def test_replies_are_read_and_marked(town: Town, client: Client) -> None:
    reply(town, "I bring <b>cake</b>")
    reply(town, "leave me alone", maybe_stop=True)

    page = client.get("/messages/replies/").content.decode()
    assert page.index("leave me alone") < page.index("I bring &lt;b&gt;cake&lt;/b&gt;")
    assert "Sounds like a stop" in page
    for path in ("/messages/", "/"):
        assert "2 replies to read" in client.get(path).content.decode()
    with acting(town.own):
        stop = Reply.objects.get(maybe_stop=True)
    answer = client.post(f"/messages/replies/{stop.pk}/mark/", {"mark": "stop"}, follow=True)
    assert "your organization sends them no more texts" in answer.content.decode()
    assert "1 reply to read" in client.get("/messages/").content.decode()
    answer = client.post(f"/messages/replies/{stop.pk}/mark/", {"mark": "maybe"}, follow=True)
    assert "Choose what the reply means" in answer.content.decode()


def test_empty_pages_say_the_next_step(client: Client) -> None:
    assert "No message yet" in client.get("/messages/").content.decode()
    assert "No replies" in client.get("/messages/replies/").content.decode()


def test_a_refusal_is_told_as_the_persons_own(town: Town, client: Client) -> None:
    stop(town.subject("ana"), Withdrawal(recipient_organization=town.alder.pk))
    message = write(town, person="ana")

    assert "They took their agreement back." in client.get(f"/messages/{message.pk}/").content.decode()
    assert why_not("refused") == "They said no."
    assert why_not("number_refused") == "The provider refused the number."
    assert why_not("unheard_of") == "Not available now."
