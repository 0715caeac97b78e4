"""Putting back what was removed from everybody, and deleting it for good when its time is over."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from audit.log.actions import record
from coalition.platform.tenancy import Actor, owned
from orgs import policies
from orgs.actions.custom_fields import restore_field
from orgs.actions.facts_removed import restore_fact
from orgs.actions.origin import coming_by
from orgs.actions.person_facts import let_go, restore_person_fact
from orgs.actions.tags import restore_tag
from orgs.models import Removal
from orgs.queries.people import subjects_of
from orgs.queries.removals import get_removal
from orgs.queries.turns import take_turn

RESTORE = {
    Removal.Kind.TAG.value: restore_tag,
    Removal.Kind.MERGED.value: restore_tag,
    Removal.Kind.CUSTOM.value: restore_field,
    Removal.Kind.FACT.value: restore_fact,
}


def undo_removal(*, actor: Actor, now: datetime, removal_id: int) -> Removal:
    """Put back what was removed, on everybody who is still there.

    Raises PermissionDenied, Http404 (also when over), CannotReturn.
    """
    with transaction.atomic():
        take_turn(actor)
        removal = get_removal(actor, removal_id, now)
        if not policies.can_undo_removal(actor, removal.kind):
            raise PermissionDenied
        subjects: list[int] = []
        with coming_by("undo"):
            if removal.kind == Removal.Kind.PERSON:
                subjects = subjects_of(actor, restore_person_fact(actor, removal, now))
            else:
                RESTORE[removal.kind](actor, removal)
        record("orgs.removal.undone", actor=actor, object_type="removal", object_ref=removal.pk, subjects=subjects,
               detail={"kind": removal.kind, "people": removal.people})  # fmt: skip
        removal.delete()
    return removal


def drop_removals(*, actor: Actor, now: datetime) -> int:
    """Delete what was removed more than 30 days ago, for good; how many there were. Raises PermissionDenied."""
    if actor.role != "system":
        raise PermissionDenied
    with transaction.atomic():
        over = list(owned(Removal.objects.all(), actor).filter(expires_at__lte=now).select_for_update())
        for removal in over:
            record("orgs.removal.dropped", actor=actor, object_type="removal", object_ref=removal.pk,
                   detail={"kind": removal.kind, "people": removal.people})  # fmt: skip
        let_go(actor, over)
        owned(Removal.objects.all(), actor).filter(pk__in=[removal.pk for removal in over]).delete()
    return len(over)
