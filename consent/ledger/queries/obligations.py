"""What an organization owes after people said no: its own open duties, and whether any is overdue."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from coalition.platform.tenancy import Actor, owned
from consent.ledger.models import Obligation

State = Obligation.State
OVERDUE = (State.OVERDUE, State.ESCALATED)
ANSWERS = tuple(each for each in Obligation.Attestation if each is not Obligation.Attestation.PLATFORM)


def open_obligations(actor: Actor, *, overdue_only: bool = False) -> QuerySet[Obligation]:
    """Duties that the acting organization has not attested, the most urgent first."""
    mine = _mine(actor).exclude(state=State.ATTESTED)
    return (mine.filter(state__in=OVERDUE) if overdue_only else mine).order_by("attest_by", "id")


def obligations_by_id(actor: Actor, ids: Sequence[UUID]) -> QuerySet[Obligation]:
    """Those of the ids that are the acting organization's, attested ones too."""
    return _mine(actor).filter(id__in=ids)


def count_open_obligations(actor: Actor, until: datetime, *, overdue_only: bool) -> int:
    """How many duties that were there at ``until`` are open; each identifier of a person has one of its own."""
    return open_obligations(actor, overdue_only=overdue_only).filter(created_at__lte=until).count()


def overdue(actor: Actor) -> int:
    """How many duties of the acting organization are overdue: while there is one, a coalition gives it nobody new."""
    return open_obligations(actor, overdue_only=True).count()


def holders_with_due(moment: datetime) -> list[int]:
    """Organizations whose clock ran out somewhere by ``moment``: for the platform's own rounds, outside any scope."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT commonlist.holders_with_due(%s)", [moment])
        return [holder for (holder,) in cursor.fetchall()]


def _mine(actor: Actor) -> QuerySet[Obligation]:
    mine = owned(Obligation.objects.all(), actor)
    return mine.filter(holder_id=actor.organization_id) if actor.organization_id is not None else mine.none()
