"""Who may do what about the requests of data subjects. Pure predicates."""

from datetime import datetime, timedelta

from coalition.platform.tenancy import Actor
from consent.requests.models import DataRequest, Erasure

ALONE_WAITS = timedelta(hours=24)
HANDLERS = frozenset({"admin", "system"})


def can_file_request(actor: Actor, subject_id: int) -> bool:
    """The person themselves, about an identifier that they have proven."""
    return actor.role == "subject" and subject_id in actor.subject_ids


def can_handle_requests(actor: Actor) -> bool:
    """Read the queue, enter what came by letter or phone, answer, refuse, propose an erasure."""
    return actor.organization_id is not None and actor.role in HANDLERS


def can_disclose(actor: Actor, request: DataRequest) -> bool:
    """Nobody's data goes out, or away, before it is known that the person who asks is the person."""
    return can_handle_requests(actor) and request.identity != DataRequest.Identity.UNCHECKED


def can_approve_erasure(actor: Actor, erasure: Erasure, *, now: datetime, other_admins: bool) -> bool:
    """Four eyes: another admin at once; the proposer only where there is no other, and a day later."""
    if not can_handle_requests(actor) or erasure.approved_at is not None:
        return False
    if actor.user_id != erasure.proposed_by_id:
        return True
    return not other_admins and now >= erasure.proposed_at + ALONE_WAITS
