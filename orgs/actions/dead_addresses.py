"""Taking an e-mail address that does not work any more off a person's record, without losing what hangs on it."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from audit.log.actions import record
from coalition.platform.tenancy import Actor, owned
from consent.ledger.actions.events import lock_subjects
from consent.ledger.actions.subjects import end_holdings
from consent.ledger.queries.decisions import explain
from consent.ledger.queries.history import consent_history
from consent.ledger.rules.facts import NEGATIVES
from consent.ledger.rules.history import Heard
from orgs import policies
from orgs.models import ContactPoint
from orgs.queries.dead_addresses import any_address, dead_addresses, is_held
from orgs.queries.people import contact_points
from orgs.rules.answers import CHANNELS
from orgs.rules.passing import PURPOSES

KEPT = NEGATIVES | {"paused", "complained", "do_not_contact", "deceased", "minor"}


class NotDead(ValueError):
    """Nobody reported that this address does not work, or the report was taken back."""


class HoldsANo(ValueError):
    """A no hangs on this address alone: with it, it would be lost."""


def remove_dead_address(*, actor: Actor, now: datetime, point_id: int) -> None:
    """Take the address off the record; for good. The organization then does not hold it any more.

    Raises PermissionDenied, Http404, NotDead, HoldsANo; then nothing is changed.
    """
    if not policies.can_remove_dead_addresses(actor):
        raise PermissionDenied
    with transaction.atomic():
        point = any_address(actor, point_id)
        points = contact_points(actor, point.constituent_id)
        lock_subjects(sorted({each.subject_id for each in points}))
        if not dead_addresses(actor).filter(pk=point.pk).exists():
            raise NotDead
        take_off(actor, point, points)
        if not is_held(actor, point.subject_id):
            end_holdings(actor=actor, subject_ids=[point.subject_id])
        record(
            "orgs.dead_address.removed",
            actor=actor,
            object_type="contact_point",
            subjects=[point.subject_id],
            channel="email",
        )


def take_off(actor: Actor, point: ContactPoint, points: Sequence[ContactPoint]) -> None:
    """Delete one of a person's ``points``, whose subjects the caller has locked. Raises HoldsANo."""
    rest = sorted({each.subject_id for each in points} - {point.subject_id})
    if any(_is_lost(actor, heard, rest) for heard in consent_history(actor, [point.subject_id, *rest])
           if point.subject_id in heard.subject_ids):  # fmt: skip
        raise HoldsANo
    mine = owned(ContactPoint.objects.all(), actor).filter(pk=point.pk)
    mine._raw_delete(mine.db)  # what was sent to it stays: the database empties the reference


def _is_lost(actor: Actor, heard: Heard, rest: Sequence[int]) -> bool:
    """Whether the person's other identifiers would know nothing of it."""
    if heard.kind not in KEPT or (rest and set(rest) <= set(heard.subject_ids)):
        return False
    if heard.purpose in PURPOSES:
        return True
    channels = [heard.channel] if heard.channel else list(CHANNELS)
    answers = explain(actor=actor, subject_ids=rest, channels=channels)
    return not all(answer.reason in KEPT for answer in answers)
