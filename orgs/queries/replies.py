"""Texts that people sent back to the acting organization."""

from django.db.models import Case, Q, QuerySet, When

from coalition.platform.tenancy import Actor, owned
from orgs.models import Reply
from orgs.queries.visible import closed_to, seen_by


def replies_of(actor: Actor) -> QuerySet[Reply]:
    """Those nobody has marked, what sounds like a stop first; then the others, newest first."""
    replies = (
        owned(Reply.objects.all(), actor)
        .select_related("constituent", "marked_by")
        .annotate(closed=closed_to(actor, "constituent"))
    )
    first = Case(When(mark="", maybe_stop=True, then=0), When(mark="", then=1), default=2)
    return replies.order_by(first, "-id")


def unread_replies(actor: Actor) -> int:
    """How many wait to be read by the actor: those of restricted records wait for whoever sees them."""
    unread = owned(Reply.objects.all(), actor).filter(mark="")
    if seen := seen_by(actor, "constituent"):
        unread = unread.filter(Q(constituent=None) | seen)
    return unread.count()


def sealed_place(organization_id: int, reference: str) -> str:
    """Where the sealed words of a reply stand."""
    return f"{organization_id}|orgs_reply|sealed|{reference}"
