"""A paper about passing somebody on: whom its words name, and the events that the answer makes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from consent.ledger.rules.new_event import NewEvent
from orgs.rules.answers import PAPER, SPOKEN
from orgs.rules.statements import names

PURPOSES = ("share", "match")
CHANNELS = {"phone": "phone", "email": "email"}  # each for the identifiers that it uses


class NotNamed(ValueError):
    """The words do not name whom the yes is for; ``code`` is a key of ``orgs.rules.statements.PROBLEMS``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Passing:
    """Yes or no to ``purposes`` within one coalition. A yes stands on a signed paper; a no may have been spoken."""

    yes: bool
    purposes: tuple[str, ...]
    coalition: int
    method: str
    said_at: datetime | None = None
    evidence_ref: str = ""


def named_in(words: str, coalition: str, members: Mapping[int, str]) -> list[int]:
    """The members whom the words name. Raises NotNamed: without the coalition's name and one member's, it is no yes."""
    if not names(words, coalition):
        raise NotNamed("unnamed")
    found = [member for member, name in sorted(members.items()) if names(words, name)]
    if not found:
        raise NotNamed("nobody_named")
    return found


def events_of(
    said: Passing, recipients: Sequence[int], points: Mapping[str, Sequence[int]], notice_id: int | None, name: str
) -> list[NewEvent]:
    """A yes for each recipient, by each identifier; a no for every identifier, to the whole coalition.

    ``points``: subjects by kind. A yes names the person, so that it speaks for nobody else at the same address.
    """
    if said.yes:
        return [
            replace(_event(said, purpose, subject), channel=channel, recipient_organization=recipient,
                    notice_id=notice_id, legal_basis="consent", named=name)
            for purpose in said.purposes
            for recipient in recipients
            for channel, kind in CHANNELS.items()
            for subject in sorted(set(points.get(kind, ())))
        ]  # fmt: skip
    everything = sorted({subject for subjects in points.values() for subject in subjects})
    return [
        replace(_event(said, purpose, subject), notice_id=notice_id)
        for purpose in said.purposes
        for subject in everything
    ]


def _event(said: Passing, purpose: str, subject: int) -> NewEvent:
    return NewEvent(
        subject_id=subject,
        kind="granted" if said.yes else "refused",
        actor_kind="staff",
        evidence=PAPER if said.method == "paper" else SPOKEN,
        recipient_coalition=said.coalition,
        purpose=purpose,
        effective_at=said.said_at,
        source="by hand",
        method=said.method,
        evidence_ref=said.evidence_ref,
    )
