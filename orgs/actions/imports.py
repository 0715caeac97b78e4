"""An import from upload to start: every step can be left and taken up again later."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit.log.actions import record
from coalition.platform.jobs import defer
from coalition.platform.sheets import SheetError
from coalition.platform.tenancy import Actor, owned
from orgs import policies
from orgs.actions.import_files import drop_sheet, store_sheet
from orgs.models import Import, ImportIssue
from orgs.queries.directory import members_of
from orgs.queries.imports import BUSY, coalitions_of, find_import, first_values
from orgs.queries.members import acting_organization
from orgs.rules.columns import match_columns, problems_of
from orgs.rules.statements import BadStatement, Statement, names

State = Import.State
MAX_NAME = 255


class NotNow(ValueError):
    """The import is not in a state for this step; the message says what to do instead."""


def upload_import(*, actor: Actor, now: datetime, file_name: str, source: Path) -> Import:
    """Take in the spreadsheet at ``source`` and match its columns as far as they are certain.

    Raises PermissionDenied, and SheetError when it cannot be read: then nothing is kept.
    """
    if actor.organization_id is None or not policies.can_import(actor):
        raise PermissionDenied
    stored = store_sheet(source)
    try:
        with transaction.atomic():
            batch = Import.objects.create(
                organization_id=actor.organization_id,
                file_name=file_name[-MAX_NAME:],
                stored_as=stored.stored_as,
                file_sha256=stored.sha256,
                layout=stored.layout.as_json(),
                total=stored.layout.total,
                created_by_id=actor.user_id,
            )
            matches = match_columns(stored.layout.headings, first_values(batch))
            without = acting_organization(actor).not_collected
            batch.columns = {each.heading: "" if each.field in without else each.field for each in matches}
            batch.save(update_fields=["columns"])
            record(
                "orgs.import.uploaded",
                actor=actor,
                object_type="import",
                object_ref=batch.pk,
                detail={"rows": stored.layout.total, "kind": stored.layout.kind},
            )
    except BaseException:
        drop_sheet(Import(stored_as=stored.stored_as))
        raise
    return batch


def match_import(
    *, actor: Actor, now: datetime, import_id: int, columns: Mapping[str, str], statement: Statement, check: bool = True
) -> Import:
    """Settle the fields of the columns and what is stated about consent; unless ``check`` is off, defer the check.

    Raises PermissionDenied, Http404, NotNow while a job has it, BadStatement for a coalition of others or a notice that
    does not name it and another of its members, and ValueError for columns that do not make a list of people
    (``problems_of`` says why beforehand).
    """
    if not policies.can_import(actor):
        raise PermissionDenied
    with transaction.atomic():
        batch = _locked(actor, import_id)
        if batch.state in BUSY or batch.state == State.DONE:
            raise NotNow(_("This import is running or done. Upload the file again to change it."))
        without = acting_organization(actor).not_collected
        if (
            problems_of(columns)
            or set(columns) != set(batch.layout["headings"])
            or set(columns.values()) & set(without)
        ):
            raise ValueError("columns")
        _check_coalition(actor, statement)
        batch.columns = dict(columns)
        batch.consent = statement.as_json()
        batch.preview = {}
        batch.problem = ""
        batch.progress = 0
        batch.state = State.CHECKING if check else State.UPLOADED
        batch.save(update_fields=["columns", "consent", "preview", "problem", "progress", "state"])
        record(
            "orgs.import.matched",
            actor=actor,
            object_type="import",
            object_ref=batch.pk,
            detail={"channels": " ".join(sorted(statement.basis)), "attested": statement.attestation is not None},
        )
        if check:
            defer("orgs.import.check", organization_id=batch.organization_id, import_id=batch.pk)
    return batch


def start_import(*, actor: Actor, now: datetime, import_id: int) -> Import:
    """Queue the run of a checked import. Raises PermissionDenied, Http404, and NotNow when it was not checked."""
    if not policies.can_import(actor):
        raise PermissionDenied
    with transaction.atomic():
        batch = _locked(actor, import_id)
        if batch.state != State.CHECKED:
            raise NotNow(_("Check the data first, then import."))
        batch.state = State.QUEUED
        batch.progress = 0
        batch.save(update_fields=["state", "progress"])
        record("orgs.import.started", actor=actor, object_type="import", object_ref=batch.pk)
        defer("orgs.import.run", organization_id=batch.organization_id, import_id=batch.pk)
    return batch


def discard_import(*, actor: Actor, now: datetime, import_id: int) -> None:
    """Throw away an import that has not run, with its file. Raises PermissionDenied, Http404, NotNow."""
    if not policies.can_import(actor):
        raise PermissionDenied
    with transaction.atomic():
        batch = _locked(actor, import_id)
        if batch.state in BUSY or batch.state == State.DONE:
            raise NotNow(_("This import is running or done. It cannot be thrown away any more."))
        record("orgs.import.discarded", actor=actor, object_type="import", object_ref=batch.pk)
        transaction.on_commit(lambda: drop_sheet(Import(stored_as=batch.stored_as)))
        _drop_rows(actor, batch)


def export_rejected(*, actor: Actor, now: datetime, import_id: int) -> Import:
    """Note that the rows that could not be used are downloaded. Raises PermissionDenied, Http404."""
    if not policies.can_import(actor):
        raise PermissionDenied
    with transaction.atomic():
        batch = find_import(actor, import_id)
        record("orgs.import.exported", actor=actor, object_type="import", object_ref=batch.pk)
    return batch


def _drop_rows(actor: Actor, batch: Import) -> None:
    owned(ImportIssue.objects.all(), actor).filter(batch_id=batch.pk).delete()
    owned(Import.objects.all(), actor).filter(pk=batch.pk).delete()


def _locked(actor: Actor, import_id: int) -> Import:
    found = find_import(actor, import_id)
    return owned(Import.objects.all(), actor).select_for_update().get(pk=found.pk)


def _check_coalition(actor: Actor, statement: Statement) -> None:
    if statement.attestation is None or statement.attestation.coalition is None:
        return
    chosen = {coalition.pk: coalition for coalition in coalitions_of(actor)}.get(statement.attestation.coalition)
    if chosen is None:
        raise BadStatement("coalition")
    if not names(statement.attestation.notice, chosen.name):
        raise BadStatement("unnamed")
    others = [member.name for member in members_of(chosen.pk) if member.pk != actor.organization_id]
    if not any(names(statement.attestation.notice, name) for name in others):
        raise BadStatement("nobody_named")


__all__ = ["NotNow", "SheetError", "discard_import", "export_rejected", "match_import", "start_import", "upload_import"]
