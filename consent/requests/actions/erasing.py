"""The erasure itself: one transaction for everything, so that a crash leaves nothing half-done."""

from collections import Counter
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils.module_loading import import_string

from audit.log.actions import record
from coalition.platform.forgetting import Forgetter, Forgotten
from coalition.platform.tenancy import Actor, acting, owned, system_actor
from consent.ledger.actions.erasure import journal_erasure, journaled_erasures
from consent.ledger.actions.events import lock_subjects
from consent.ledger.queries.erasure import subjects_of_keys, unheld_subjects
from consent.requests.actions.filing import note_step
from consent.requests.models import DataRequest, Erasure
from consent.requests.rules.forgetters import AT_ORGANIZATION, EVERYWHERE
from orgs.queries.erasure import people_to_forget_again, whom_to_forget

State = DataRequest.State


def run_erasure(*, actor: Actor, now: datetime, erasure_id: int) -> Erasure:
    """Delete everything the organization has of the person, and the ledger's part where it was the last holder.

    The job's action: all or nothing, and a second run finds it done. Raises PermissionDenied, JournalUnavailable.
    """
    if actor.role != "system" or actor.organization_id is None:
        raise PermissionDenied
    with transaction.atomic():
        mine = owned(Erasure.objects.all(), actor)
        erasure = mine.select_for_update().select_related("request").get(pk=erasure_id)
        request = erasure.request
        if erasure.done_at is not None or erasure.approved_at is None:
            return erasure
        who = whom_to_forget(actor, request.people)
        if request.everywhere:
            who = replace(who, suppressed_for=None)
        journal_erasure(actor=actor, now=now, who=who, everybody=request.everywhere)
        counts = erase(actor=actor, now=now, who=who)
        note_step(actor, request, "erased")
        owned(DataRequest.objects.all(), actor).filter(pk=request.pk).update(state=State.ANSWERED, finished_at=now)
        erasure.counts = counts
        erasure.done_at = now
        erasure.save(update_fields=["counts", "done_at"])
        record(
            "consent.erasure.done",
            actor=actor,
            object_type="erasure",
            object_ref=erasure.reference,
            detail={"tables": len(counts), "rows": sum(counts.values())},
        )
    return erasure


def erase(*, actor: Actor, now: datetime, who: Forgotten) -> dict[str, int]:
    """Run every forgetter for the person at the acting organization; its own rows by table.

    Whether the ledger's part went too is not told: it says whether others hold the person. A step of ``run_erasure``
    and of the replay: call it in a transaction, in the organization's scope.
    """
    counts: Counter[str] = Counter()
    lock_subjects(who.subjects)
    with connection.cursor() as cursor:
        # Whoever has a row of the person open may wait for the locks just taken: the erasure steps back and is tried
        # again, before the server ends one of the two, which could be somebody at a screen.
        cursor.execute("SET LOCAL lock_timeout = '500ms'")
    subjects = who.subjects
    for forget in _forgetters(AT_ORGANIZATION):
        counts.update(forget(actor=actor, now=now, who=who))
    counts["requests_datarequest"] += _empty_requests(actor, who)
    platform = system_actor()
    with acting(platform):
        gone = unheld_subjects(platform, subjects)
    if gone:
        _everywhere(now, who, gone)
    return {table: rows for table, rows in sorted(counts.items()) if rows}


def replay_erasures(*, actor: Actor, now: datetime) -> int:
    """Erase again, in a restored database, whom the journal says was erased; how many people at organizations.

    Only records older than their erasure go: whoever came back later, by their own wish, stays. Raises
    PermissionDenied, and ValueError for a damaged line.
    """
    if actor.role != "system":
        raise PermissionDenied
    again = 0
    with transaction.atomic():
        for line in journaled_erasures():
            own = system_actor(organization_id=line.organization)
            known = subjects_of_keys(actor, line.keys)
            with acting(own):
                people = people_to_forget_again(own, line.people, known, before=line.at)
                if not people:
                    continue
                who = whom_to_forget(own, people)
                erase(actor=own, now=now, who=replace(who, suppressed_for=None) if line.everybody else who)
                again += len(people)
        record("consent.erasures.replayed", actor=actor, detail={"erased": again})
    return again


def _everywhere(now: datetime, who: Forgotten, gone: frozenset[int]) -> None:
    rest = replace(
        who,
        organization_id=None,
        people=(),
        identifiers=tuple(each for each in who.identifiers if each.subject in gone),
    )
    person = Actor(role="system", subject_ids=tuple(sorted(gone)), membership_ref="system")
    with acting(person):
        for forget in _forgetters(EVERYWHERE):
            forget(actor=person, now=now, who=rest)
        with connection.cursor() as cursor:
            cursor.execute("SELECT commonlist.empty_requests(%s::bigint[])", [sorted(gone)])


def _empty_requests(actor: Actor, who: Forgotten) -> int:
    # What else the person asked this organization speaks of them as well; that it was asked, and when, stays.
    mine = owned(DataRequest.objects.all(), actor)
    about = mine.filter(people__overlap=list(who.people)) | mine.filter(subject__in=who.subjects)
    emptied: dict[str, Any] = {
        "subject": None,
        "people": [],
        "sealed": b"",
        "letter_state": "",
    }
    rows = list(about.order_by("pk").values_list("pk", flat=True))
    mine.filter(pk__in=rows, state__in=(State.OPEN, State.PROPOSED)).update(state=State.ANSWERED)
    return mine.filter(pk__in=rows).update(**emptied)


def _forgetters(paths: tuple[str, ...]) -> list[Forgetter]:
    return [import_string(path) for path in paths]
