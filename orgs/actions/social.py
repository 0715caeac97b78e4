"""Names on social networks: adding and removing one."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404

from audit.log.actions import record
from coalition.platform.tenancy import Actor, owned
from orgs import policies
from orgs.actions.keeping import keep_fact
from orgs.models import Removal, SocialHandle
from orgs.queries.people import get_person, subjects_of
from orgs.rules.social import read_handle

MOST = 20  # of one person


class TooMany(ValueError):
    """A person has no more than ``MOST``."""


def add_social(*, actor: Actor, now: datetime, person_id: int, network: str, handle: str) -> None:
    """Note where a person is found; what is noted already stays as it is.

    Raises PermissionDenied, Http404, InvalidHandle, TooMany.
    """
    if not policies.can_edit_people(actor):
        raise PermissionDenied
    name = read_handle(network, handle)
    with transaction.atomic():
        person = get_person(actor, person_id)
        mine = owned(SocialHandle.objects.all(), actor).filter(constituent=person)
        if mine.filter(network=network, handle__iexact=name).exists():
            return
        if mine.count() >= MOST:
            raise TooMany
        SocialHandle.objects.create(
            organization_id=person.organization_id, constituent=person, network=network, handle=name
        )
        record("orgs.social.added", actor=actor, object_type="constituent", subjects=subjects_of(actor, person_id),
               detail={"network": network})  # fmt: skip


def remove_social(*, actor: Actor, now: datetime, person_id: int, social_id: int) -> Removal:
    """Take one off the record; it can be put back. Raises PermissionDenied, Http404."""
    if not policies.can_edit_people(actor):
        raise PermissionDenied
    with transaction.atomic():
        person = get_person(actor, person_id)
        found = owned(SocialHandle.objects.all(), actor).filter(constituent=person, pk=social_id).first()
        if found is None:
            raise Http404
        value = {"network": found.network, "handle": found.handle}
        removal = keep_fact(actor=actor, now=now, person_id=person.pk, fact="social", value=value)
        found.delete()
        record("orgs.social.removed", actor=actor, object_type="constituent", subjects=subjects_of(actor, person_id),
               detail={"network": found.network})  # fmt: skip
    return removal
