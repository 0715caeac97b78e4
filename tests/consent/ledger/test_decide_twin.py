"""The set-based ``commonlist.decide`` says what the rule says, for every person of a random ledger."""

from datetime import datetime

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consent.ledger.actions.subjects import ensure_subjects
from consent.ledger.rules.effective import RULE_VERSION, effective
from consent.ledger.rules.facts import Decision, Fact, Scope
from tests.consent.ledger.ledgers import ledgers, moments, scopes, write
from tests.consent.ledger.test_effective import CALL, CASES, NOW
from tests.factories import make_coalition, make_organization

ALDER, BIRCH, VALLEY = 1, 2, 1


@pytest.fixture
def subjects(db: None) -> list[int]:
    """Three people with two identifiers each, in a world of two organizations and one coalition."""
    alder, birch = make_organization("alder"), make_organization("birch")
    valley = make_coalition("valley", [alder, birch])
    assert (alder.pk, birch.pk, valley.pk) == (ALDER, BIRCH, VALLEY)
    made = ensure_subjects({1: bytes([number]) * 32} for number in range(6))
    return sorted(made.values())


def decide(
    people: list[int], subjects: list[int], scope: Scope, at: datetime, known_at: datetime
) -> dict[int, Decision]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM commonlist.decide(%s::bigint[], %s::bigint[], %s, %s, %s, %s, %s, %s, %s, %s)",
            [people, subjects, scope.recipient_organization, scope.coalition, scope.campaign, scope.purpose,
             scope.channel, at, scope.minimum_evidence, known_at],
        )  # fmt: skip
        return {row[0]: Decision(row[1], row[2], tuple(row[3]), RULE_VERSION) for row in cursor.fetchall()}


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    ledger=st.tuples(*[ledgers([ALDER, BIRCH], [VALLEY])] * 3),
    scope=scopes([ALDER, BIRCH], [VALLEY]),
    at=moments,
    known_at=moments,
)
def test_decide_equals_the_rule(
    subjects: list[int], ledger: tuple[list[Fact], ...], scope: Scope, at: datetime, known_at: datetime
) -> None:
    ids = [fact.id for facts in ledger for fact in facts]
    if len(ids) != len(set(ids)):
        return
    with transaction.atomic():
        for person, facts in enumerate(ledger):
            write(facts, subjects[2 * person : 2 * person + 2])
        found = decide([0, 0, 1, 1, 2, 2], subjects, scope, at, known_at)
        transaction.set_rollback(True)

    assert found == {person: effective(facts, scope, at, known_at) for person, facts in enumerate(ledger)}


def test_the_versions_of_the_rule_are_one(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT commonlist.consent_rule_version()")
        assert cursor.fetchone() == (RULE_VERSION,)


@pytest.mark.parametrize("name", CASES)
def test_decide_case(subjects: list[int], name: str) -> None:
    facts, allowed, reason = CASES[name]
    write(facts, subjects[:2])

    found = decide([0, 0], subjects[:2], CALL, NOW, NOW)

    assert found == {0: effective(facts, CALL, NOW, NOW)}
    assert (found[0].allowed, found[0].reason) == (allowed, reason)
