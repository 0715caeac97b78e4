"""The check and the run of an import: one piece of code, which the check leaves before anything is written."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from itertools import count
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import translation

from audit.log.actions import record
from coalition.platform.jobs import defer
from coalition.platform.tenancy import Actor, owned
from consent.ledger.actions.subjects import record_holdings
from orgs import policies
from orgs.actions.import_changes import find_changes, new_subjects, write_changes, write_issues
from orgs.actions.import_consent import expected_consent, stage_subjects, write_consent
from orgs.actions.import_files import drop_sheet
from orgs.actions.import_plans import joined_whole
from orgs.actions.import_staging import Staging, empty_tables, new_ids
from orgs.actions.origin import coming_by
from orgs.models import DistrictMap, Import
from orgs.queries.imports import find_import
from orgs.queries.members import acting_organization
from orgs.queries.visible import hidden_people, sight_of
from orgs.rules.rows import Plan
from orgs.rules.statements import statement_from

State = Import.State
_ONE_AT_A_TIME = 7_301  # the class of the advisory lock: one import per organization at a time


def check_import(*, actor: Actor, now: datetime, import_id: int) -> dict[str, Any]:
    """Count what the import would change and write nothing of it; the counts. Raises PermissionDenied, Http404.

    A second delivery of the job finds the import in another state and only answers.
    """
    batch = _allowed(actor, import_id)
    if batch.state not in {State.UPLOADED, State.CHECKING, State.CHECKED}:
        return dict(batch.preview)
    with _alone(batch), _staged(actor, now, batch, _numbers_below_zero()) as staging, transaction.atomic():
        counts = _counts(staging)
        write_issues(batch.organization_id, batch.pk)
        changed = owned(Import.objects.all(), actor).filter(pk=batch.pk)
        changed.update(preview=counts, state=State.CHECKED, progress=batch.total)
        record(
            "orgs.import.checked",
            actor=actor,
            object_type="import",
            object_ref=batch.pk,
            detail={name: counts[name] for name in ("rows", "created", "updated", "rejected")},
        )
    return counts


def run_import(*, actor: Actor, now: datetime, import_id: int) -> dict[str, Any]:
    """Import the rows; what happened. All or nothing, and the same file again changes nothing.

    Subjects are committed first, so that the long transaction blocks no withdrawal. The file is deleted afterwards.
    Raises PermissionDenied, Http404.
    """
    batch = _allowed(actor, import_id)
    if batch.state == State.DONE:
        return dict(batch.result)
    with _alone(batch):
        _set_state(actor, batch, State.RUNNING)
        with _staged(actor, now, batch, new_ids) as staging:
            stage_subjects()
            with transaction.atomic():
                counts = _counts(staging)
                _write(staging, counts, now)
            drop_sheet(batch)
    _gather_statistics()
    return counts


def fail_import(*, actor: Actor, now: datetime, import_id: int, problem: str) -> None:
    """Note that a job gave up: the import can be checked again. Raises PermissionDenied, Http404."""
    batch = _allowed(actor, import_id)
    with transaction.atomic():
        changed = owned(Import.objects.all(), actor).filter(pk=batch.pk).exclude(state=State.DONE)
        if changed.update(state=State.FAILED, problem=problem):
            record("orgs.import.failed", actor=actor, object_type="import", object_ref=batch.pk, outcome="failed")


def _allowed(actor: Actor, import_id: int) -> Import:
    if not policies.can_import(actor):
        raise PermissionDenied
    with transaction.atomic():  # the scope of a job holds inside transactions only
        return find_import(actor, import_id)


def _counts(staging: Staging) -> dict[str, Any]:
    tally = staging.tally
    closed = hidden_people(sight_of(staging.actor, staging.batch.created_by_id)).values_list("pk", flat=True)
    with joined_whole(tally.rows):
        effect = find_changes(staging.batch.organization_id, tally, list(closed))
        consent = expected_consent(tally.share_yes, tally.share_no, staging.plan.today)
    return {
        **asdict(effect),
        "rejected_by_reason": dict(tally.reasons),
        "kept_as_note_by_reason": dict(tally.kept),
        "consent": consent,
    }


def _write(staging: Staging, counts: dict[str, Any], now: datetime) -> None:
    actor, batch = staging.actor, staging.batch
    with joined_whole(staging.tally.rows), coming_by("import"):
        write_changes(batch.organization_id, source=batch.file_name[:200])
    write_issues(batch.organization_id, batch.pk)
    subjects = new_subjects()
    record_holdings(actor=actor, subject_ids=subjects, source=f"import {batch.pk}")
    record(
        "orgs.import.run",
        actor=actor,
        object_type="import",
        object_ref=batch.pk,
        subjects=subjects,
        detail={name: counts[name] for name in ("rows", "created", "updated", "duplicates", "rejected")},
    )
    # The ledger comes last: it locks those who refuse, and a withdrawal must not wait for the rest.
    counts["consent"]["events"] = write_consent(actor=actor, now=now, batch=batch, statement=staging.statement)
    finished = owned(Import.objects.all(), actor).filter(pk=batch.pk)
    if owned(DistrictMap.objects.all(), actor).exists():
        defer("orgs.district.place", organization_id=batch.organization_id, map_id=None)
    finished.update(result=counts, state=State.DONE, progress=batch.total, finished_at=now, problem="")


def _gather_statistics() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT commonlist.gather_statistics()")


def _set_state(actor: Actor, batch: Import, state: str) -> None:
    with transaction.atomic():
        owned(Import.objects.all(), actor).filter(pk=batch.pk).update(state=state, progress=0)


@contextmanager
def _staged(actor: Actor, now: datetime, batch: Import, ids: Callable[[int], list[int]]) -> Iterator[Staging]:
    organization = acting_organization(actor)
    headings = tuple(batch.layout["headings"])
    plan = Plan(
        headings,
        tuple(batch.columns.get(heading, "") for heading in headings),
        organization.region,
        organization.language,
        today=now.date(),
    )
    staging = Staging(actor, batch, plan, statement_from(batch.consent), ids)
    with translation.override(organization.language):
        try:
            staging.read_all()
            yield staging
        finally:
            if connection.is_usable() and not connection.needs_rollback:
                empty_tables()


def wait_for_imports(organization_id: int) -> None:
    """Wait until no import of the organization runs, and let none begin before this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_ONE_AT_A_TIME, organization_id % 2**31])


@contextmanager
def _alone(batch: Import) -> Iterator[None]:
    """Hold this connection's lock on the organization's imports: two at once could add a person twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [_ONE_AT_A_TIME, batch.organization_id % 2**31])
    try:
        yield
    finally:
        if not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_ONE_AT_A_TIME, batch.organization_id % 2**31])


def _numbers_below_zero() -> Callable[[int], list[int]]:
    numbers = count(-1, -1)
    return lambda amount: [next(numbers) for _ in range(amount)]
