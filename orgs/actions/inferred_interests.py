"""What somebody seems to care about: taken over as said, or dismissed for good."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from audit.log.actions import record
from coalition.platform.tenancy import Actor
from orgs import policies
from orgs.models import ConstituentInterest, InferredInterest
from orgs.queries.engagement import get_seeming
from orgs.queries.people import contact_points, get_person


def confirm_interest(*, actor: Actor, now: datetime, person_id: int, inferred_id: int) -> str:
    """Make of what a person seems to care about a topic they care about; its name. Raises PermissionDenied, Http404."""
    with transaction.atomic():
        row = _seeming(actor, person_id, inferred_id)
        ConstituentInterest.objects.get_or_create(
            organization_id=row.organization_id, constituent_id=row.constituent_id, interest_id=row.interest_id
        )
        row.delete()
        _record("orgs.interest.confirmed", actor, person_id)
    return row.interest.name


def dismiss_interest(*, actor: Actor, now: datetime, person_id: int, inferred_id: int) -> str:
    """Say that it is not so: the topic is never offered for this person again; its name.

    Raises PermissionDenied, Http404.
    """
    with transaction.atomic():
        row = _seeming(actor, person_id, inferred_id)
        row.dismissed_at = now
        row.save(update_fields=["dismissed_at"])
        _record("orgs.interest.dismissed", actor, person_id)
    return row.interest.name


def _seeming(actor: Actor, person_id: int, inferred_id: int) -> InferredInterest:
    if not policies.can_change_relationships(actor):
        raise PermissionDenied
    return get_seeming(actor, get_person(actor, person_id).pk, inferred_id)


def _record(verb: str, actor: Actor, person_id: int) -> None:
    subjects = [point.subject_id for point in contact_points(actor, person_id)]
    record(verb, actor=actor, object_type="constituent", subjects=subjects)
