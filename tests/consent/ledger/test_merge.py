"""Merging two records of one person unions their events and folds again; apart, each is as before, by construction."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from coalition.platform.keys import ContactKind
from coalition.platform.tenancy import Actor, acting
from consent.ledger.actions.events import record_events
from consent.ledger.queries.decisions import decide_many
from consent.ledger.rules.new_event import NewEvent
from tests.consent.ledger.world import World, agree, make_world, stop
from tests.factories import NOW, subject_of

pytestmark = pytest.mark.django_db

TOGETHER, FIRST, SECOND = 1, 2, 3
NEGATIVES = ("refused", "withdrawn", "objected")
ROUNDS = 20


def decided(world: World, first: list[int], second: list[int]) -> dict[int, tuple[bool, str]]:
    """The decision on both records as one person, and on each as a person of its own: nothing is rewritten between."""
    pairs = [(TOGETHER, subject) for subject in (*first, *second)]
    pairs += [(FIRST, subject) for subject in first] + [(SECOND, subject) for subject in second]
    with acting(world.alder):
        found = decide_many(actor=world.alder, people=pairs, purpose="contact", channel="phone")
    return {person: (each.allowed, each.reason) for person, each in found.items()}


def test_a_no_on_one_record_holds_for_the_merged_person_and_the_other_is_free_again_apart() -> None:
    world = make_world()
    agree(world.alder, [world.email])
    stop([world.email])
    assert decided(world, [world.phone], [world.email]) == {
        TOGETHER: (False, "withdrawn"), FIRST: (True, "consent"), SECOND: (False, "withdrawn"),
    }  # fmt: skip


def test_a_yes_on_one_record_is_a_yes_of_the_merged_person() -> None:
    world = make_world()
    assert decided(world, [world.phone], [world.email]) == {
        TOGETHER: (True, "consent"), FIRST: (True, "consent"), SECOND: (False, "not_asked"),
    }  # fmt: skip


def test_merged_is_never_freer_than_the_more_restricted_of_the_two() -> None:
    """Random ledgers without lifts: whatever bars one of the records bars the merged person."""
    world, chance = make_world(), random.Random(20261122)
    for number in range(ROUNDS):
        first, second = ([subject_of(ContactKind.EMAIL, f"{side}{number}@merge.example")] for side in "ab")
        for subject in (*first, *second):
            record_random(world.alder, subject, chance)
        answers = decided(world, first, second)
        barred = [answers[each] for each in (FIRST, SECOND) if answers[each][1] in NEGATIVES]
        if barred:
            assert not answers[TOGETHER][0], (number, answers)
        else:
            assert answers[TOGETHER] == max(answers[FIRST], answers[SECOND]), (number, answers)


def record_random(actor: Actor, subject: int, chance: random.Random) -> None:
    told: dict[str, Any] = {"recipient_organization": actor.organization_id, "purpose": "contact", "channel": "phone"}
    start = datetime(2026, 1, 1, tzinfo=UTC)
    events = [
        NewEvent(subject, kind, "import", 1, effective_at=start + timedelta(days=chance.randrange(300)), **told)
        for kind in chance.choices(("granted", *NEGATIVES), (4, 1, 1, 1), k=chance.randrange(3))
    ]
    if events:
        with acting(actor):
            record_events(actor=actor, now=NOW, events=events)
