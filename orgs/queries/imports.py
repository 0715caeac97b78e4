"""Imports of the acting organization."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet
from django.http import Http404

from coalition.platform.keys import open_sealed
from coalition.platform.sheets import read_rows
from coalition.platform.tenancy import Actor, owned
from orgs.models import Coalition, Import, ImportIssue
from orgs.queries.contacts import data_key

WAITS = (Import.State.UPLOADED, Import.State.CHECKED, Import.State.FAILED)
BUSY = (Import.State.CHECKING, Import.State.QUEUED, Import.State.RUNNING)
FIRST_ROWS = 50


def imports_of(actor: Actor) -> QuerySet[Import]:
    """The organization's imports with who began them, newest first."""
    return owned(Import.objects.all(), actor).select_related("created_by").order_by("-id")


def unfinished_imports(actor: Actor) -> QuerySet[Import]:
    """Imports that wait for a member's decision, newest first."""
    return owned(Import.objects.all(), actor).filter(state__in=WAITS).order_by("-id")


def find_import(actor: Actor, import_id: int) -> Import:
    """One import. Raises Http404, also for another organization's."""
    batch = imports_of(actor).filter(pk=import_id).first()
    if batch is None:
        raise Http404
    return batch


def issues_of(actor: Actor, batch: Import) -> QuerySet[ImportIssue]:
    """What could not be used, in the order of the rows; those that stopped a row come first within it."""
    return owned(ImportIssue.objects.all(), actor).filter(batch_id=batch.pk).order_by("row", "-rejected", "id")


def issue_counts(actor: Actor, batch: Import) -> list[dict[str, Any]]:
    """How many rows by reason: ``{"reason", "rejected", "rows"}``, most first."""
    counts = (
        owned(ImportIssue.objects.all(), actor)
        .filter(batch_id=batch.pk)
        .values("reason", "rejected")
        .annotate(rows=Count("row", distinct=True))
        .order_by("-rejected", "-rows", "reason")
    )
    return [dict(each) for each in counts]


def rejected_rows(actor: Actor, batch: Import) -> Iterator[tuple[ImportIssue, list[str]]]:
    """Each rejected row once, with its first problem and the cells as they were uploaded."""
    key = data_key(actor)
    seen = 0
    for issue in issues_of(actor, batch).filter(rejected=True).iterator():
        if issue.row == seen or issue.sealed is None:
            continue
        seen = issue.row
        place = sealed_place(batch.organization_id, batch.pk, issue.row)
        yield issue, json.loads(open_sealed(key, bytes(issue.sealed), place=place))


def sealed_place(organization_id: int, batch_id: int, row: int) -> str:
    """Where the sealed cells of a rejected row stand."""
    return f"{organization_id}|orgs_importissue|sealed|{batch_id}|{row}"


def sheet_path(batch: Import) -> Path:
    """The file of the import's rows, in plain form."""
    return imports_folder() / batch.stored_as


def imports_folder() -> Path:
    """Where uploads wait: readable to the server alone."""
    return Path(settings.MEDIA_ROOT) / "imports"


def first_values(batch: Import) -> list[list[str]]:
    """The first filled cells of each column, in the order of the headings; empty once the file is gone."""
    width = len(batch.layout["headings"])
    values: list[list[str]] = [[] for _ in range(width)]
    path = sheet_path(batch)
    if not batch.stored_as or not path.exists():
        return values
    for position, (_number, cells) in enumerate(read_rows(path)):
        if position >= FIRST_ROWS:
            break
        for column, cell in enumerate(cells[:width]):
            if cell:
                values[column].append(cell)
    return values


def coalitions_of(actor: Actor) -> list[Coalition]:
    """The coalitions that the acting organization is in, by name."""
    mine = {"members__organization_id": actor.organization_id, "members__left_at": None}
    return list(Coalition.objects.filter(**mine).order_by("name", "id"))
