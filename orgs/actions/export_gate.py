"""Who of a block may go out in a file, and with which contact details: asked of the gate, under its locks.

A contact detail goes out only where the ledger permits the contact by that channel at that moment: a no that was
answered before is heard, and one that comes meanwhile waits.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from coalition.platform.keys.envelope import Unreadable
from coalition.platform.tenancy import Actor
from consent.ledger.actions.bulk_gate import release_contacts
from consent.ledger.queries.decisions import decide_many
from consent.ledger.rules.effective import RULE_VERSION
from consent.ledger.rules.facts import Decision
from orgs.models import Constituent, ContactPoint, PeopleExport
from orgs.queries.contacts import open_contact
from orgs.queries.exports import points_of_many
from orgs.queries.held import reasons_held
from orgs.queries.households import households_of
from orgs.rules.exports import KINDS

RESTRICTED = "restricted"
NOT_ASKED = Decision(False, "not_asked", (), RULE_VERSION)
Points = Mapping[int, Sequence[ContactPoint]]


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

    ways: dict[int, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    left_out: dict[int, str] = field(default_factory=dict)


def release_block(
    run: Run, people: Mapping[int, Constituent], points: Points, *, opened: bool, wait: bool
) -> Released | None:
    """Ask the gate about a block of people; its locks stay until the transaction ends. None: somebody has one of them.

    ``opened``: with the addresses and numbers, otherwise with nothing in their place.
    """
    held = reasons_held(run.sight, list(people))
    if not run.export.channels:
        return _without_contacts(people, held)
    decided = release_contacts(
        actor=run.actor, now=run.now, people=_pairs(points), channels=run.export.channels,
        household=households_of(run.actor, dict(people)), wait=wait,
    )  # fmt: skip
    if decided is None:
        return None
    found = Released()
    for pk, person in people.items():
        for channel in run.export.channels:
            decision = decided[channel].get(pk, NOT_ASKED)
            lacking = held.get(pk) or lacks(channel, person, points.get(pk, ()))
            if not decision.allowed or lacking:
                found.left_out.setdefault(pk, lacking or decision.reason)
                continue
            found.ways[pk][channel] = _value(run, channel, person, points.get(pk, ())) if opened else ""
    return _settled(found)


def judge_people(run: Run, people: Mapping[int, Constituent]) -> Released:
    """The same without locks and values, for any number of people: to count, never to hand out."""
    held = reasons_held(run.sight, list(people))
    if not run.export.channels:
        return _without_contacts(people, held)
    points, found = points_by_person(run.actor, list(people)), Released()
    household = households_of(run.actor, dict(people))
    for channel in run.export.channels:
        decided = decide_many(
            actor=run.actor, people=_pairs(points), purpose="contact", channel=channel, household=household
        )
        for pk, person in people.items():
            reason = held.get(pk) or lacks(channel, person, points.get(pk, ()))
            reason = reason or ("" if (why := decided.get(pk, NOT_ASKED)).allowed else why.reason)
            if reason:
                found.left_out.setdefault(pk, reason)
            else:
                found.ways[pk][channel] = ""
    return _settled(found)


def points_by_person(actor: Actor, people: Sequence[int]) -> dict[int, list[ContactPoint]]:
    """Every contact point of the people, the preferred first."""
    found: dict[int, list[ContactPoint]] = defaultdict(list)
    for point in points_of_many(actor, people):
        found[point.constituent_id].append(point)
    return found


def lacks(channel: str, person: Constituent, points: Sequence[ContactPoint]) -> str:
    """Why nobody could use this channel for the person, whatever they agreed to; "" when somebody could."""
    if channel not in KINDS:
        return "" if person.street.strip() else "no_street"
    of_kind = [point for point in points if point.kind == KINDS[channel]]
    if any(not point.wrong for point in of_kind):
        return ""
    return "wrong" if of_kind else f"no_{KINDS[channel]}"


def _value(run: Run, channel: str, person: Constituent, points: Sequence[ContactPoint]) -> str:
    if channel not in KINDS:
        return person.street
    point = next(each for each in points if each.kind == KINDS[channel] and not each.wrong)
    try:
        return open_contact(run.key, point)
    except Unreadable:
        return ""


def _pairs(points: Points) -> list[tuple[int, int]]:
    return [(pk, point.subject_id) for pk, each in points.items() for point in each]


def _without_contacts(people: Mapping[int, Constituent], held: Mapping[int, str]) -> Released:
    # Whoever has a steward is on the list all the same: it is about being contacted.
    closed = {pk: RESTRICTED for pk in people if held.get(pk) == RESTRICTED}
    return Released({pk: {} for pk in people if pk not in closed}, closed)


def _settled(found: Released) -> Released:
    # One channel is enough to be in the file.
    return Released(dict(found.ways), {pk: why for pk, why in found.left_out.items() if pk not in found.ways})
