"""From draft to result: who gets a message, what it says, and who does not."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from audit.log.models import Event
from coalition.platform.handover import NotTaken, Refused, Uncertain
from coalition.platform.tenancy import acting, system_actor
from consent.ledger.models import Attempt
from consent.ledger.rules.new_event import Withdrawal
from orgs.actions import message_post
from orgs.actions.messages import (
    MessageRefused,
    cancel_message,
    delete_draft,
    pause_message,
    resume_message,
    save_message,
    send_message,
)
from orgs.models import Interaction, Message, MessageRecipient, OutboxMessage
from orgs.queries.messages import Audience, audience_of, messages_of, progress_of
from tests.factories import actor_of, make_member, make_organization, make_person, make_segment
from tests.orgs.messages.writing import (
    MAIL,
    TEXT,
    again,
    agree,
    make_town,
    outbox,
    run,
    sent,
    start,
    states,
    stop,
    write,
)

pytestmark = pytest.mark.django_db


def test_send_message_reaches_those_who_agreed_and_notes_why_not_the_others() -> None:
    town = make_town(dora={})

    message = sent(town)

    assert states(town, message) == {
        "Ana": ("sent", ""),
        "Ben": ("left_out", "not_asked"),
        "Carla": ("sent", ""),
        "Dora": ("left_out", "no_email"),
    }
    assert [mail.recipient for mail in outbox()] == ["ana@mail.example", "carla@mail.example"]
    message = again(town, message)
    assert (message.state, message.problem) == ("done", "")


def test_audience_of_counts_before_anything_is_sent() -> None:
    town = make_town(dora={}, eva={"email": "ana@mail.example"})
    agree(town, town.subject("eva"), "email", named="Eva")
    message = write(town)

    with acting(town.own):
        assert audience_of(town.own, message) == Audience(2, [("no_email", 1), ("not_asked", 1), ("same_address", 1)])
    assert outbox() == []


def test_a_mail_says_who_writes_why_and_how_to_stop() -> None:
    town = make_town()

    sent(town)

    ana = outbox()[0]
    lines = ana.body.splitlines()
    assert lines[:3] == ["Hello Ana,", "", "come to the river."]
    assert lines[4] == "-- "
    assert lines[5].startswith("Alder Alliance wrote this to you because it noted that you agreed, ")
    assert lines[6].startswith("Stop these messages: http://127.0.0.1:8000/p/u/")
    assert lines[7] == "See who has your details, and decide: http://127.0.0.1:8000/p/"
    assert ana.headers == {
        "List-Unsubscribe": f"<{lines[6].rpartition(' ')[2]}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def test_the_ground_names_its_source_where_the_organization_noted_one() -> None:
    town = make_town()

    sent(town, person="carla")

    assert "petition at the market, 2024" in outbox()[0].body


def test_a_text_says_who_writes_and_how_to_stop() -> None:
    town = make_town()

    message = sent(town, TEXT)

    assert [(text.recipient, text.body) for text in outbox()] == [
        ("+12025550101", "Alder Alliance: Hello Ana, come to the river. Reply STOP to stop.")
    ]
    assert states(town, message)["Carla"] == ("left_out", "no_phone")


def test_every_hand_over_leaves_an_attempt_with_its_whole_decision_and_a_line_of_history() -> None:
    town = make_town()

    message = sent(town, person="ana")

    subject = town.subject("ana")
    person = replace(system_actor(), subject_ids=(subject,))
    with acting(person):
        attempt = Attempt.objects.get()
    assert (attempt.state, attempt.outcome, attempt.channel, attempt.reference) == (
        "sent", "sent", "email", f"message:{message.pk}",
    )  # fmt: skip
    assert set(attempt.decision) == {"reason", "events", "subjects", "at", "minimum_evidence", "rule"}
    assert (attempt.decision["reason"], len(attempt.decision["events"])) == ("consent", 1)
    with acting(town.own):
        line = Interaction.objects.get()
        assert (line.kind, line.summary, line.outcome) == ("mail", "The river", "sent")
        assert line.source == f"message {message.pk}"
        verbs = Event.objects.filter(verb__startswith="orgs.message").values_list("verb", flat=True)
        assert sorted(verbs) == ["orgs.message.finished", "orgs.message.saved", "orgs.message.started"]


def test_whoever_says_no_between_start_and_run_gets_nothing() -> None:
    town = make_town()
    message = write(town)
    start(town, message)
    stop(town.subject("ana"), Withdrawal(recipient_organization=town.alder.pk))

    run(town, message)

    assert states(town, message)["Ana"] == ("left_out", "withdrawn")
    assert [mail.recipient for mail in outbox()] == ["carla@mail.example"]


def test_nobody_gets_it_twice_however_often_it_is_run() -> None:
    town = make_town()
    message = sent(town)

    run(town, message)
    run(town, message)

    assert len(outbox()) == 2


def test_one_address_for_two_people_is_written_to_once() -> None:
    town = make_town(eva={"email": "ANA@mail.example"})
    agree(town, town.subject("eva"), "email", named="Eva")

    message = sent(town)

    assert states(town, message)["Eva"] == ("left_out", "same_address")
    assert [mail.recipient for mail in outbox()].count("ana@mail.example") == 1


def test_send_message_pressed_twice_starts_once() -> None:
    town = make_town()
    message = write(town)
    start(town, message)

    with pytest.raises(MessageRefused) as refused:
        start(town, message)

    assert refused.value.code == "not_draft"


def test_send_message_that_would_reach_nobody_is_refused_and_stays_a_draft() -> None:
    town = make_town()
    message = write(town, person="ben")

    with pytest.raises(MessageRefused) as refused:
        start(town, message)

    assert refused.value.code == "nobody"
    message = again(town, message)
    assert message.state == "draft"
    assert states(town, message) == {}


def test_pause_message_stops_before_the_next_one_and_resume_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    town = make_town()
    message = write(town)
    start(town, message)
    hand_over = message_post.ByMail.deliver

    def send_and_pause(self, *args):  # type: ignore[no-untyped-def]
        pause_message(actor=town.own, now=timezone.now(), message_id=message.pk)
        return hand_over(self, *args)

    monkeypatch.setattr(message_post.ByMail, "deliver", send_and_pause)
    run(town, message)
    assert [mail.recipient for mail in outbox()] == ["ana@mail.example"]
    message = again(town, message)
    assert message.state == "paused"

    monkeypatch.undo()
    with acting(town.own):
        resume_message(actor=town.own, now=timezone.now(), message_id=message.pk)
    run(town, message)
    assert [mail.recipient for mail in outbox()] == ["ana@mail.example", "carla@mail.example"]


def test_cancel_message_leaves_out_whoever_still_waits() -> None:
    town = make_town()
    message = write(town)
    start(town, message)
    with acting(town.own):
        cancel_message(actor=town.own, now=timezone.now(), message_id=message.pk)

    run(town, message)

    assert outbox() == []
    assert states(town, message)["Ana"] == ("left_out", "cancelled")
    with acting(town.own), pytest.raises(MessageRefused):
        resume_message(actor=town.own, now=timezone.now(), message_id=message.pk)


def failing(monkeypatch: pytest.MonkeyPatch, failure: Exception) -> list[str]:
    """Every hand-over of a mail ends like this; the addresses that were tried."""
    tried: list[str] = []

    def fail(self, sender, address, letter, reply_to):  # type: ignore[no-untyped-def]
        tried.append(address)
        raise failure

    monkeypatch.setattr(message_post.ByMail, "deliver", fail)
    return tried


def test_what_is_not_taken_is_tried_again_later_and_at_last_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    town = make_town()
    tried = failing(monkeypatch, NotTaken("deferred"))
    message = sent(town, person="ana")
    assert states(town, message) == {"Ana": ("waiting", "deferred")}
    message = again(town, message)
    assert (message.state, message.problem) == ("sending", "provider")

    for _ in range(6):
        with acting(town.own):
            MessageRecipient.objects.filter(message=message).update(not_before=None)
        run(town, message)

    assert states(town, message) == {"Ana": ("failed", "deferred")}
    assert len(tried) == 5
    message = again(town, message)
    assert message.state == "done"


def test_what_is_uncertain_is_never_sent_again(monkeypatch: pytest.MonkeyPatch) -> None:
    town = make_town()
    tried = failing(monkeypatch, Uncertain("no_answer"))

    message = sent(town, person="ana")
    run(town, message)

    assert states(town, message) == {"Ana": ("uncertain", "no_answer")}
    assert tried == ["ana@mail.example"]


def test_a_dead_address_is_a_bounce_and_no_withdrawal(monkeypatch: pytest.MonkeyPatch) -> None:
    town = make_town()
    failing(monkeypatch, Refused("recipient", dead=True))

    message = sent(town, person="ana")

    assert states(town, message) == {"Ana": ("failed", "recipient")}
    monkeypatch.undo()
    with acting(town.own):
        assert audience_of(town.own, write(town, person="ana")) == Audience(0, [("bounced", 1)])
        assert audience_of(town.own, write(town, TEXT, "ana")).may == 1


def test_a_refused_message_is_no_bounce(monkeypatch: pytest.MonkeyPatch) -> None:
    town = make_town()
    failing(monkeypatch, Refused("content"))

    sent(town, person="ana")

    monkeypatch.undo()
    with acting(town.own):
        assert audience_of(town.own, write(town, person="ana")).may == 1


def test_whoever_told_the_provider_to_stop_has_said_no_to_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    town = make_town()

    def opted_out(self, *args):  # type: ignore[no-untyped-def]
        raise Refused("opted_out")

    monkeypatch.setattr(message_post.ByText, "deliver", opted_out)
    sent(town, TEXT, "ana")

    monkeypatch.undo()
    with acting(town.own):
        assert audience_of(town.own, write(town, TEXT, "ana")) == Audience(0, [("withdrawn", 1)])
        assert audience_of(town.own, write(town, MAIL, "ana")).may == 1


def test_several_failures_in_a_row_leave_the_provider_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    more = {f"p{number}": {"email": f"p{number}@mail.example"} for number in range(5)}
    town = make_town(**more)
    for name in more:
        agree(town, town.subject(name), "email")
    tried = failing(monkeypatch, NotTaken("unreachable"))

    sent(town)

    assert len(tried) == 3


def test_a_removed_address_is_left_out() -> None:
    town = make_town()
    message = write(town, person="ana")
    start(town, message)
    with acting(town.own):
        MessageRecipient.objects.filter(message=message).update(contact_point=None)

    run(town, message)

    assert states(town, message) == {"Ana": ("left_out", "address_gone")}
    assert outbox() == []


def test_save_message_changes_a_draft_alone() -> None:
    town = make_town()
    message = sent(town)

    with acting(town.own), pytest.raises(MessageRefused):
        save_message(actor=town.own, now=timezone.now(), words=TEXT, message_id=message.pk)
    with acting(town.own), pytest.raises(MessageRefused):
        delete_draft(actor=town.own, now=timezone.now(), message_id=message.pk)


def test_messages_are_for_those_who_work_with_people() -> None:
    town = make_town()
    message = write(town)
    for role in ("analyst", "volunteer"):
        actor = actor_of(make_member(town.alder, role))
        with acting(actor), pytest.raises(PermissionDenied):
            send_message(actor=actor, now=timezone.now(), message_id=message.pk)
    for role in ("fundraiser", "organizer", "admin"):
        actor = actor_of(make_member(town.alder, role))
        with acting(actor):
            save_message(actor=actor, now=timezone.now(), words=MAIL, segment_id=town.everybody.pk)


def test_another_organization_has_neither_the_message_nor_the_people() -> None:
    town = make_town()
    message = write(town)
    birch = make_organization("birch")
    make_person(birch, "Bea", email="bea@mail.example")
    foreign = system_actor(organization_id=birch.pk)

    with acting(foreign):
        assert list(messages_of(foreign)) == []
        with pytest.raises(Http404):
            send_message(actor=foreign, now=timezone.now(), message_id=message.pk)
        with pytest.raises(Http404):
            save_message(actor=foreign, now=timezone.now(), words=MAIL, segment_id=town.everybody.pk)
        with pytest.raises(Http404):
            save_message(actor=foreign, now=timezone.now(), words=MAIL, person_id=town.people["ana"].pk)


def test_progress_of_counts_by_state_and_reason() -> None:
    town = make_town(dora={})
    message = sent(town)

    with acting(town.own):
        progress = progress_of(town.own, message)

    assert progress.by_state == {"sent": 2, "left_out": 2}
    assert (progress.total, progress.finished) == (2, 2)
    assert progress.left_out == [("no_email", 1), ("not_asked", 1)]


def test_a_deleted_segment_leaves_the_message() -> None:
    town = make_town()
    spare = make_segment(town.alder, "Spare")
    with acting(town.own):
        message = save_message(actor=town.own, now=datetime.now(UTC), words=MAIL, segment_id=spare.pk)
        spare.delete()
        assert Message.objects.get(pk=message.pk).segment_id is None


def test_the_outbox_keeps_one_row_for_each_recipient() -> None:
    town = make_town()
    sent(town)

    assert OutboxMessage.objects.filter(recipient__contains=",").count() == 0
