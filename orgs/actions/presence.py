"""Who has a person's page open."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from coalition.platform.tenancy import Actor, owned
from orgs import policies
from orgs.models import Presence
from orgs.queries.people import get_person
from orgs.queries.presence import LASTS


def note_presence(*, actor: Actor, now: datetime, person_id: int) -> None:
    """Say that the actor looks at a person now; what is over of everybody's is forgotten.

    Reading the page is in the log already: this is not. Raises PermissionDenied, Http404, RestrictedRecord.
    """
    if not policies.can_read_people(actor) or actor.user_id is None:
        raise PermissionDenied
    with transaction.atomic():
        person = get_person(actor, person_id)
        Presence.objects.bulk_create(
            [Presence(organization_id=person.organization_id, constituent=person, user_id=actor.user_id, seen_at=now)],
            update_conflicts=True, unique_fields=["organization", "constituent", "user"], update_fields=["seen_at"],
        )  # fmt: skip
        owned(Presence.objects.all(), actor).filter(constituent=person, seen_at__lt=now - LASTS).delete()
