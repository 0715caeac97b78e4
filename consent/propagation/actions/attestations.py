"""An admin states what was done about withdrawals, one or many at a time."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from audit.log.actions import record
from coalition.platform.tenancy import Actor
from consent.ledger.actions.obligations import attest_obligations, attest_open_obligations
from consent.propagation import policies
from consent.propagation.actions.clock import settle


def attest(*, actor: Actor, now: datetime, obligation_ids: Sequence[UUID], answer: str) -> int:
    """State ``answer`` for each; how many were still open. What hangs on it is opened again at once.

    Raises PermissionDenied, ValueError for another answer, and Http404 when one is not the organization's.
    """
    with transaction.atomic():
        count = attest_obligations(actor=actor, now=now, obligation_ids=obligation_ids, answer=answer)
        settle(actor, now)
    return count


def attest_all(*, actor: Actor, now: datetime, until: datetime, overdue_only: bool, answer: str, expected: int) -> None:
    """State ``answer`` for everything open that was there at ``until``, if that is ``expected`` duties.

    Raises ListChanged, when nothing has changed, PermissionDenied, and ValueError for another answer.
    """
    with transaction.atomic():
        attest_open_obligations(
            actor=actor, now=now, until=until, overdue_only=overdue_only, answer=answer, expected=expected
        )
        settle(actor, now)


def export_obligations(*, actor: Actor, now: datetime, count: int) -> None:
    """Record that duties were downloaded. Raises PermissionDenied."""
    if not policies.can_list_obligations(actor):
        raise PermissionDenied
    with transaction.atomic():
        record("propagation.obligations.exported", actor=actor, detail={"rows": count})
