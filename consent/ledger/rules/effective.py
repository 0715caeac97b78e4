"""Effective consent: the rule, deterministic and bitemporal. ``commonlist.decide`` is its set-based twin.

A property test holds the two against each other on random ledgers: change both, and raise RULE_VERSION in both.
"""

from collections.abc import Iterable
from datetime import datetime
from types import MappingProxyType

from consent.ledger.rules.facts import NEGATIVES, Decision, Fact, Facts, Household, Scope

RULE_VERSION = 2
CROSSING = frozenset({"share", "match"})
CROSSING_MINIMUM = 2  # sharing and matching are never below a dated artefact
NOBODY_ELSE: Household = MappingProxyType({})


def effective(
    facts: Facts, scope: Scope, at: datetime, known_at: datetime | None = None, household: Household = NOBODY_ELSE
) -> Decision:
    """Whether ``scope`` is allowed at ``at``, by what was recorded until ``known_at`` (by default everything).

    ``facts`` are the events of every key of the person, ``household`` the keys they share with others of the list.
    Hard blocks deny, then pauses, then negatives; the most restrictive wins, but for a later grant that the person
    gave on the platform to just that recipient. Unknown denies: ``not_asked`` is kept apart from a refusal.
    """
    heard = [fact for fact in facts if (known_at is None or fact.recorded_at <= known_at) and fact.counts_from <= at]
    young = _standing(heard, "minor", scope)
    under_age = [fact for fact in young if fact.until is None or fact.until > at]
    block = _hard_block(heard, scope, under_age) or _pause(heard, scope, at)
    if block is None:
        asked_again = max((fact.until for fact in young if fact.until is not None and fact.until <= at), default=None)
        grants = [
            fact
            for fact in heard
            if fact.kind == "granted"
            and names(fact, scope, at)
            and (fact.subject not in household or fact.named == household[fact.subject])
            and (asked_again is None or fact.counts_from >= asked_again)
            and all(_may_guard(fact, minor) for minor in under_age)
        ]
        block = _negative(heard, grants, scope) or (None if grants else _last(under_age))
    if block is not None:
        return Decision(False, block.kind, (block.id,), RULE_VERSION)
    return _granted(heard, grants, scope)


def minimum_evidence(scope: Scope) -> int:
    """The least evidence grade that counts: what was asked for, never under E1, E2 where organizations are crossed."""
    return max(scope.minimum_evidence, CROSSING_MINIMUM if scope.purpose in CROSSING else 1)


def covers(fact: Fact, scope: Scope) -> bool:
    """Whether a negative (or pause) speaks of ``scope``; it may be as broad as it likes."""
    return (
        fact.purpose in {"", scope.purpose}
        and fact.channel in {"", scope.channel}
        and fact.recipient_organization in {None, scope.recipient_organization}
        and fact.recipient_coalition in {None, scope.coalition}
        and fact.campaign in {None, scope.campaign}
    )


def names(fact: Fact, scope: Scope, at: datetime) -> bool:
    """Whether a grant covers ``scope``: it must name recipient, purpose and channel, and not have run out."""
    if fact.recipient_organization is None and fact.recipient_coalition is None:
        return False
    return (
        fact.recipient_organization == scope.recipient_organization
        and fact.recipient_coalition in {None, scope.coalition}
        and (fact.purpose, fact.channel) == (scope.purpose, scope.channel)
        and fact.campaign in {None, scope.campaign}
        and (fact.until is None or fact.until > at)
    )


def _may_guard(grant: Fact, minor: Fact) -> bool:
    # By right of somebody, and never beyond the day on which the child decides for themselves.
    return (
        grant.actor_kind == "guardian"
        and grant.authority != ""
        and grant.until is not None
        and (minor.until is None or grant.until <= minor.until)
    )


def _hard_block(heard: Facts, scope: Scope, under_age: Facts) -> Fact | None:
    return (
        _last(_standing(heard, "deceased", scope))
        or _last(_standing(heard, "do_not_contact", scope))
        or (_last(under_age) if scope.purpose in CROSSING else None)
        or _last(_standing(heard, "complained", scope))
        or _last(_standing(heard, "bounced", scope))
    )


def _standing(heard: Facts, kind: str, scope: Scope) -> list[Fact]:
    """The blocks of this kind that nobody with the right to it lifted later. On a tie the block stands."""
    of_channel = {"", scope.channel} if kind in {"complained", "bounced"} else None
    lifts = [
        fact for fact in heard if fact.kind == f"{kind}_lifted" and (of_channel is None or fact.channel in of_channel)
    ]
    return [
        fact
        for fact in heard
        if fact.kind == kind
        and (of_channel is None or fact.channel in of_channel)
        and not any(lift.counts_from > fact.counts_from and (lift.lifts or lift.takes_back(fact)) for lift in lifts)
    ]


def _pause(heard: Facts, scope: Scope, at: datetime) -> Fact | None:
    resumed = [fact for fact in heard if fact.kind == "resumed" and fact.lifts and covers(fact, scope)]
    pauses = (
        fact
        for fact in heard
        if fact.kind == "paused" and covers(fact, scope) and fact.until is not None and fact.until > at
    )
    return _not_before(_last(resumed), pauses)


def _negative(heard: Facts, grants: Facts, scope: Scope) -> Fact | None:
    lifts = [fact for fact in grants if fact.lifts]
    return _not_before(_last(lifts), (fact for fact in heard if fact.kind in NEGATIVES and covers(fact, scope)))


def _granted(heard: Facts, grants: Facts, scope: Scope) -> Decision:
    refused = _last(fact for fact in heard if fact.kind in NEGATIVES and covers(fact, scope))
    standing = [fact for fact in grants if refused is None or fact.counts_from > refused.counts_from]
    enough = _last(fact for fact in standing if fact.evidence >= minimum_evidence(scope))
    if enough:
        return Decision(True, "consent", (enough.id,), RULE_VERSION)
    weak = _last(standing)
    if weak:
        return Decision(False, "evidence", (weak.id,), RULE_VERSION)
    return Decision(False, "not_asked", (), RULE_VERSION)


def _last(facts: Iterable[Fact]) -> Fact | None:
    return max(facts, key=lambda fact: (fact.counts_from, fact.recorded_at, fact.id), default=None)


def _not_before(lift: Fact | None, negatives: Iterable[Fact]) -> Fact | None:
    # On a tie of effective time the negative stands.
    return _last(fact for fact in negatives if lift is None or fact.counts_from >= lift.counts_from)
