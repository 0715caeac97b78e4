"""The contact gate: the only way out to a person. Every send, reveal, call lease and tap on "Call" passes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils.functional import Promise

from audit.log.actions import record
from coalition.platform.tenancy import Actor
from consent.ledger import policies
from consent.ledger.rules.household import GivenNames, name_keys
from consent.ledger.rules.words import reason_in_words

NEUTRAL = frozenset({"busy", "not_available"})


@dataclass(frozen=True, slots=True)
class Claim:
    """The contact may go ahead now. ``attempt_id`` is what is confirmed, checked again and finished."""

    attempt_id: int
    started_at: datetime
    reason: str
    event_ids: tuple[UUID, ...]
    allowed: bool = True


@dataclass(frozen=True, slots=True)
class Refusal:
    """The contact may not go ahead. ``busy`` is tried again later; ``not_available`` never says why."""

    reason: str
    event_ids: tuple[UUID, ...] = ()
    allowed: bool = False

    @property
    def words(self) -> Promise:
        """What the caller is told."""
        return reason_in_words(self.reason)

    @property
    def passing(self) -> bool:
        """Whether it may be different later without the person doing anything."""
        return self.reason in NEUTRAL or self.reason == "paused"


def claim_contact(
    *,
    actor: Actor,
    now: datetime,
    contacted: int,
    subject_ids: Sequence[int],
    channel: str,
    purpose: str = "contact",
    on_behalf_of: int | None = None,
    coalition: int | None = None,
    campaign: int | None = None,
    reference: str = "",
    minimum_evidence: int = 1,
    hold: bool = True,
    grant_id: int | None = None,
    household: GivenNames | None = None,
) -> Claim | Refusal:
    """Ask to contact a person in the name of the acting organization, by the identifier ``contacted``.

    ``subject_ids`` are all the person's identifiers, ``contacted`` among them. Under their locks the consent is read
    anew, the hold for this channel and week is taken (``hold=False``: without one), and the attempt is written with
    its decision. The locks stay until the outermost transaction ends. ``household`` says which of the identifiers
    others of the list have too: there a yes must name the person. Raises PermissionDenied.
    """
    if not policies.can_claim_contact(actor):
        raise PermissionDenied
    subjects = sorted({contacted, *subject_ids})
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT * FROM commonlist.claim_attempt("
                "%s, %s::bigint[], %s, %s, %s, %s, %s, %s, %s, %s, %s, %s::bytea[])",
                [
                    contacted, subjects, channel, purpose, actor.organization_id, on_behalf_of, coalition, campaign,
                    reference, minimum_evidence, hold, name_keys(subjects, household),
                ],
            )  # fmt: skip
            verdict = _verdict(cursor.fetchone())
        if verdict.reason != "busy":
            record(
                "consent.contact.claimed" if verdict.allowed else "consent.contact.refused",
                actor=actor,
                object_type="attempt",
                object_ref=verdict.attempt_id if isinstance(verdict, Claim) else "",
                subjects=[contacted],
                outcome="done" if verdict.allowed else "denied",
                on_behalf_of=on_behalf_of,
                campaign=campaign,
                channel=channel,
                purpose=purpose,
                consent_event_ids=verdict.event_ids,
                grant_id=grant_id,
                coalitions=[coalition] if coalition is not None and verdict.allowed else [],
                detail={"reason": verdict.reason},
            )
    return verdict


def recheck_contact(
    *,
    actor: Actor,
    now: datetime,
    attempt_id: int,
    subject_ids: Sequence[int],
    household: GivenNames | None = None,
) -> Claim | Refusal:
    """The gate again for a claimed attempt, just before the number is shown. A refusal for consent ends the attempt."""
    if not policies.can_claim_contact(actor):
        raise PermissionDenied
    subjects = sorted(set(subject_ids))
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT * FROM commonlist.recheck_attempt(%s, %s::bigint[], %s::bytea[])",
                [attempt_id, subjects, name_keys(subjects, household)],
            )
            verdict = _verdict(cursor.fetchone())
        if verdict.reason != "busy":
            record(
                "consent.contact.rechecked",
                actor=actor,
                object_type="attempt",
                object_ref=attempt_id,
                subjects=subjects,
                outcome="done" if verdict.allowed else "denied",
                consent_event_ids=verdict.event_ids,
                detail={"reason": verdict.reason},
            )
    return verdict


def finish_attempt(*, actor: Actor, now: datetime, attempt_id: int, state: str, outcome: str = "") -> bool:
    """End a claimed attempt of the acting organization as sent, failed or uncertain. False when it has ended."""
    if not policies.can_claim_contact(actor):
        raise PermissionDenied
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT commonlist.finish_attempt(%s, %s, %s)", [attempt_id, state, outcome])
            ended: bool = cursor.fetchone()[0]
        if ended:
            record(
                "consent.contact.finished",
                actor=actor,
                object_type="attempt",
                object_ref=attempt_id,
                detail={"state": state, "result": outcome},
            )
    return ended


def _verdict(row: tuple[int | None, datetime | None, str, list[UUID]]) -> Claim | Refusal:
    attempt_id, started_at, reason, event_ids = row
    if attempt_id is None or started_at is None:
        return Refusal(reason, tuple(event_ids))
    return Claim(attempt_id, started_at, reason, tuple(event_ids))
