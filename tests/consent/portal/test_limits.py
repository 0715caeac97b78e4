"""Pauses, objections, blocks and their lifts, the browser's signal."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from coalition.platform.tenancy import Actor, acting
from consent.ledger.actions.events import record_events
from consent.ledger.actions.gate import Claim, Refusal, claim_contact
from consent.ledger.models import ConsentEvent
from consent.ledger.rules.new_event import NewEvent
from tests.consent.ledger.world import agree, claim
from tests.consent.portal.visits import Town
from tests.consent.portal.words import text
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def events(town: Town, **wanted: object) -> list[ConsentEvent]:
    """The events on Ana's two identifiers."""
    with acting(Actor(role="subject", subject_ids=(town.email, town.phone))):
        return list(ConsentEvent.objects.filter(**wanted).order_by("recorded_at", "id"))


def save(client: Client, **fields: str) -> str:
    """Confirm on the check page; the receipt in words."""
    sent = {name.replace("_", "-"): value for name, value in fields.items()}
    response = client.post("/p/me/check/", sent)
    assert response.status_code == 302, response.content
    return text(client.get(response.url).content)  # type: ignore[attr-defined]


def test_a_pause_holds_for_everybody_until_its_end(town: Town, ana: Client) -> None:
    agree(town.at_birch, [town.email])
    assert "Nobody contacts you for 3 months." in text(
        ana.get("/p/me/check/", {"pause": "3", "pause-whom": "all"}).content
    )

    receipt = save(ana, pause="3", pause_whom="all")

    assert "Nobody contacts you until" in receipt
    assert claim(town.at_alder, town.phone, [town.email]).reason == "paused"
    assert claim(town.at_birch, town.email).reason == "paused"
    assert "Paused until" in text(ana.get("/p/me/").content)
    [written] = {event.until for event in events(town, kind="paused")}
    assert written is not None
    assert timedelta(days=88) < written - timezone.now() < timedelta(days=93)


def test_a_pause_of_one_leaves_the_others(town: Town, ana: Client) -> None:
    agree(town.at_birch, [town.email])

    save(ana, pause="1", pause_whom=str(town.alder.pk))

    assert claim(town.at_alder, town.phone, [town.email]).reason == "paused"
    assert claim(town.at_birch, town.email).allowed
    page = text(ana.get("/p/me/").content)
    assert page.count("Paused until") == 1


def test_ending_a_pause_restores_and_creates_nothing(town: Town, ana: Client) -> None:
    save(ana, pause="12", pause_whom="all")

    receipt = save(ana, resume="all")

    assert "Your pause ends now." in receipt
    assert claim(town.at_alder, town.phone, [town.email]).allowed
    assert claim(town.at_birch, town.email).reason == "not_asked"
    assert "Paused until" not in text(ana.get("/p/me/").content)
    assert "Nothing to change" in text(ana.get("/p/me/check/", {"resume": "all"}).content)


@pytest.mark.parametrize(
    "sent",
    [
        {"pause": "2", "pause-whom": "all"},
        {"pause": "x", "pause-whom": "all"},
        {"pause": "3"},
        {"pause": "3", "pause-whom": "987654321"},
        {"object": "everything"},
        {"unblock": "all"},
        {"alive": "all"},
        {"resume": "all"},
        {"stop": "987654321"},
        {"choice-1-fax": "yes"},
    ],
)
def test_what_cannot_be_changed_is_no_change(ana: Client, town: Town, sent: dict[str, str]) -> None:
    before = len(events(town))

    assert "Nothing to change" in text(ana.get("/p/me/check/", sent).content)
    assert ana.post("/p/me/check/", sent).url == "/p/me/"  # type: ignore[attr-defined]

    assert len(events(town)) == before


def test_a_no_during_a_pause_outlives_it(town: Town, ana: Client) -> None:
    save(ana, pause="1", pause_whom="all")

    save(ana, **{f"choice-{town.alder.pk}-phone": "no"})
    save(ana, resume="all")

    assert claim(town.at_alder, town.phone, [town.email]).reason == "withdrawn"


def test_an_objection_to_passing_on_leaves_contact(town: Town, ana: Client) -> None:
    receipt = save(ana, object="passing")

    assert "You object to passing your details on" in receipt
    assert {(event.purpose, event.kind, event.method) for event in events(town, kind="objected")} == {
        ("share", "objected", "portal"),
        ("match", "objected", "portal"),
    }
    assert claim(town.at_alder, town.phone, [town.email]).allowed


def test_an_objection_to_one_organization_stops_it(town: Town, ana: Client) -> None:
    save(ana, object=str(town.alder.pk))

    assert claim(town.at_alder, town.phone, [town.email]).reason == "objected"


def test_nobody_may_contact_until_the_person_takes_it_back(town: Town, ana: Client) -> None:
    save(ana, block="all")

    assert claim(town.at_alder, town.phone, [town.email]).reason == "do_not_contact"
    page = ana.get("/p/me/").content.decode()
    assert "Nobody may contact you" in text(page.encode())
    assert 'type="radio"' not in page

    save(ana, unblock="all")

    assert claim(town.at_alder, town.phone, [town.email]).allowed
    assert claim(town.at_birch, town.email).reason == "not_asked"
    assert "You said so on" not in text(ana.get("/p/me/").content)


def test_somebody_reported_as_deceased_says_that_they_live(town: Town, ana: Client) -> None:
    with acting(town.at_birch):
        record_events(
            actor=town.at_birch,
            now=timezone.now(),
            events=[NewEvent(subject_id=town.email, kind="deceased", actor_kind="staff", evidence=1, source="letter")],
        )
    page = text(ana.get("/p/me/").content)
    assert "You are noted as deceased" in page and "Birch reported this" in page
    assert claim(town.at_alder, town.phone, [town.email]).reason == "deceased"

    receipt = save(ana, alive="all")

    assert "the report of a death is wrong" in receipt
    assert claim(town.at_alder, town.phone, [town.email]).allowed
    assert "You are noted as deceased" not in text(ana.get("/p/me/").content)


def mail(town: Town) -> Claim | Refusal:
    """Birch asks to write to Ana."""
    with acting(town.at_birch):
        return claim_contact(
            actor=town.at_birch, now=NOW, contacted=town.email, subject_ids=[town.email], channel="email", hold=False
        )


@pytest.mark.parametrize("kind", ["bounced", "complained"])
def test_a_yes_takes_a_block_of_the_address_back(town: Town, ana: Client, kind: str) -> None:
    with acting(town.at_birch):
        record_events(
            actor=town.at_birch,
            now=timezone.now(),
            events=[NewEvent(subject_id=town.email, kind=kind, actor_kind="system", evidence=1, channel="email")],
        )
    assert mail(town).reason == kind

    save(ana, **{f"choice-{town.birch.pk}-email": "yes"})

    assert mail(town).allowed
    assert [event.kind for event in events(town, kind=f"{kind}_lifted")] == [f"{kind}_lifted"]


def test_the_signal_of_the_browser_is_an_objection_once(town: Town, ana: Client) -> None:
    url = "/p/me/check/"
    response = ana.post(url, {"pause": "1", "pause-whom": "all"}, headers={"Sec-GPC": "1"}, follow=True)

    assert "Global Privacy Control" in text(response.content)
    written = events(town, method="signal")
    assert {(event.kind, event.purpose, event.subject_id) for event in written} == {
        ("objected", purpose, subject) for purpose in ("share", "match") for subject in (town.email, town.phone)
    }

    again = ana.post(url, {"resume": "all"}, headers={"Sec-GPC": "1"}, follow=True)
    assert "Global Privacy Control" not in text(again.content)
    assert len(events(town, method="signal")) == len(written)


def test_the_signal_is_not_heard_on_reading_nor_without_a_visit(town: Town, ana: Client) -> None:
    for path in ("/p/", "/p/me/", "/p/me/check/?stop=all"):
        ana.get(path, headers={"Sec-GPC": "1"})
    Client().post("/p/me/check/", {"stop": "all"}, headers={"Sec-GPC": "1"})
    ana.post("/p/me/check/", {"stop": str(town.alder.pk)}, headers={"Sec-GPC": "0"})

    assert events(town, method="signal") == []


def grant_share(town: Town, *, coalition: int) -> None:
    """Alder's list says, with a notice, that Ana's details may be passed to the coalition."""
    with acting(town.at_alder):
        record_events(
            actor=town.at_alder,
            now=timezone.now(),
            events=[
                NewEvent(
                    subject_id=town.email, kind="granted", actor_kind="import", evidence=2, purpose="share",
                    channel=channel, recipient_coalition=coalition, legal_basis="consent",
                )
                for channel in ("email", "phone")
            ],
        )  # fmt: skip


def test_passing_on_is_shown_where_there_is_something_to_decide(town: Town, ana: Client) -> None:
    assert "/p/me/passing/" not in ana.get("/p/me/").content.decode()
    assert "Nothing may be passed on" in text(ana.get("/p/me/passing/").content)
    grant_share(town, coalition=town.valley.pk)

    assert "/p/me/passing/" in ana.get("/p/me/").content.decode()
    page = text(ana.get("/p/me/passing/").content)
    assert "May your details be passed on to Valley?" in page
    assert re.search(r"Yes: Alder noted that you agreed on \w+\.? \d+, \d+\. That is", page), "not Valley's word"
    assert "That is: Alder, Birch." in page

    receipt = save(ana, **{f"pass-c{town.valley.pk}-share": "no"})
    assert "Your details are not passed on to Valley." in receipt

    receipt = save(ana, **{f"pass-c{town.valley.pk}-share": "yes"})
    assert "Your details may be passed on to Valley." in receipt
    written = events(town, kind="granted", actor_kind="person")
    assert {event.channel for event in written} == {"phone", "sms", "email"}
    assert {event.notice.recipients[0] for event in written if event.notice} == {"Valley"}
    assert {tuple(event.notice.recipients) for event in written if event.notice} == {("Valley", "Alder", "Birch")}


def test_an_organization_alone_and_within_a_coalition_are_told_apart(town: Town, ana: Client) -> None:
    birch, valley = town.birch.pk, town.valley.pk
    with acting(town.at_alder):
        record_events(
            actor=town.at_alder,
            now=NOW,
            events=[
                NewEvent(
                    subject_id=town.email, kind="granted", actor_kind="import", evidence=2, purpose="share",
                    channel="email", recipient_organization=birch, recipient_coalition=coalition, legal_basis="consent",
                )
                for coalition in (None, valley)
            ],
        )  # fmt: skip

    page = text(ana.get("/p/me/passing/").content)
    assert page.count("May your details be passed on to Birch?") == 1
    assert page.count("May your details be passed on to Birch (Valley)?") == 1


def test_a_yes_to_passing_on_is_heard_before_the_signal(town: Town, ana: Client) -> None:
    grant_share(town, coalition=town.valley.pk)
    ana.post("/p/me/check/", {f"pass-c{town.valley.pk}-share": "no"})
    ana.post("/p/me/check/", {f"pass-c{town.valley.pk}-share": "yes"}, headers={"Sec-GPC": "1"})

    assert events(town, method="signal") == []
    assert "Yes: you agreed on" in text(ana.get("/p/me/passing/").content)
