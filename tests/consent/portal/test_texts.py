"""Texts that come back: keywords in two languages, whom they stop, and what somebody has to read."""

import re
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import Client
from django.utils import timezone

from audit.log.models import Event
from coalition.platform.keys import ContactKind
from coalition.platform.tenancy import Actor, acting
from consent.ledger.actions.gate import Claim, claim_contact, finish_attempt
from consent.ledger.models import ConsentEvent
from consent.ledger.queries.decisions import explain
from consent.portal.rules.texts import Reply, read_reply
from orgs.actions.replies import mark_reply, read_replies
from orgs.models import OutboxMessage
from orgs.models import Reply as KeptReply
from orgs.queries.replies import replies_of, unread_replies
from tests.consent.ledger.world import agree
from tests.consent.portal.visits import Town, make_town
from tests.factories import actor_of, make_member, subject_of

NUMBER = "+15105550101"


@pytest.mark.parametrize(
    "body",
    [
        "STOP", "stop", "Stop.", " stop!! ", "Please stop", "STOP please, thanks", "Unsubscribe", "CANCEL", "End",
        "quit", "opt-out", "BAJA", "baja por favor", "Alto", "ALTO!", "No más", "no mas", "NO MÁS MENSAJES", "Cancelar",
        "parar", "PARE", "basta", "Dar de baja", "¡Basta ya!", "ＳＴＯＰ",
    ],
)  # fmt: skip
def test_keywords_that_stop_the_one_who_wrote(body: str) -> None:
    reply = read_reply(body)
    assert (reply.kind, reply.everybody) == ("stop", False)


@pytest.mark.parametrize(
    "body",
    ["STOPALL", "stop all", "STOP everyone", "Baja todo", "baja a todos", "ALTO TODOS", "no más de todos", "bajatodo"],
)
def test_keywords_that_stop_everybody(body: str) -> None:
    reply = read_reply(body)
    assert (reply.kind, reply.everybody) == ("stop", True)


@pytest.mark.parametrize(
    ("body", "kind"), [("START", "start"), ("Alta", "start"), ("unstop", "start"), ("HELP", "help"), ("ayuda?", "help")]
)
def test_other_keywords(body: str, kind: str) -> None:
    assert read_reply(body).kind == kind


@pytest.mark.parametrize(
    ("body", "maybe"),
    [
        ("please stop texting me about this", True), ("dejen de escribirme", True),
        ("No quiero más, me doy de baja", True),
        ("don't text me", True), ("remove me from your list", True), ("Who is this?", False), ("👍", False),
        ("", False),
        ("I will bring cake", False), ("???", False),
    ],
)  # fmt: skip
def test_everything_else_is_for_somebody_to_read(body: str, maybe: bool) -> None:
    reply = read_reply(body)
    assert (reply.kind, reply.maybe_stop) == ("words", maybe)


def test_the_language_of_the_keyword_is_the_language_of_the_answer() -> None:
    assert read_reply("BAJA").language == "es"
    assert read_reply("STOP") == Reply("stop")


@pytest.mark.parametrize(
    ("body", "language"),
    [("Dejen de escribirme", "es"), ("¿Quién es?", "es"), ("Hola, ¿de qué grupo son?", "es"), ("Mañana no puedo", "es"),
     ("Who is this?", ""), ("No thanks", ""), ("See you there!", "")],
)  # fmt: skip
def test_words_are_answered_in_their_language(body: str, language: str) -> None:
    assert read_reply(body).language == language


@pytest.fixture
def town(settings, tmp_path: Path, db: None) -> Town:  # type: ignore[no-untyped-def]
    """Ana agreed to texts of Alder and of Birch; nobody has written yet."""
    settings.COMMONLIST_HOME = tmp_path
    settings.TEXTS_SECRET = "shared"
    made = make_town()
    for own in (made.at_alder, made.at_birch):
        agree(own, [made.phone], channel="sms")
        agree(own, [made.email], channel="email")
    return made


def texted(own: Actor, town: Town) -> None:
    """The organization sends Ana a text."""
    with acting(own):
        verdict = claim_contact(
            actor=own, now=timezone.now(), contacted=town.phone, subject_ids=[town.phone], channel="sms", hold=False
        )
        assert isinstance(verdict, Claim)
        finish_attempt(actor=own, now=timezone.now(), attempt_id=verdict.attempt_id, state="sent")


def comes_in(body: str, sender: str = NUMBER, reference: str = "SM1", secret: str = "shared"):  # type: ignore[no-untyped-def]  # noqa: S107
    return Client(enforce_csrf_checks=True).post(
        "/p/texts/inbound/",
        {"From": sender, "Body": body, "MessageSid": reference},
        headers={"Authorization": f"Bearer {secret}"},
    )


def allowed(own: Actor, town: Town) -> dict[str, bool]:
    with acting(own):
        answers = explain(actor=own, subject_ids=[town.email, town.phone], channels=["email", "sms"])
    return {each.channel: each.allowed for each in answers}


def answer() -> str:
    return OutboxMessage.objects.latest("id").body


def test_stop_is_meant_for_whoever_wrote_last(town: Town) -> None:
    texted(town.at_alder, town)
    texted(town.at_birch, town)

    assert comes_in("STOP").status_code == 200

    assert allowed(town.at_birch, town) == {"email": True, "sms": False}
    assert allowed(town.at_alder, town) == {"email": True, "sms": True}
    assert re.fullmatch(
        r"Birch sends you no more texts\. Receipt [0-9a-f]{16}\. Reply STOP ALL to stop everybody, or see http\S+/p/",
        answer(),
    )
    with acting(Actor(role="subject", subject_ids=(town.phone,))):
        event = ConsentEvent.objects.filter(kind="withdrawn").get()
    assert (event.method, event.actor_kind, event.evidence) == ("text", "person", 3)


def test_stop_all_stops_everybody_on_every_channel(town: Town) -> None:
    texted(town.at_alder, town)

    comes_in("Stop all")

    assert allowed(town.at_alder, town) == allowed(town.at_birch, town) == {"email": False, "sms": False}


def test_stop_without_a_text_before_it_stops_everybodys_texts(town: Town) -> None:
    comes_in("STOP")

    assert allowed(town.at_alder, town) == allowed(town.at_birch, town) == {"email": True, "sms": False}


def test_stop_of_a_number_that_nobody_has_is_kept_for_later(town: Town) -> None:
    comes_in("STOP", sender="+15105550177")

    stranger = subject_of(ContactKind.PHONE, "+15105550177")
    agree(town.at_alder, [stranger], channel="sms")
    with acting(town.at_alder):
        assert [each.reason for each in explain(actor=town.at_alder, subject_ids=[stranger], channels=["sms"])] == [
            "withdrawn"
        ]


def test_the_same_stop_delivered_twice_is_one(town: Town) -> None:
    texted(town.at_alder, town)
    comes_in("STOP")
    comes_in("STOP")

    with acting(Actor(role="subject", subject_ids=(town.phone,))):
        assert ConsentEvent.objects.filter(kind="withdrawn").count() == 1


def test_start_grants_nothing_and_says_how(town: Town) -> None:
    texted(town.at_alder, town)
    comes_in("STOP")
    comes_in("START")

    assert allowed(town.at_alder, town)["sms"] is False
    assert answer().startswith("A text alone does not sign you up.")


def test_words_go_to_whoever_wrote_last_sealed_and_once(town: Town) -> None:
    texted(town.at_alder, town)
    comes_in("Please stop, my mother died", reference="SM7")
    comes_in("Please stop, my mother died", reference="SM7")

    assert allowed(town.at_alder, town)["sms"] is True
    with acting(town.at_alder):
        kept = KeptReply.objects.get()
        assert kept.maybe_stop
        assert b"mother" not in bytes(kept.sealed)
        assert unread_replies(town.at_alder) == 1
    with acting(town.at_birch):
        assert list(replies_of(town.at_birch)) == []
    assert answer().startswith("Thank you. Somebody will read this.")


def test_words_of_a_stranger_are_answered_and_not_kept(town: Town) -> None:
    comes_in("Who is this?", sender="+15105550177")

    with acting(town.at_alder):
        assert unread_replies(town.at_alder) == 0
    assert answer().startswith("We do not know this number.")


def reply_of(town: Town) -> KeptReply:
    texted(town.at_alder, town)
    comes_in("please stop texting me")
    with acting(town.at_alder):
        return KeptReply.objects.get()


def test_read_replies_opens_them_for_a_member_and_notes_it(town: Town) -> None:
    reply_of(town)
    staff = actor_of(make_member(town.alder, "organizer"))
    with acting(staff):
        assert [
            each.words for each in read_replies(actor=staff, now=timezone.now(), replies=list(replies_of(staff)))
        ] == ["please stop texting me"]
        assert Event.objects.filter(verb="orgs.reply.read").count() == 1


@pytest.mark.parametrize(
    ("mark", "after"), [("stop", (False, True)), ("complaint", (False, False)), ("nothing", (True, True))]
)
def test_mark_reply_acts_at_once_and_once(town: Town, mark: str, after: tuple[bool, bool]) -> None:
    reply = reply_of(town)
    staff = actor_of(make_member(town.alder, "fundraiser"))
    with acting(staff):
        mark_reply(actor=staff, now=timezone.now(), reply_id=reply.pk, mark=mark)
        mark_reply(actor=staff, now=timezone.now(), reply_id=reply.pk, mark="nothing")
        assert KeptReply.objects.get().mark == mark

    assert (allowed(town.at_alder, town)["sms"], allowed(town.at_birch, town)["sms"]) == after
    assert allowed(town.at_alder, town)["email"] is True


def test_mark_reply_is_for_the_organizations_own_staff(town: Town) -> None:
    reply = reply_of(town)
    analyst = actor_of(make_member(town.alder, "analyst"))
    with acting(analyst), pytest.raises(PermissionDenied):
        mark_reply(actor=analyst, now=timezone.now(), reply_id=reply.pk, mark="stop")
    foreign = actor_of(make_member(town.birch, "admin"))
    with acting(foreign), pytest.raises(Http404):
        mark_reply(actor=foreign, now=timezone.now(), reply_id=reply.pk, mark="stop")


@pytest.mark.parametrize("secret", ["", "other"])
def test_nobody_else_brings_texts(town: Town, secret: str) -> None:
    texted(town.at_alder, town)

    assert comes_in("STOP", secret=secret).status_code == 403

    assert allowed(town.at_alder, town)["sms"] is True


def test_a_text_from_what_is_no_number_is_no_error(town: Town) -> None:
    assert comes_in("STOP", sender="MyBank").status_code == 200
    assert comes_in("x" * 100_000, sender="\0").status_code == 200


def test_a_full_disk_makes_the_provider_deliver_it_again(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    texted(town.at_alder, town)
    monkeypatch.setattr("consent.ledger.actions.journal.os.write", lambda descriptor, data: 0)
    assert comes_in("STOP").status_code == 503
    monkeypatch.undo()

    assert allowed(town.at_alder, town)["sms"] is True
    assert comes_in("STOP").status_code == 200
    assert allowed(town.at_alder, town)["sms"] is False
