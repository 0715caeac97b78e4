"""The rule, case by case, and what no order of events may bring about."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consent.ledger.rules.effective import effective
from consent.ledger.rules.facts import NEGATIVES, Fact, Scope
from consent.ledger.rules.household import name_key
from tests.consent.ledger.ledgers import ledgers, moments, scopes

ALDER, BIRCH, VALLEY = 1, 2, 1
NOW = datetime(2026, 6, 1, tzinfo=UTC)
CALL = Scope("contact", "phone", recipient_organization=ALDER)


def fact(kind: str, day: int, number: int = 1, **fields: Any) -> Fact:
    moment = datetime(2026, 5, day, tzinfo=UTC)
    return Fact(UUID(int=number), kind, **{"effective_at": moment, "recorded_at": moment, **fields})


def grant(day: int, number: int = 1, **fields: Any) -> Fact:
    told = {"recipient_organization": ALDER, "purpose": "contact", "channel": "phone", "evidence": 1}
    return fact("granted", day, number, **{"actor_kind": "import", **told, **fields})


def said_yes(day: int, number: int = 2, **fields: Any) -> Fact:
    return grant(day, number, **{"actor_kind": "person", "evidence": 3, **fields})


BIRTHDAY = NOW + timedelta(100)


def guardian_says(day: int, number: int = 2, **fields: Any) -> Fact:
    told = {"actor_kind": "guardian", "evidence": 2, "authority": "parent", "until": BIRTHDAY}
    return grant(day, number, **{**told, **fields})


LATE = {"recorded_at": datetime(2026, 5, 20, tzinfo=UTC)}
CASES: dict[str, tuple[list[Fact], bool, str]] = {
    "nobody asked": ([], False, "not_asked"),
    "own people at E1": ([grant(1)], True, "consent"),
    "never at E0": ([grant(1, evidence=0)], False, "evidence"),
    "another recipient": ([grant(1, recipient_organization=BIRCH)], False, "not_asked"),
    "another channel": ([grant(1, channel="email")], False, "not_asked"),
    "another purpose": ([grant(1, purpose="share")], False, "not_asked"),
    "only in a coalition": ([grant(1, recipient_coalition=VALLEY)], False, "not_asked"),
    "a grant that ran out": ([grant(1, until=NOW)], False, "not_asked"),
    "a refusal stands": ([grant(1), fact("refused", 2, 2)], False, "refused"),
    "an import lifts nothing": ([fact("refused", 1), grant(2, 2, evidence=2)], False, "refused"),
    "staff lift nothing": ([fact("withdrawn", 1), said_yes(2, actor_kind="staff")], False, "withdrawn"),
    "the person lifts": ([fact("withdrawn", 1), said_yes(2)], True, "consent"),
    "a guardian lifts": ([fact("withdrawn", 1), said_yes(2, actor_kind="guardian")], True, "consent"),
    "lifted for another only": (
        [fact("withdrawn", 1), said_yes(2, recipient_organization=BIRCH)], False, "withdrawn",
    ),
    "the old grant does not come back": (
        [grant(1, evidence=2), fact("withdrawn", 2, 2), said_yes(3, 3, campaign=9)], False, "withdrawn",
    ),
    "the negative stands on a tie": ([said_yes(1), fact("withdrawn", 1, 3)], False, "withdrawn"),
    "a refusal of another's": ([grant(1), fact("refused", 2, 2, recipient_organization=BIRCH)], True, "consent"),
    "a pause": ([grant(1), fact("paused", 2, 2, until=NOW + timedelta(1))], False, "paused"),
    "a pause that ended": ([grant(1), fact("paused", 2, 2, until=NOW)], True, "consent"),
    "a pause creates nothing": ([fact("paused", 2, 2, until=NOW)], False, "not_asked"),
    "resumed": (
        [grant(1), fact("paused", 2, 2, until=NOW + timedelta(1)), fact("resumed", 3, 3, evidence=3)], True, "consent",
    ),
    "a grant does not end a pause": (
        [fact("paused", 2, 3, until=NOW + timedelta(1)), said_yes(3)], False, "paused",
    ),
    "do not contact": ([said_yes(5), fact("do_not_contact", 2, 3)], False, "do_not_contact"),
    "its own lift alone": (
        [grant(1), fact("do_not_contact", 2, 3), fact("do_not_contact_lifted", 3, 4, evidence=3)], True, "consent",
    ),
    "staff do not lift it": (
        [grant(1), fact("do_not_contact", 2, 3), fact("do_not_contact_lifted", 3, 4, evidence=3, actor_kind="staff")],
        False, "do_not_contact",
    ),
    "deceased comes first": ([fact("do_not_contact", 2), fact("deceased", 3, 2)], False, "deceased"),
    "a bounce on this channel": ([said_yes(5), fact("bounced", 1, channel="phone")], False, "bounced"),
    "a bounce elsewhere": ([grant(1), fact("bounced", 2, 2, channel="email")], True, "consent"),
    "a complaint lifted by the person": (
        [grant(1), fact("complained", 2, 2, channel="phone"),
         fact("complained_lifted", 3, 3, channel="phone", evidence=3)], True, "consent",
    ),
    "lifted on another channel": (
        [grant(1), fact("complained", 2, 2), fact("complained_lifted", 3, 3, channel="email", evidence=3)],
        False, "complained",
    ),
    "an organization takes its own report back": (
        [grant(1), fact("deceased", 2, 2, actor_kind="staff", source_organization=BIRCH),
         fact("deceased_lifted", 3, 3, actor_kind="staff", source_organization=BIRCH)], True, "consent",
    ),
    "not that of another": (
        [grant(1), fact("deceased", 2, 2, actor_kind="staff", source_organization=BIRCH),
         fact("deceased_lifted", 3, 3, actor_kind="staff", source_organization=ALDER)], False, "deceased",
    ),
    "not about another key": (
        [grant(1), fact("bounced", 2, 2, actor_kind="staff", source_organization=BIRCH, subject=1),
         fact("bounced_lifted", 3, 3, actor_kind="staff", source_organization=BIRCH, subject=2)], False, "bounced",
    ),
    "not a complaint": (
        [grant(1), fact("complained", 2, 2, actor_kind="staff", source_organization=BIRCH),
         fact("complained_lifted", 3, 3, actor_kind="staff", source_organization=BIRCH)], False, "complained",
    ),
    "not in a list": (
        [grant(1), fact("bounced", 2, 2, actor_kind="import", source_organization=BIRCH),
         fact("bounced_lifted", 3, 3, actor_kind="import", source_organization=BIRCH)], False, "bounced",
    ),
    "a lift on a tie": (
        [grant(1), fact("bounced", 2, 2, channel="phone"), fact("bounced_lifted", 2, 3, evidence=3)], False, "bounced",
    ),
    "a child": ([said_yes(1), fact("minor", 2, 3, until=BIRTHDAY)], False, "minor"),
    "a child whose birthday nobody knows": ([said_yes(1), fact("minor", 2, 3)], False, "minor"),
    "a child that said no": ([fact("minor", 2), fact("refused", 3, 3)], False, "refused"),
    "a child with a guardian": ([fact("minor", 1), guardian_says(2)], True, "consent"),
    "by what right": ([fact("minor", 1), guardian_says(2, authority="")], False, "minor"),
    "a guardian without an end": ([fact("minor", 1), guardian_says(2, until=None)], False, "minor"),
    "a guardian beyond majority": (
        [fact("minor", 1, until=BIRTHDAY), guardian_says(2, until=BIRTHDAY + timedelta(1))], False, "minor",
    ),
    "a guardian until majority": (
        [fact("minor", 1, until=BIRTHDAY), guardian_says(2, until=BIRTHDAY)], True, "consent",
    ),
    "a guardian lifts a child's no on the platform": (
        [fact("minor", 1), fact("refused", 1, 3), guardian_says(2, evidence=3)], True, "consent",
    ),
    "a guardian's paper lifts nothing": (
        [fact("minor", 1), fact("refused", 1, 3), guardian_says(2, evidence=2)], False, "refused",
    ),
    "of age and asked again": ([said_yes(1), fact("minor", 2, 3, until=NOW)], False, "not_asked"),
    "of age and said yes": (
        [fact("minor", 2, 3, until=datetime(2026, 5, 9, tzinfo=UTC)), said_yes(9)], True, "consent",
    ),
    "not a child after all": (
        [said_yes(1), fact("minor", 2, 3), fact("minor_lifted", 3, 4, evidence=3)], True, "consent",
    ),
    "a late form says no from its signing": (
        [grant(1), fact("refused", 3, 2, **LATE)], False, "refused",
    ),
    "a late form says yes from its recording": (
        [fact("withdrawn", 10), said_yes(1, 2, **LATE)], True, "consent",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_effective_case(name: str) -> None:
    facts, allowed, reason = CASES[name]

    decision = effective(facts, CALL, NOW)

    assert (decision.allowed, decision.reason) == (allowed, reason)


def test_effective_is_bitemporal() -> None:
    ledger = [grant(1), fact("refused", 3, 2, **LATE)]
    on_the_tenth = datetime(2026, 5, 10, tzinfo=UTC)

    assert effective(ledger, CALL, on_the_tenth, known_at=on_the_tenth).allowed
    assert effective(ledger, CALL, on_the_tenth, known_at=NOW).reason == "refused"


def test_effective_needs_a_dated_artefact_to_cross_organizations() -> None:
    share = Scope("share", "phone", recipient_organization=ALDER)

    assert effective([grant(1, purpose="share")], share, NOW).reason == "evidence"
    assert effective([grant(1, purpose="share", evidence=2)], share, NOW).allowed


def test_effective_never_shares_a_child_whatever_a_guardian_says() -> None:
    for purpose in ("share", "match"):
        ledger = [fact("minor", 1), guardian_says(2, purpose=purpose, evidence=4)]
        asked = Scope(purpose, "phone", recipient_organization=ALDER)
        assert effective(ledger, asked, NOW).reason == "minor"


def test_effective_a_yes_on_a_shared_key_speaks_of_the_one_it_names() -> None:
    ana, luis = name_key(5, "Ana"), name_key(5, "Luis")
    ledger = [grant(1, subject=5, named=ana)]

    assert effective(ledger, CALL, NOW, household={5: ana}).allowed
    assert effective(ledger, CALL, NOW, household={5: luis}).reason == "not_asked"
    assert effective(ledger, CALL, NOW, household={6: luis}).allowed
    assert effective([grant(1, subject=5)], CALL, NOW, household={5: ana}).reason == "not_asked"
    for name in (ana, luis):
        assert (
            effective([*ledger, fact("refused", 2, 2, subject=5)], CALL, NOW, household={5: name}).reason == "refused"
        )


def test_effective_names_the_event_that_decided() -> None:
    decision = effective([grant(1), fact("refused", 2, 2), fact("refused", 3, 3)], CALL, NOW)

    assert decision.deciding_events == (UUID(int=3),)


@settings(max_examples=150, deadline=None)
@given(
    ledger=ledgers([ALDER, BIRCH], [VALLEY]), scope=scopes([ALDER, BIRCH], [VALLEY]), at=moments, random=st.randoms()
)
def test_effective_does_not_depend_on_the_order_of_arrival(
    ledger: list[Fact], scope: Scope, at: datetime, random: Any
) -> None:
    shuffled = list(ledger)
    random.shuffle(shuffled)

    assert effective(shuffled, scope, at) == effective(ledger, scope, at)


@settings(max_examples=200, deadline=None)
@given(ledger=ledgers([ALDER, BIRCH], [VALLEY]), scope=scopes([ALDER, BIRCH], [VALLEY]), stopped=moments, at=moments)
def test_effective_allows_nothing_after_stop_all_without_a_later_grant_by_the_person(
    ledger: list[Fact], scope: Scope, stopped: datetime, at: datetime
) -> None:
    stop_all = Fact(UUID(int=1), "withdrawn", stopped, stopped, evidence=3)

    decision = effective([*ledger, stop_all], scope, at)

    if decision.allowed and at >= stopped:
        assert any(
            each.kind == "granted"
            and each.actor_kind in {"person", "guardian"}
            and each.evidence >= 3
            and each.counts_from > stopped
            and each.recipient_organization == scope.recipient_organization
            and (each.purpose, each.channel) == (scope.purpose, scope.channel)
            for each in ledger
        )


@settings(max_examples=150, deadline=None)
@given(ledger=ledgers([ALDER, BIRCH], [VALLEY]), scope=scopes([ALDER, BIRCH], [VALLEY]), at=moments)
def test_effective_a_negative_more_never_allows_more(ledger: list[Fact], scope: Scope, at: datetime) -> None:
    positives = [each for each in ledger if each.kind not in NEGATIVES]

    if effective(ledger, scope, at).allowed and not any(each.kind in NEGATIVES for each in ledger):
        assert effective(positives, scope, at).allowed
    if not effective(positives, scope, at).allowed:
        assert not effective(ledger, scope, at).allowed
