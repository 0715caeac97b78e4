"""Random ledgers for the property tests: few organizations, few moments, so that events meet."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from hypothesis import strategies as st

from coalition.platform.tenancy import Actor, acting
from consent.ledger.models import ActorKind, Kind
from consent.ledger.rules.facts import Fact, Scope

EPOCH = datetime(2026, 3, 1, tzinfo=UTC)
PURPOSES = ("contact", "share")
CHANNELS = ("phone", "email")
NAMES = (b"a" * 32, b"b" * 32)
moments = st.integers(0, 5).map(lambda day: EPOCH + timedelta(days=day))


@st.composite
def facts(draw: st.DrawFn, organizations: Sequence[int], coalitions: Sequence[int]) -> Fact:
    """One event that the table would accept."""
    kind = draw(st.sampled_from([*Kind.values, "granted", "granted", "withdrawn"]))
    grant = kind == "granted"
    organization = draw(st.sampled_from([*organizations, None]))
    coalition = draw(st.sampled_from([None, None, *coalitions]))
    if grant and organization is None and coalition is None:
        organization = organizations[0]
    until = draw(moments) if kind == "paused" or (kind in ("granted", "minor") and draw(st.booleans())) else None
    return Fact(
        id=draw(st.uuids(version=4)),
        kind=kind,
        effective_at=draw(moments),
        recorded_at=draw(moments),
        recipient_organization=organization,
        recipient_coalition=coalition,
        campaign=draw(st.sampled_from([None, None, 7, 8])),
        purpose=draw(st.sampled_from(PURPOSES if grant else ("", *PURPOSES))),
        channel=draw(st.sampled_from(CHANNELS if grant else ("", *CHANNELS))),
        until=until,
        actor_kind=draw(st.sampled_from(["person"] * 4 + ActorKind.values)),
        evidence=draw(st.sampled_from([0, 1, 2, 3, 3, 3, 4])),
        source_organization=draw(st.sampled_from([None, *organizations])),
        authority=draw(st.sampled_from(["", "parent", "parent"])),
        named=draw(st.sampled_from([None, None, NAMES[0], NAMES[1]])),
    )


def ledgers(organizations: Sequence[int], coalitions: Sequence[int]) -> st.SearchStrategy[list[Fact]]:
    """Up to ten events, with distinct ids."""
    return st.lists(facts(organizations, coalitions), max_size=10, unique_by=lambda fact: fact.id)


def scopes(organizations: Sequence[int], coalitions: Sequence[int]) -> st.SearchStrategy[Scope]:
    """Questions to the rule."""
    return st.builds(
        Scope,
        purpose=st.sampled_from(PURPOSES),
        channel=st.sampled_from(CHANNELS),
        recipient_organization=st.sampled_from([*organizations, organizations[0], None]),
        coalition=st.sampled_from([None, *coalitions]),
        campaign=st.sampled_from([None, 7]),
        minimum_evidence=st.integers(0, 4),
    )


def write(facts: Sequence[Fact], subjects: Sequence[int]) -> list[tuple[UUID, int]]:
    """Write the facts as they are, spread over the subjects in turn; the ids."""
    rows = [(fact, subjects[number % len(subjects)]) for number, fact in enumerate(facts)]
    people = Actor(role="subject", subject_ids=tuple(subjects))
    with transaction.atomic(), acting(people), connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO consent_event (id, subject_id, kind, effective_at, recorded_at, recipient_organization_id,"
            " recipient_coalition_id, campaign, purpose, channel, until, actor_kind, evidence, source_organization_id,"
            " authority, named, legal_basis, source)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, '', '')",
            [
                (f.id, subject, f.kind, f.effective_at, f.recorded_at, f.recipient_organization, f.recipient_coalition,
                 f.campaign, f.purpose, f.channel, f.until, f.actor_kind, f.evidence, f.source_organization,
                 f.authority, f.named)
                for f, subject in rows
            ],
        )  # fmt: skip
    return [(fact.id, subject) for fact, subject in rows]
