"""An event on its way into the ledger."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4


@dataclass(frozen=True, slots=True)
class NewEvent:
    """What is to be recorded about one subject.

    ``effective_at`` is left out for "now": the database's clock is taken, after the lock. ``evidence`` is the grade
    0 to 4; ``source`` says in a few words where it comes from (never personal data); ``method`` how it was said
    (``Method``); ``authority`` by what right a guardian speaks; ``evidence_ref`` where a dated artefact lies.
    ``named`` is the given name of whom a grant speaks of, where several people share the identifier: only a key of it
    is kept.
    """

    subject_id: int
    kind: str
    actor_kind: str
    evidence: int
    recipient_organization: int | None = None
    recipient_coalition: int | None = None
    campaign: int | None = None
    purpose: str = ""
    channel: str = ""
    effective_at: datetime | None = None
    until: datetime | None = None
    notice_id: int | None = None
    legal_basis: str = ""
    source: str = ""
    method: str = ""
    authority: str = ""
    evidence_ref: str = ""
    named: str = ""
    id: UUID = field(default_factory=uuid4)


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """How far a withdrawal reaches. Left empty, it stops everything for everybody."""

    recipient_organization: int | None = None
    recipient_coalition: int | None = None
    campaign: int | None = None
    purpose: str = ""
    channel: str = ""
