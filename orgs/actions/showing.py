"""An address shown for administration: no contact, so the gate is not asked; its reason is recorded."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404

from audit.log.actions import record
from coalition.platform.tenancy import Actor
from orgs import policies
from orgs.actions.contacts import Revealed
from orgs.queries.contacts import data_key, open_contact
from orgs.queries.people import contact_points
from orgs.rules.reasons_to_show import REASONS_TO_SHOW


def show_contact(*, actor: Actor, now: datetime, person_id: int, point_id: int, reason: str) -> Revealed:
    """Show a contact point to somebody who keeps the records, for one of ``REASONS_TO_SHOW``; never to contact anybody.

    It stands in the log with the reason, and the page offers nothing to tap. Raises PermissionDenied, Http404, and
    ValueError for another reason.
    """
    if not policies.can_show_contact(actor):
        raise PermissionDenied
    if reason not in REASONS_TO_SHOW:
        raise ValueError(reason)
    with transaction.atomic():
        point = next((each for each in contact_points(actor, person_id) if each.pk == point_id), None)
        if point is None:
            raise Http404
        value = open_contact(data_key(actor), point)
        record(
            "orgs.contact.shown",
            actor=actor,
            object_type="contact_point",
            subjects=[point.subject_id],
            channel=point.kind,
            detail={"reason": reason},
        )
    return Revealed(point, value)
