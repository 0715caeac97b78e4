"""What a person, or their guardian, said about being contacted, as staff write it down; and the events it makes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from consent.ledger.rules.new_event import NewEvent

CHANNELS = ("phone", "sms", "email", "post", "visit")
POINT_OF = {"phone": "phone", "sms": "phone", "email": "email"}  # which identifier a channel uses; else any
ANSWERS = ("yes", "no", "stop", "nobody")
SPOKEN, PAPER = 1, 2  # grades of evidence


@dataclass(frozen=True, slots=True)
class Answer:
    """``yes`` or ``no`` to ``channels``; ``stop``: nothing from us any more; ``nobody``: from nobody, on paper only.

    ``method`` is spoken, call or paper; ``said_at`` empty for just now; ``evidence_ref`` says where the paper lies.
    """

    answer: str
    channels: tuple[str, ...]
    method: str
    said_at: datetime | None = None
    notice_id: int | None = None
    evidence_ref: str = ""

    @property
    def evidence(self) -> int:
        """E2 for a dated paper, else our word."""
        return PAPER if self.method == "paper" else SPOKEN


def events_of(
    answer: Answer, organization: int, points: Mapping[str, Sequence[int]], agreed: frozenset[str], given_name: str
) -> list[NewEvent]:
    """The events: a no for every identifier, a yes for those of its channel. ``points``: subjects by kind.

    A yes names the person, so that it speaks for nobody else who has the same number or address.

    ``agreed`` are the channels by which the organization may contact the person now: a no takes that back.
    """
    everything = sorted({subject for subjects in points.values() for subject in subjects})
    if answer.answer == "yes":
        return [
            replace(_event(answer, "granted", subject, channel, organization), named=given_name)
            for channel in answer.channels
            for subject in sorted(set(points.get(POINT_OF.get(channel, ""), everything)))
        ]
    if answer.answer == "nobody":
        return [_event(answer, "do_not_contact", subject, "", None) for subject in everything]
    channels = ("",) if answer.answer == "stop" else answer.channels
    return [
        _event(answer, "withdrawn" if _takes_back(channel, agreed) else "refused", subject, channel, organization)
        for channel in channels
        for subject in everything
    ]


def _takes_back(channel: str, agreed: frozenset[str]) -> bool:
    return channel in agreed or (channel == "" and bool(agreed))


def _event(answer: Answer, kind: str, subject: int, channel: str, organization: int | None) -> NewEvent:
    return NewEvent(
        subject_id=subject,
        kind=kind,
        actor_kind="staff",
        evidence=answer.evidence,
        recipient_organization=organization,
        purpose="" if answer.answer in {"stop", "nobody"} else "contact",
        channel=channel,
        effective_at=answer.said_at,
        notice_id=answer.notice_id,
        legal_basis="consent" if kind == "granted" else "",
        source="by hand",
        method=answer.method,
        evidence_ref=answer.evidence_ref,
    )
