"""Duties after a no: an organization acknowledges and attests; the clock reminds, marks and escalates."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models.functions import Now
from django.http import Http404

from audit.log.actions import record
from coalition.platform.tenancy import Actor, owned
from consent.ledger import policies
from consent.ledger.models import Outlet
from consent.ledger.queries.obligations import ANSWERS, obligations_by_id


class ListChanged(ValueError):
    """There are more or fewer duties than its author saw."""


def attest_obligations(
    *, actor: Actor, now: datetime, obligation_ids: Sequence[UUID], answer: str, signed: str = ""
) -> int:
    """State what the acting organization did about each: ``deleted``, ``suppressed``, ``not_held`` or
    ``already_contacted``; how many were still open.

    ``signed`` is the signed acknowledgement, when it came as one. Raises PermissionDenied, ValueError for another
    answer, and Http404 when one of the ids is not the organization's.
    """
    if not policies.can_attest_obligations(actor):
        raise PermissionDenied
    if answer not in ANSWERS:
        raise ValueError(f"an attestation is one of {', '.join(ANSWERS)}")
    with transaction.atomic():
        ids = _known(actor, obligation_ids)
        changed = _change("attest_obligations(%s::uuid[], %s, %s, %s, %s)", ids, answer, actor.user_id, signed, now)
        if changed:
            _record("consent.obligation.attested", actor, changed, {"answer": answer, "signed": bool(signed)})
    return len(changed)


def attest_open_obligations(
    *, actor: Actor, now: datetime, until: datetime, overdue_only: bool, answer: str, expected: int
) -> None:
    """State ``answer`` for everything that was open (or overdue) at ``until``, if that is as many as ``expected``.

    Raises ListChanged, when nothing has changed, PermissionDenied, and ValueError for another answer.
    """
    if not policies.can_attest_obligations(actor):
        raise PermissionDenied
    if answer not in ANSWERS:
        raise ValueError(f"an attestation is one of {', '.join(ANSWERS)}")
    with transaction.atomic():
        changed = _change(
            "attest_open_obligations(%s, %s, %s, %s, %s)", until, overdue_only, answer, actor.user_id, now
        )
        if len(changed) != expected:
            raise ListChanged
        _record("consent.obligation.attested", actor, changed, {"answer": answer, "signed": False})


def acknowledge_obligations(*, actor: Actor, now: datetime, obligation_ids: Sequence[UUID], signed: str) -> int:
    """Keep the signed word of the acting organization's system that it received these; how many were new.

    Raises PermissionDenied, and Http404 when one of the ids is not the organization's.
    """
    if not policies.can_attest_obligations(actor):
        raise PermissionDenied
    with transaction.atomic():
        ids = _known(actor, obligation_ids)
        changed = _change("acknowledge_obligations(%s::uuid[], %s, %s)", ids, signed, now)
        if changed:
            _record("consent.obligation.acknowledged", actor, changed)
    return len(changed)


def note_delivered(*, actor: Actor, now: datetime, obligation_ids: Sequence[UUID]) -> None:
    """Note that the organization's system received these. The transport records the delivery."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT commonlist.obligations_delivered(%s::uuid[], %s)", [list(obligation_ids), now])


def remind_of_obligations(*, actor: Actor, now: datetime) -> int:
    """Mark what nobody acknowledged in time, once; how many. The caller tells the organization."""
    return _tick("remind_obligations", "consent.obligation.reminded", actor, now)


def mark_overdue(*, actor: Actor, now: datetime) -> int:
    """Mark what was not attested in time; how many. From now on the organization gets nobody new."""
    return _tick("overdue_obligations", "consent.obligation.overdue", actor, now)


def escalate_obligations(*, actor: Actor, now: datetime) -> int:
    """Mark what is overdue as told to the coalitions; how many. The caller tells them."""
    return _tick("escalate_obligations", "consent.obligation.escalated", actor, now)


def open_outlet(actor: Actor, name: str) -> None:
    """Note that people leave the platform by themselves here: from now on the organization attests.

    Part of another action's transaction: that action checks and records.
    """
    if actor.organization_id is None:
        raise PermissionDenied
    Outlet.objects.get_or_create(organization_id=actor.organization_id, name=name, defaults={"since": Now()})


def close_outlet(actor: Actor, name: str) -> None:
    """Note that they do not any more. Part of another action's transaction."""
    owned(Outlet.objects.all(), actor).filter(name=name).delete()


def _tick(function: str, verb: str, actor: Actor, now: datetime) -> int:
    if not policies.can_run_clock(actor):
        raise PermissionDenied
    with transaction.atomic():
        changed = _change(f"{function}(%s)", now)
        if changed:
            _record(verb, actor, changed)
    return len(changed)


def _known(actor: Actor, ids: Sequence[UUID]) -> list[UUID]:
    wanted = sorted(set(ids))
    if obligations_by_id(actor, wanted).count() != len(wanted):
        raise Http404
    return wanted


def _change(call: str, *values: Any) -> list[tuple[UUID, int | None]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, subject_id FROM commonlist.{call}", values)  # noqa: S608  # our own function names
        changed: list[tuple[UUID, int | None]] = cursor.fetchall()
        return changed


def _record(
    verb: str,
    actor: Actor,
    changed: Sequence[tuple[UUID, int | None]],
    detail: dict[str, str | int | bool | None] | None = None,
) -> None:
    record(
        verb,
        actor=actor,
        object_type="obligation",
        object_ref=str(changed[0][0]) if len(changed) == 1 else "",
        subjects=sorted({subject for _, subject in changed if subject is not None}),
        detail={"obligations": len(changed), **(detail or {})},
    )
