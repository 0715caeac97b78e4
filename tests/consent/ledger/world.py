"""Two organizations and one person with an e-mail address and a phone, known to both."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from coalition.platform.keys import ContactKind, identifier
from coalition.platform.tenancy import Actor, acting, system_actor
from consent.ledger.actions.events import Withdrawn, record_events, withdraw
from consent.ledger.actions.gate import Claim, Refusal, claim_contact
from consent.ledger.actions.subjects import ensure_subjects, record_holdings
from consent.ledger.rules.new_event import NewEvent, Withdrawal
from tests.factories import NOW, make_organization


@dataclass(frozen=True)
class World:
    alder: Actor
    birch: Actor
    email: int
    phone: int


def make_world() -> World:
    """Alder and Birch, both holding Ana's two identifiers; Alder may call her, Birch may not."""
    alder, birch = (system_actor(organization_id=make_organization(slug).pk) for slug in ("alder", "birch"))
    email, phone = subjects_of("ana@mail.example", "+15105550101")
    for actor in (alder, birch):
        with acting(actor):
            record_holdings(actor=actor, subject_ids=[email, phone], source="import")
    agree(alder, [phone])
    return World(alder, birch, email, phone)


def subjects_of(email: str, phone: str) -> tuple[int, int]:
    both = identifier(ContactKind.EMAIL, email), identifier(ContactKind.PHONE, phone)
    subjects = ensure_subjects(both)
    return subjects[both[0].keys[1]], subjects[both[1].keys[1]]


def agree(actor: Actor, subjects: Sequence[int], **fields: Any) -> None:
    """The organization's word that these people agreed to its calls."""
    told = {"recipient_organization": actor.organization_id, "purpose": "contact", "channel": "phone", **fields}
    with acting(actor):
        events = [NewEvent(subject, "granted", "import", 1, **told) for subject in subjects]
        record_events(actor=actor, now=NOW, events=events)


def claim(actor: Actor, phone: int, others: Sequence[int] = (), **fields: Any) -> Claim | Refusal:
    with acting(actor):
        return claim_contact(
            actor=actor, now=NOW, contacted=phone, subject_ids=[phone, *others], channel="phone", **fields
        )


def stop(subjects: Sequence[int], scope: Withdrawal | None = None) -> Withdrawn:
    """The person says stop, to everybody unless told otherwise."""
    person = Actor(role="subject", subject_ids=tuple(subjects))
    with acting(person):
        return withdraw(actor=person, now=NOW, subject_ids=subjects, scope=scope or Withdrawal())
