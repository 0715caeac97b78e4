"""Lists put together by hand: made, renamed, deleted; one person put on or taken off."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from audit.log.actions import record
from coalition.platform.tenancy import Actor, owned
from orgs import policies
from orgs.models import PeopleList, PeopleListMember
from orgs.queries.people import get_person, subjects_of
from orgs.queries.people_lists import get_list
from orgs.queries.turns import take_turn
from orgs.rules.labels import tidy


class ListRefused(ValueError):
    """A list that cannot be saved; ``code`` is ``empty`` or ``taken``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def save_list(*, actor: Actor, now: datetime, name: str, list_id: int | None = None) -> PeopleList:
    """Make a list, or give one another name. Raises ListRefused, PermissionDenied, Http404."""
    _allow(actor)
    name = tidy(name)[:100]
    if not name:
        raise ListRefused("empty")
    with transaction.atomic():
        take_turn(actor)
        if list_id is None:
            people_list = PeopleList(organization_id=actor.organization_id or 0, created_by_id=actor.user_id)
        else:
            people_list = get_list(actor, list_id)
        if owned(PeopleList.objects.all(), actor).filter(name__iexact=name).exclude(pk=people_list.pk).exists():
            raise ListRefused("taken")
        people_list.name = name
        people_list.save()
        record("orgs.list.saved", actor=actor, object_type="people_list", object_ref=people_list.pk)
    return people_list


def delete_list(*, actor: Actor, now: datetime, list_id: int) -> None:
    """Delete a list; the people stay. Raises PermissionDenied, Http404."""
    _allow(actor)
    with transaction.atomic():
        people_list = get_list(actor, list_id)
        people_list.delete()
        record("orgs.list.deleted", actor=actor, object_type="people_list", object_ref=list_id)


def join_list(*, actor: Actor, now: datetime, person_id: int, list_id: int) -> None:
    """Put a person on a list, if they are not on it. Raises PermissionDenied, Http404, RestrictedRecord."""
    _allow(actor)
    with transaction.atomic():
        person, people_list = get_person(actor, person_id), get_list(actor, list_id)
        PeopleListMember.objects.bulk_create(
            [PeopleListMember(organization_id=person.organization_id, list=people_list, constituent=person,
                              added_by_id=actor.user_id, added_at=now)],
            ignore_conflicts=True,
        )  # fmt: skip
        record("orgs.list.joined", actor=actor, object_type="people_list", object_ref=list_id,
               subjects=subjects_of(actor, person_id))  # fmt: skip


def leave_list(*, actor: Actor, now: datetime, person_id: int, list_id: int) -> None:
    """Take a person off a list. Raises PermissionDenied, Http404, RestrictedRecord."""
    _allow(actor)
    with transaction.atomic():
        person, people_list = get_person(actor, person_id), get_list(actor, list_id)
        owned(PeopleListMember.objects.all(), actor).filter(list=people_list, constituent=person).delete()
        record("orgs.list.left", actor=actor, object_type="people_list", object_ref=list_id,
               subjects=subjects_of(actor, person_id))  # fmt: skip


def _allow(actor: Actor) -> None:
    if not policies.can_edit_lists(actor):
        raise PermissionDenied
