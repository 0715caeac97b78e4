"""Writing down whether a person may be passed on, or matched, within a coalition."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404

from coalition.platform.tenancy import Actor
from consent.ledger.actions.events import lock_subjects
from consent.ledger.queries.history import consent_history, notice_in_use
from orgs import policies
from orgs.actions.blocks import NoIdentifier
from orgs.actions.consent import paper_notice, record_fresh, subjects_by_kind
from orgs.models import Coalition
from orgs.queries.directory import members_of
from orgs.queries.imports import coalitions_of
from orgs.queries.people import contact_points, get_person
from orgs.rules.passing import Passing, events_of, named_in


def record_passing(
    *, actor: Actor, now: datetime, person_id: int, said: Passing, notice_id: int | None = None, notice_text: str = ""
) -> int:
    """Write down a person's yes or no; how many events were new.

    A yes stands on signed words, and counts for those members alone whom the words name. Raises PermissionDenied,
    Http404 (also for a notice or a coalition that is not the organization's), NotNamed and NoIdentifier.
    """
    if not policies.can_record_consent(actor):
        raise PermissionDenied
    coalition = _own_coalition(actor, said.coalition)
    with transaction.atomic():
        person = get_person(actor, person_id)
        by_kind = subjects_by_kind(contact_points(actor, person.pk))
        if not by_kind:
            raise NoIdentifier
        words = notice_text or (notice_in_use(actor, notice_id).text if notice_id is not None else "")
        members = {each.pk: each.name for each in members_of(coalition.pk) if each.pk != actor.organization_id}
        named = named_in(words, coalition.name, members) if said.yes else []
        if notice_text:
            notice_id = paper_notice(actor, now, notice_text, [coalition.name, *(members[each] for each in named)])
        subjects = sorted({subject for found in by_kind.values() for subject in found})
        lock_subjects(subjects)
        events = events_of(said, named, by_kind, notice_id, person.given_name)
        detail = {"answer": "yes" if said.yes else "no", "method": said.method, "guardian": False}
        return record_fresh(actor, now, events, consent_history(actor, subjects), detail)


def _own_coalition(actor: Actor, coalition_id: int) -> Coalition:
    for coalition in coalitions_of(actor):
        if coalition.pk == coalition_id:
            return coalition
    raise Http404
