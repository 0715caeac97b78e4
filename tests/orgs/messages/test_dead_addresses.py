"""Somebody whose address does not work any more, and who has another one."""

import pytest

from coalition.platform.keys import ContactKind
from coalition.platform.tenancy import Actor, acting
from consent.ledger.actions.bounces import record_bounce
from consent.ledger.actions.events import record_events
from consent.ledger.rules.new_event import NewEvent
from orgs.actions.contacts import NewContact, add_contacts
from orgs.models import ContactPoint
from tests.factories import NOW
from tests.orgs.messages.writing import Town, make_town, outbox, sent, states

pytestmark = pytest.mark.django_db
OTHER = "ana.ruiz@work.example"


@pytest.fixture
def town() -> Town:
    """Ana's address has bounced, and her other one is on the record."""
    town = make_town()
    with acting(town.own):
        add_contacts(
            actor=town.own, now=NOW, person_id=town.people["ana"].pk, contacts=[NewContact(ContactKind.EMAIL, OTHER)]
        )
        ContactPoint.objects.filter(subject_id=subject_of(town, first=True)).update(preferred=True)
        record_bounce(actor=town.own, now=NOW, subject_id=subject_of(town, first=True), channel="email")
    return town


def subject_of(town: Town, *, first: bool) -> int:
    with acting(town.own):
        points = ContactPoint.objects.filter(constituent=town.people["ana"], kind="email").order_by("id")
        return points[0 if first else 1].subject_id


def test_a_bounce_bars_the_channel_until_somebody_lifts_it(town: Town) -> None:
    assert states(town, sent(town))["Ana"] == ("left_out", "bounced")


def test_whoever_says_yes_with_another_address_is_written_to_there(town: Town) -> None:
    other = subject_of(town, first=False)
    ana = Actor(role="subject", subject_ids=(other,))
    with acting(ana):
        lift = NewEvent(other, "bounced_lifted", "person", 3, channel="email")
        yes = NewEvent(other, "granted", "person", 3, town.alder.pk, purpose="contact", channel="email")
        record_events(actor=ana, now=NOW, events=[lift, yes])

    assert states(town, sent(town))["Ana"] == ("sent", "")
    assert OTHER in [mail.recipient for mail in outbox()]
    assert "ana@mail.example" not in [mail.recipient for mail in outbox()]
