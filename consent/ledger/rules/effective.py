"""Effective consent: the rule, deterministic and bitemporal. ``commonlist.decide`` is its set-based twin.

A property test holds the two against each other on random ledgers: change both, and raise RULE_VERSION in both.
"""

from collections.abc import Iterable
from datetime import datetime

from consent.ledger.rules.facts import NEGATIVES, Decision, Fact, Facts, Scope

RULE_VERSION = 1
CROSSING_MINIMUM = 2  # sharing and matching are never below a dated artefact
HARD_BLOCKS = (("deceased", "deceased_lifted"), ("do_not_contact", "do_not_contact_lifted"))
ADDRESS_BLOCKS = ("complained", "bounced")


def effective(facts: Facts, scope: Scope, at: datetime, known_at: datetime | None = None) -> Decision:
    """Whether ``scope`` is allowed at ``at``, by what was recorded until ``known_at`` (by default everything).

    ``facts`` are the events of every key of the person. Hard blocks deny, then pauses, then negatives; the most
    restrictive wins, but for a later grant that the person gave on the platform to just that recipient. Unknown
    denies: ``not_asked`` is kept apart from a refusal.
    """
    heard = [fact for fact in facts if (known_at is None or fact.recorded_at <= known_at) and fact.counts_from <= at]
    block = _hard_block(heard, scope) or _pause(heard, scope, at) or _negative(heard, scope, at)
    if block is not None:
        return Decision(False, block.kind, (block.id,), RULE_VERSION)
    return _granted(heard, scope, at)


def minimum_evidence(scope: Scope) -> int:
    """The least evidence grade that counts: what was asked for, never under E1, E2 where organizations are crossed."""
    return max(scope.minimum_evidence, CROSSING_MINIMUM if scope.purpose in {"share", "match"} else 1)


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


def _hard_block(heard: Facts, scope: Scope) -> Fact | None:
    for kind, lift in HARD_BLOCKS:
        lifts = [fact for fact in heard if fact.kind == lift and fact.lifts]
        standing = _not_before(_last(lifts), (fact for fact in heard if fact.kind == kind))
        if standing:
            return standing
    for kind in ADDRESS_BLOCKS:
        block = _last(fact for fact in heard if fact.kind == kind and fact.channel in {"", scope.channel})
        if block:
            return block
    return None


def _pause(heard: Facts, scope: Scope, at: datetime) -> Fact | None:
    resumed = [fact for fact in heard if fact.kind == "resumed" and fact.lifts and covers(fact, scope)]
    pauses = (
        fact
        for fact in heard
        if fact.kind == "paused" and covers(fact, scope) and fact.until is not None and fact.until > at
    )
    return _not_before(_last(resumed), pauses)


def _negative(heard: Facts, scope: Scope, at: datetime) -> Fact | None:
    lifts = [fact for fact in heard if fact.kind == "granted" and fact.lifts and names(fact, scope, at)]
    return _not_before(_last(lifts), (fact for fact in heard if fact.kind in NEGATIVES and covers(fact, scope)))


def _granted(heard: Facts, scope: Scope, at: datetime) -> Decision:
    refused = _last(fact for fact in heard if fact.kind in NEGATIVES and covers(fact, scope))
    grants = [
        fact
        for fact in heard
        if fact.kind == "granted"
        and names(fact, scope, at)
        and (refused is None or fact.counts_from > refused.counts_from)
    ]
    enough = _last(fact for fact in grants if fact.evidence >= minimum_evidence(scope))
    if enough:
        return Decision(True, "consent", (enough.id,), RULE_VERSION)
    weak = _last(grants)
    if weak:
        return Decision(False, "evidence", (weak.id,), RULE_VERSION)
    return Decision(False, "not_asked", (), RULE_VERSION)


def _last(facts: Iterable[Fact]) -> Fact | None:
    return max(facts, key=lambda fact: (fact.counts_from, fact.recorded_at, fact.id), default=None)


def _not_before(lift: Fact | None, negatives: Iterable[Fact]) -> Fact | None:
    # On a tie of effective time the negative stands.
    return _last(fact for fact in negatives if lift is None or fact.counts_from >= lift.counts_from)
