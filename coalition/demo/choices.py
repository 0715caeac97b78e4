"""What some of the people said themselves, on the portal: a few want no contact, some stop, some agree to share."""

import random
from collections.abc import Callable, Sequence

from django.db import transaction
from django.utils import timezone

from coalition.demo.people import SEED, Person
from coalition.platform.keys import ContactKind, identifier
from coalition.platform.tenancy import Actor, acting
from consent.ledger.actions.events import record_events, withdraw
from consent.ledger.actions.subjects import ensure_subjects
from consent.ledger.rules.new_event import NewEvent, Withdrawal
from orgs.models import Organization

NO_CONTACT, STOPPED, SHARING = 9, 24, 60


def record_choices(everyone: Sequence[Person], organizations: dict[str, Organization]) -> int:
    """Record the choices of some people who have an e-mail address; how many people."""
    chance = random.Random(f"{SEED} choices")  # noqa: S311  # repeatable on purpose, no secret
    chosen = chance.sample([person for person in everyone if person.email], NO_CONTACT + STOPPED + SHARING)
    subjects = _subjects(chosen)
    for number, person in enumerate(chosen):
        say = _no_contact if number < NO_CONTACT else _stop if number < NO_CONTACT + STOPPED else _share
        _as_person(say, subjects[person.number], organizations[person.lists[0]])
    return len(chosen)


Say = Callable[[Actor, Organization], None]


def _as_person(say: Say, subjects: tuple[int, ...], organization: Organization) -> None:
    actor = Actor(role="subject", subject_ids=subjects, membership_ref="subject")
    with acting(actor), transaction.atomic():
        say(actor, organization)


def _no_contact(actor: Actor, organization: Organization) -> None:
    events = [_said(subject, "do_not_contact") for subject in actor.subject_ids]
    record_events(actor=actor, now=timezone.now(), events=events)


def _stop(actor: Actor, organization: Organization) -> None:
    scope = Withdrawal(recipient_organization=organization.pk)
    withdraw(actor=actor, now=timezone.now(), subject_ids=actor.subject_ids, scope=scope, holders=[organization.pk])


def _share(actor: Actor, organization: Organization) -> None:
    event = NewEvent(
        subject_id=actor.subject_ids[0],
        kind="granted",
        actor_kind="person",
        evidence=3,
        recipient_organization=organization.pk,
        purpose="share",
        channel="email",
        source="portal",
    )
    record_events(actor=actor, now=timezone.now(), events=[event])


def _said(subject: int, kind: str) -> NewEvent:
    return NewEvent(subject_id=subject, kind=kind, actor_kind="person", evidence=3, source="portal")


def _subjects(people: Sequence[Person]) -> dict[int, tuple[int, ...]]:
    """By person: the subject of their e-mail address, then that of their phone."""
    emails = {person.number: identifier(ContactKind.EMAIL, person.email) for person in people}
    phones = {person.number: identifier(ContactKind.PHONE, person.phone) for person in people if person.phone}
    known = ensure_subjects([*emails.values(), *phones.values()])
    return {
        number: tuple(known[next(iter(keys[number].keys.values()))] for keys in (emails, phones) if number in keys)
        for number in emails
    }
