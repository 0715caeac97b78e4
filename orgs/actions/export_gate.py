"""Who of a block may go out in a file, and with which contact details: asked of the gate, under its locks.

A contact detail goes out only where the ledger permits the contact by that channel at that moment: a no that was
answered before is heard, and one that comes meanwhile waits.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from coalition.platform.keys.envelope import Unreadable
from coalition.platform.tenancy import Actor
from consent.ledger.actions.bulk_gate import release_contacts
from consent.ledger.queries.decisions import decide_many
from consent.ledger.rules.effective import RULE_VERSION
from consent.ledger.rules.facts import Decision
from orgs.models import PeopleExport
from orgs.queries.contacts import open_contact
from orgs.queries.dead_addresses import not_working
from orgs.queries.exports import Person, Point, points_by_person
from orgs.queries.held import reasons_held
from orgs.rules.exports import KINDS

RESTRICTED = "restricted"
NOT_ASKED = Decision(False, "not_asked", (), RULE_VERSION)
People = Mapping[int, Person]
Points = Mapping[int, Sequence[Point]]


@dataclass(frozen=True, slots=True)
class Run:
    """What a block needs: ``sight`` is that of whoever asked for the file, ``key`` opens the organization's data."""

    actor: Actor
    sight: Actor
    now: datetime
    export: PeopleExport
    key: bytes


@dataclass(frozen=True, slots=True)
class Released:
    """By person the value for each channel that is permitted; or why they are left out."""

    ways: dict[int, dict[str, str]]
    left_out: dict[int, str]


def release_block(run: Run, people: People, points: Points, *, opened: bool, wait: bool) -> Released | None:
    """Ask the gate about a block of people; its locks stay until the transaction ends. None: somebody has one of them.

    ``opened``: with the addresses and numbers, otherwise with nothing in their place.
    """
    held = reasons_held(run.sight, list(people))
    if not run.export.channels:
        return _without_contacts(people, held)
    decided = release_contacts(
        actor=run.actor, now=run.now, people=_pairs(points), channels=run.export.channels,
        household=_household(people, points), wait=wait,
    )  # fmt: skip
    if decided is None:
        return None
    found = Released({}, {})
    for channel, decisions in decided.items():
        dead = _dead(channel, points) if opened else set()
        for pk, person in people.items():
            decision, mine = decisions.get(pk, NOT_ASKED), points.get(pk, ())
            lacking = held.get(pk) or lacks(channel, person, mine)
            if not decision.allowed or lacking:
                found.left_out.setdefault(pk, lacking or decision.reason)
                continue
            found.ways.setdefault(pk, {})[channel] = _value(run, channel, person, mine, dead) if opened else ""
    return _settled(found)


def judge_people(run: Run, people: People) -> Released:
    """The same without locks and values, for any number of people: to count, never to hand out."""
    held = reasons_held(run.sight, list(people))
    if not run.export.channels:
        return _without_contacts(people, held)
    points = points_by_person(run.actor, list(people))
    pairs, household, found = _pairs(points), _household(people, points), Released({}, {})
    for channel in run.export.channels:
        decided = decide_many(actor=run.actor, people=pairs, purpose="contact", channel=channel, household=household)
        for pk, person in people.items():
            reason = held.get(pk) or lacks(channel, person, points.get(pk, ()))
            reason = reason or ("" if (why := decided.get(pk, NOT_ASKED)).allowed else why.reason)
            if reason:
                found.left_out.setdefault(pk, reason)
            else:
                found.ways.setdefault(pk, {})[channel] = ""
    return _settled(found)


def lacks(channel: str, person: Person, points: Sequence[Point]) -> str:
    """Why nobody could use this channel for the person, whatever they agreed to; "" when somebody could."""
    if channel not in KINDS:
        return "" if person.street.strip() else "no_street"
    kind, reason = KINDS[channel], f"no_{KINDS[channel]}"
    for point in points:
        if point.kind == kind:
            if not point.wrong:
                return ""
            reason = "wrong"
    return reason


def _value(run: Run, channel: str, person: Person, points: Sequence[Point], dead: set[int]) -> str:
    if channel not in KINDS:
        return person.street
    usable = [each for each in points if each.kind == KINDS[channel] and not each.wrong]
    try:
        return open_contact(run.key, next((each for each in usable if each.subject_id not in dead), usable[0]))
    except Unreadable:
        return ""


def _dead(channel: str, points: Points) -> set[int]:
    # Whoever agreed again with another address is reached there, not where mail came back: asked if there is a choice.
    kind = KINDS.get(channel)
    choice = any(sum(point.kind == kind for point in each) > 1 for each in points.values())
    return not_working(channel) if kind and choice else set()


def _pairs(points: Points) -> list[tuple[int, int]]:
    return [(pk, point.subject_id) for pk, each in points.items() for point in each]


def _household(people: People, points: Points) -> dict[tuple[int, int], str]:
    # Where others have the identifier too, a yes must name the person.
    return {
        (pk, point.subject_id): people[pk].given_name
        for pk, each in points.items()
        if pk in people
        for point in each
        if point.shared
    }


def _without_contacts(people: People, held: Mapping[int, str]) -> Released:
    # Whoever has a steward is on the list all the same: it is about being contacted.
    closed = {pk: RESTRICTED for pk in people if held.get(pk) == RESTRICTED}
    return Released({pk: {} for pk in people if pk not in closed}, closed)


def _settled(found: Released) -> Released:
    # One channel is enough to be in the file.
    return Released(found.ways, {pk: why for pk, why in found.left_out.items() if pk not in found.ways})
