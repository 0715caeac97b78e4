"""Which members of a coalition have overdue withdrawals, for its coordinators: the organization and how many."""

from django.db.models import QuerySet

from coalition.platform.tenancy import Actor, owned
from consent.propagation.models import Escalation


def open_escalations(actor: Actor) -> QuerySet[Escalation]:
    """What is not settled, oldest first: in the acting coalition, or of the acting organization."""
    told = owned(Escalation.objects.all(), actor).filter(settled_at=None)
    return told.select_related("organization").order_by("since", "organization__name")
