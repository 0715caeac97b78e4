"""What an address or number is to a person, which is preferred, which is wrong; taking one off the record."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404

from audit.log.actions import record
from coalition.platform.tenancy import Actor, owned
from consent.ledger.actions.events import lock_subjects
from orgs import policies
from orgs.actions.dead_addresses import take_off
from orgs.actions.keeping import keep_fact
from orgs.models import ContactPoint, Removal
from orgs.queries.contacts import data_key, open_contact
from orgs.queries.people import contact_points, get_person


@dataclass(frozen=True, slots=True)
class ContactNote:
    """A key of ``orgs.rules.contact_labels.LABELS`` or "", whether it is the preferred of its kind, whether wrong."""

    label: str = ""
    preferred: bool = False
    wrong: bool = False


def change_contact(*, actor: Actor, now: datetime, person_id: int, point_id: int, note: ContactNote) -> None:
    """Note it. Of each kind one is preferred at most; a wrong one is none, and nothing is sent to it.

    Raises PermissionDenied, Http404.
    """
    if not policies.can_edit_people(actor):
        raise PermissionDenied
    with transaction.atomic():
        person = get_person(actor, person_id)
        mine = owned(ContactPoint.objects.select_for_update(), actor).filter(constituent=person)
        point = mine.filter(pk=point_id).first()
        if point is None:
            raise Http404
        point.label, point.wrong, point.preferred = note.label, note.wrong, note.preferred and not note.wrong
        point.save(update_fields=["label", "wrong", "preferred"])
        if point.preferred:
            mine.filter(kind=point.kind, preferred=True).exclude(pk=point.pk).update(preferred=False)
        record("orgs.contact.changed", actor=actor, object_type="contact_point", subjects=[point.subject_id],
               channel=point.kind, detail={"wrong": point.wrong, "preferred": point.preferred})  # fmt: skip


def mark_number(*, actor: Actor, now: datetime, point_id: int, wrong: bool) -> None:
    """Note that somebody else answers there, or take that back: what a call found out, by whoever made it.

    It is called inside the transaction that records the call, which has looked whether the actor may make it.
    """
    with transaction.atomic():
        point = owned(ContactPoint.objects.select_for_update(), actor).filter(pk=point_id).exclude(wrong=wrong).first()
        if point is None:
            return
        point.wrong, point.preferred = wrong, point.preferred and not wrong
        point.save(update_fields=["wrong", "preferred"])
        record("orgs.contact.changed", actor=actor, object_type="contact_point", subjects=[point.subject_id],
               channel=point.kind, detail={"wrong": wrong, "preferred": point.preferred})  # fmt: skip


def remove_contact(*, actor: Actor, now: datetime, person_id: int, point_id: int) -> Removal:
    """Take an address or number off the record. What was said by it stays in the ledger, for whoever brings it again.

    It can be put back for 30 days; only then the organization does not hold it any more, so a no reaches it until then.
    Raises PermissionDenied, Http404, HoldsANo; then nothing is changed.
    """
    if not policies.can_edit_people(actor):
        raise PermissionDenied
    with transaction.atomic():
        person = get_person(actor, person_id)
        points = contact_points(actor, person.pk)
        lock_subjects(sorted({each.subject_id for each in points}))
        point = next((each for each in points if each.pk == point_id), None)
        if point is None:
            raise Http404
        value = {"value": open_contact(data_key(actor), point), "subject": point.subject_id}
        value |= {name: getattr(point, name) for name in ("kind", "label", "preferred", "wrong", "unproven")}
        removal = keep_fact(actor=actor, now=now, person_id=person.pk, fact="contact", value=value)
        take_off(actor, point, points)
        record("orgs.contact.removed", actor=actor, object_type="contact_point", subjects=[point.subject_id],
               channel=point.kind)  # fmt: skip
    return removal
