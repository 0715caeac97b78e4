"""What the rule reads of an event, what is asked of it, and what it answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

NEGATIVES = frozenset({"refused", "withdrawn", "objected"})
OWN_REPORTS = frozenset({"deceased", "bounced", "minor"})  # what an organization reports, it may take back
PERSON_ON_PLATFORM = 3  # evidence grade of a form of this platform


@dataclass(frozen=True, slots=True)
class Fact:
    """A consent event of one of the person's keys. An empty purpose or channel, or no recipient, means every one.

    ``named`` is the name key of whom a grant speaks of (``rules.household``); without it, of whoever has the key.
    """

    id: UUID
    kind: str
    effective_at: datetime
    recorded_at: datetime
    recipient_organization: int | None = None
    recipient_coalition: int | None = None
    campaign: int | None = None
    purpose: str = ""
    channel: str = ""
    until: datetime | None = None
    actor_kind: str = "person"
    evidence: int = 0
    source_organization: int | None = None
    authority: str = ""
    subject: int = 0
    named: bytes | None = None

    @property
    def counts_from(self) -> datetime:
        """Positives never count before they were recorded; a late paper form that says no counts from its signing."""
        positive = self.kind in {"granted", "resumed"} or self.kind.endswith("_lifted")
        return max(self.effective_at, self.recorded_at) if positive else self.effective_at

    @property
    def lifts(self) -> bool:
        """Whether the person, or their guardian, said it on the platform: only that lifts what others said."""
        return self.actor_kind in {"person", "guardian"} and self.evidence >= PERSON_ON_PLATFORM

    def takes_back(self, report: "Fact") -> bool:
        """Whether an organization takes its own report about the same key back."""
        return (
            report.kind in OWN_REPORTS
            and self.actor_kind in {"staff", "system"}
            and self.source_organization is not None
            and (self.source_organization, self.subject) == (report.source_organization, report.subject)
        )


@dataclass(frozen=True, slots=True)
class Scope:
    """Who wants to do what: the recipient (an organization, or without one the coalition), why and by which channel."""

    purpose: str
    channel: str
    recipient_organization: int | None = None
    coalition: int | None = None
    campaign: int | None = None
    minimum_evidence: int = 1


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer, why, the event that decided, and the version of the rule."""

    allowed: bool
    reason: str
    deciding_events: tuple[UUID, ...]
    rule_version: int


Facts = Sequence[Fact]
Household = Mapping[int, bytes]  # keys that the person shares with others of the same list: their name key, by subject
