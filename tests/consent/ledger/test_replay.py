"""Every contact replays: whatever was said later, the rule gives for its moment the decision stored with it."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from coalition.platform.tenancy import Actor, acting
from consent.ledger.actions.events import record_events
from consent.ledger.actions.gate import Claim
from consent.ledger.queries.own import attempts_of, facts_of
from consent.ledger.rules.effective import effective
from consent.ledger.rules.facts import Scope
from consent.ledger.rules.new_event import NewEvent, Withdrawal
from tests.consent.ledger.world import World, agree, claim, make_world, stop, subjects_of
from tests.factories import NOW
from tests.trust.figures import SEED, publish, rounds

PEOPLE = rounds(25, full=500)
STEPS = 14

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def journal(settings: Any, tmp_path: Path) -> None:
    settings.COMMONLIST_HOME = tmp_path


def test_every_contact_replays_to_its_stored_decision() -> None:
    world, dice = make_world(), random.Random(SEED)
    contacts = differing = 0
    for number in range(PEOPLE):
        person = Actor(role="subject", subject_ids=subjects_of(f"p{number}@mail.example", f"+1510555{number:04d}"))
        asked = live(world, person, dice)
        with acting(person):
            facts, attempts = facts_of(person), list(attempts_of(person))
        assert {attempt.pk for attempt in attempts} == set(asked)
        for attempt in attempts:
            at = datetime.fromisoformat(attempt.decision["at"])
            replayed = effective(facts, asked[attempt.pk], at, at)
            told = (replayed.allowed, replayed.reason, [str(each) for each in replayed.deciding_events])
            contacts += 1
            differing += told != (True, attempt.decision["reason"], attempt.decision["events"])
    publish("contacts that replay to another decision", value=differing, target="= 0", rounds=contacts)
    assert contacts > PEOPLE
    assert differing == 0


def live(world: World, person: Actor, dice: random.Random) -> dict[int, Scope]:
    """Things are said and contacts tried, in random order; what was asked of each contact that came about."""
    asked: dict[int, Scope] = {}
    sayings: list[Callable[[], object]] = [
        lambda: agree(dice.choice([world.alder, world.birch]), [person.subject_ids[1]]),
        lambda: _yes(person, dice.choice([world.alder, world.birch]), dice),
        lambda: stop(
            person.subject_ids,
            Withdrawal(recipient_organization=dice.choice([world.alder, world.birch]).organization_id),
        ),
        lambda: stop(person.subject_ids[:1], Withdrawal(channel=dice.choice(["phone", "email"]))),
        lambda: _pause(person, dice),
    ]
    for _ in range(STEPS):
        if dice.random() < 0.5:
            dice.choices(sayings, weights=[3, 4, 1, 1, 1])[0]()
            continue
        organization, evidence, campaign = (
            dice.choice([world.alder, world.birch]),
            dice.choice([1, 2]),
            dice.choice([None, 7]),
        )
        email, phone = person.subject_ids
        verdict = claim(organization, phone, [email], hold=False, minimum_evidence=evidence, campaign=campaign)
        if isinstance(verdict, Claim):
            asked[verdict.attempt_id] = Scope(
                "contact", "phone", organization.organization_id, campaign=campaign, minimum_evidence=evidence
            )
    return asked


def _yes(person: Actor, organization: Actor, dice: random.Random) -> None:
    said = NewEvent(
        dice.choice(person.subject_ids), "granted", "person", 3, organization.organization_id, purpose="contact",
        channel="phone", campaign=dice.choice([None, None, 7]),
        until=dice.choice([None, timezone.now() + timedelta(seconds=dice.random() / 5)]),
    )  # fmt: skip
    with acting(person):
        record_events(actor=person, now=NOW, events=[said])


def _pause(person: Actor, dice: random.Random) -> None:
    until = timezone.now() + timedelta(seconds=dice.random() / 5)
    said = NewEvent(person.subject_ids[0], "paused", "person", 3, until=until)
    with acting(person):
        record_events(actor=person, now=NOW, events=[said])
