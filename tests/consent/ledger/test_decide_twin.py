"""The set-based ``commonlist.decide`` says what the rule says, for every person of a random ledger."""

from dataclasses import dataclass, replace
from datetime import datetime

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coalition.platform.keys import Identifier
from consent.ledger.actions.subjects import ensure_subjects
from consent.ledger.rules.effective import RULE_VERSION, effective
from consent.ledger.rules.facts import Decision, Fact, Scope
from tests.consent.ledger.ledgers import NAMES, ledgers, moments, scopes, write
from tests.consent.ledger.test_effective import CALL, CASES, NOW
from tests.factories import make_coalition, make_organization

ALDER, BIRCH, VALLEY = 1, 2, 1


@dataclass(frozen=True)
class Place:
    """Three people with two identifiers each, in a world of two organizations and one coalition."""

    organizations: dict[int | None, int | None]
    coalitions: dict[int | None, int | None]
    subjects: list[int]

    def fact(self, fact: Fact) -> Fact:
        """The same event about the organizations that are really there."""
        return replace(
            fact,
            recipient_organization=self.organizations[fact.recipient_organization],
            recipient_coalition=self.coalitions[fact.recipient_coalition],
            source_organization=self.organizations[fact.source_organization],
        )

    def scope(self, scope: Scope) -> Scope:
        """The same question about the organizations that are really there."""
        return replace(
            scope,
            recipient_organization=self.organizations[scope.recipient_organization],
            coalition=self.coalitions[scope.coalition],
        )


@pytest.fixture
def place(db: None) -> Place:
    alder, birch = make_organization("alder"), make_organization("birch")
    valley = make_coalition("valley", [alder, birch])
    made = ensure_subjects(Identifier({1: bytes([number]) * 32}) for number in range(6))
    return Place({ALDER: alder.pk, BIRCH: birch.pk, None: None}, {VALLEY: valley.pk, None: None}, sorted(made.values()))


def decide(
    people: list[int],
    subjects: list[int],
    scope: Scope,
    at: datetime,
    known_at: datetime,
    names: list[bytes | None] | None = None,
) -> dict[int, Decision]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM commonlist.decide(%s::bigint[], %s::bigint[], %s, %s, %s, %s, %s, %s, %s, %s, %s::bytea[])",
            [people, subjects, scope.recipient_organization, scope.coalition, scope.campaign, scope.purpose,
             scope.channel, at, scope.minimum_evidence, known_at, names],
        )  # fmt: skip
        return {row[0]: Decision(row[1], row[2], tuple(row[3]), RULE_VERSION) for row in cursor.fetchall()}


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    ledger=st.tuples(*[ledgers([ALDER, BIRCH], [VALLEY])] * 3),
    scope=scopes([ALDER, BIRCH], [VALLEY]),
    at=moments,
    known_at=moments,
    names=st.lists(st.sampled_from([None, None, *NAMES]), min_size=6, max_size=6),
)
def test_decide_equals_the_rule(
    place: Place,
    ledger: tuple[list[Fact], ...],
    scope: Scope,
    at: datetime,
    known_at: datetime,
    names: list[bytes | None],
) -> None:
    pairs = [place.subjects[2 * person : 2 * person + 2] for person in range(3)]
    people = [
        [replace(place.fact(fact), subject=pairs[person][number % 2]) for number, fact in enumerate(facts)]
        for person, facts in enumerate(ledger)
    ]
    household = {subject: name for subject, name in zip(place.subjects, names, strict=True) if name is not None}
    asked = place.scope(scope)
    ids = [fact.id for facts in people for fact in facts]
    if len(ids) != len(set(ids)):
        return
    with transaction.atomic():
        for person, facts in enumerate(people):
            write(facts, pairs[person])
        found = decide([0, 0, 1, 1, 2, 2], place.subjects, asked, at, known_at, names)
        transaction.set_rollback(True)

    assert found == {person: effective(facts, asked, at, known_at, household) for person, facts in enumerate(people)}


def test_the_versions_of_the_rule_are_one(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT commonlist.consent_rule_version()")
        assert cursor.fetchone() == (RULE_VERSION,)


@pytest.mark.parametrize("name", CASES)
def test_decide_case(place: Place, name: str) -> None:
    facts, allowed, reason = CASES[name]
    for subject in {fact.subject for fact in facts}:
        write([place.fact(fact) for fact in facts if fact.subject == subject], [place.subjects[subject % 2]])

    found = decide([0, 0], place.subjects[:2], place.scope(CALL), NOW, NOW)

    assert found == {0: effective(facts, CALL, NOW, NOW)}
    assert (found[0].allowed, found[0].reason) == (allowed, reason)
