"""A town of people to write to, and short ways to write, send and read what went out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from coalition.platform.tenancy import Actor, acting, system_actor
from consent.ledger.actions.events import record_events, withdraw
from consent.ledger.rules.new_event import NewEvent, Withdrawal
from orgs.actions.message_runs import run_message
from orgs.actions.messages import Words, save_message, send_message
from orgs.models import Constituent, ContactPoint, Message, MessageRecipient, Organization, OutboxMessage, Segment
from tests.factories import NOW, make_organization, make_person, make_segment

MAIL = Words("email", "en", "The river", "Hello {given_name},\n\ncome to the river.")
TEXT = Words("sms", "en", "", "Hello {given_name}, come to the river.")


@dataclass(frozen=True)
class Town:
    """Alder with Ana, Ben and Carla on its list, and a segment of everybody."""

    alder: Organization
    own: Actor
    people: dict[str, Constituent]
    everybody: Segment

    def subject(self, name: str, kind: str = "email") -> int:
        """The subject of the person's address or number."""
        with acting(self.own), transaction.atomic():
            return ContactPoint.objects.get(constituent=self.people[name], kind=kind).subject_id

    @property
    def subject_of_ana(self) -> int:
        """Ana's e-mail address; outside a transaction as well."""
        with transaction.atomic():
            return self.subject("ana")


def make_town(**people: dict[str, Any]) -> Town:
    """Ana agreed to mail and texts, Ben to nothing, Carla to mail and speaks Spanish; more by name."""
    alder = make_organization("alder", name="Alder Alliance")
    own = system_actor(organization_id=alder.pk)
    made = {
        "ana": make_person(alder, "Ana", "Ruiz", email="ana@mail.example", phone="+12025550101"),
        "ben": make_person(alder, "Ben", "Okoro", email="ben@mail.example", phone="+12025550102"),
        "carla": make_person(alder, "Carla", "Diaz", email="carla@mail.example", language="es"),
        **{name: make_person(alder, name.title(), **fields) for name, fields in people.items()},
    }
    town = Town(alder, own, made, make_segment(alder, "Everybody"))
    agree(town, town.subject("ana"), "email", named="Ana")
    agree(town, town.subject("ana", "phone"), "sms", named="Ana")
    agree(town, town.subject("carla"), "email", source="petition at the market, 2024", named="Carla")
    return town


def agree(town: Town, subject: int, channel: str, source: str = "", named: str = "") -> None:
    """The organization noted that they agreed."""
    event = NewEvent(
        subject, "granted", "import", 1, recipient_organization=town.alder.pk, purpose="contact", channel=channel,
        source=source, named=named,
    )  # fmt: skip
    with acting(town.own):
        record_events(actor=town.own, now=NOW, events=[event])


def stop(subject: int, scope: Withdrawal | None = None) -> None:
    """The person says no."""
    person = Actor(role="subject", subject_ids=(subject,))
    with acting(person):
        withdraw(actor=person, now=NOW, subject_ids=[subject], scope=scope or Withdrawal())


def write(town: Town, words: Words = MAIL, person: str = "") -> Message:
    """A draft to everybody, or to one person."""
    to = {"person_id": town.people[person].pk} if person else {"segment_id": town.everybody.pk}
    with acting(town.own):
        return save_message(actor=town.own, now=timezone.now(), words=words, **to)


def start(town: Town, message: Message) -> Message:
    """Press send."""
    with acting(town.own):
        return send_message(actor=town.own, now=timezone.now(), message_id=message.pk)


def run(town: Town, message: Message) -> None:
    """What the job does."""
    with acting(town.own):
        run_message(actor=town.own, now=timezone.now(), message_id=message.pk)


def sent(town: Town, words: Words = MAIL, person: str = "") -> Message:
    """Written, started and run."""
    message = write(town, words, person)
    start(town, message)
    run(town, message)
    return message


def states(town: Town, message: Message) -> dict[str, tuple[str, str]]:
    """State and reason of each recipient by given name."""
    with acting(town.own):
        rows = MessageRecipient.objects.filter(message=message).select_related("constituent")
        return {row.constituent.given_name: (row.state, row.reason) for row in rows}


def outbox() -> Sequence[OutboxMessage]:
    """What went out, in order."""
    return list(OutboxMessage.objects.order_by("id"))


def again(town: Town, message: Message) -> Message:
    """The message as it stands now."""
    with acting(town.own):
        return Message.objects.get(pk=message.pk)
