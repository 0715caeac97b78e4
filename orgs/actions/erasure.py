"""Deleting a person from an organization's list, from its messages and from what waits to be imported."""

import csv
import os
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection

from coalition.platform.forgetting import Forgotten, mentions
from coalition.platform.sheets import read_rows
from coalition.platform.sheets.layout import column_letter
from coalition.platform.tenancy import Actor, owned
from orgs.actions.exports import forget_exported
from orgs.actions.import_runs import wait_for_imports
from orgs.actions.trigger_links import forget_named
from orgs.models import Import, ImportIssue, Task
from orgs.queries.imports import rejected_rows, sheet_path

# In this order: what points at a person goes before the person.
_OF_PEOPLE = {
    "orgs_messagerecipient": "constituent_id = ANY (%(people)s)",
    "orgs_message": "constituent_id = ANY (%(people)s)",
    "orgs_reply": "constituent_id = ANY (%(people)s) OR subject_id = ANY (%(subjects)s)",
    "orgs_relationship": "person_id = ANY (%(people)s) OR other_id = ANY (%(people)s)",
    "orgs_engagement": "constituent_id = ANY (%(people)s)",
    "orgs_inferredinterest": "constituent_id = ANY (%(people)s)",
    "orgs_constituentinterest": "constituent_id = ANY (%(people)s)",
    "orgs_constituentskill": "constituent_id = ANY (%(people)s)",
    "orgs_postaladdress": "constituent_id = ANY (%(people)s)",
    "orgs_socialhandle": "constituent_id = ANY (%(people)s)",
    "orgs_constituentrole": "constituent_id = ANY (%(people)s)",
    "orgs_mention": "constituent_id = ANY (%(people)s)",
    "orgs_interaction": "constituent_id = ANY (%(people)s)",
    "orgs_gift": "constituent_id = ANY (%(people)s)",
    "orgs_ask": "constituent_id = ANY (%(people)s)",
    "orgs_recurringplan": "constituent_id = ANY (%(people)s)",
    "orgs_capacity": "constituent_id = ANY (%(people)s)",
    "orgs_constituenttag": "constituent_id = ANY (%(people)s)",
    "orgs_customvalue": "constituent_id = ANY (%(people)s)",
    "orgs_constituentdistrict": "constituent_id = ANY (%(people)s)",
    "orgs_removedvalue": "constituent_id = ANY (%(people)s)",
    "orgs_peoplelistmember": "constituent_id = ANY (%(people)s)",
    "orgs_bulkchangedperson": "constituent_id = ANY (%(people)s)",
    "orgs_exportedperson": "constituent_id = ANY (%(people)s)",
    "orgs_presence": "constituent_id = ANY (%(people)s)",
    "orgs_triggerevent": "constituent_id = ANY (%(people)s)",
    "orgs_triggerrun": "constituent_id = ANY (%(people)s)",
    "orgs_task": "constituent_id = ANY (%(people)s)",
    "orgs_accessrequest": "constituent_id = ANY (%(people)s)",
    "orgs_stewardship": "constituent_id = ANY (%(people)s)",
    "orgs_restrictedmember": "constituent_id = ANY (%(people)s)",
    "orgs_contactpoint": "constituent_id = ANY (%(people)s)",
    "orgs_constituent": "id = ANY (%(people)s)",
}
TABLES = (*_OF_PEOPLE, "orgs_trigger", "orgs_exportblock", "orgs_import", "orgs_importissue", "orgs_outboxmessage")
SHORTEST = 6  # characters of an address that is looked for inside of texts
ROWS_OF_FILES = "rows of files that wait to be imported"


def forget(*, actor: Actor, now: datetime, who: Forgotten) -> dict[str, int]:
    """Delete the person at one organization; everywhere, what the demo's outbox keeps of them.

    Waits for an import that runs, so that it cannot bring them back. A row that was never imported, in a file, among
    the rejected ones or as headings, goes too where it seems to be theirs. Raises PermissionDenied.
    """
    if actor.role != "system":
        raise PermissionDenied
    if who.organization_id is None:
        return {"orgs_outboxmessage": _outbox(who)}
    wait_for_imports(who.organization_id)
    deleted = {"orgs_exportblock": forget_exported(actor=actor, people=who.people)}
    values: dict[str, Any] = {
        "organization": who.organization_id,
        "people": list(who.people),
        "subjects": list(who.subjects),
    }
    with connection.cursor() as cursor:
        for table, whose in _OF_PEOPLE.items():
            statement = f"DELETE FROM {table} WHERE organization_id = %(organization)s AND ({whose})"  # noqa: S608
            cursor.execute(statement, values)
            deleted[table] = cursor.rowcount
    deleted["orgs_task"] += _tasks(actor, who)
    deleted["orgs_trigger"] = forget_named(actor, who)
    deleted["orgs_import"] = _headings(actor, who)
    deleted["orgs_importissue"] = _rejected(actor, who)
    deleted[ROWS_OF_FILES] = _files(actor, who)
    return deleted


def _tasks(actor: Actor, who: Forgotten) -> int:
    # Those about nobody are written freely: one that names the person is about them.
    words = owned(Task.objects.all(), actor).filter(constituent__isnull=True).values_list("pk", "title", "note")
    theirs = [pk for pk, title, note in words.iterator() if mentions([title, note], who)]
    return owned(Task.objects.all(), actor).filter(pk__in=theirs).delete()[0] if theirs else 0


def _headings(actor: Actor, who: Forgotten) -> int:
    # Of a sheet without headings the first row was taken for them: a person.
    renamed = 0
    for batch in owned(Import.objects.all(), actor).only("layout", "columns"):
        headings = batch.layout.get("headings", [])
        if mentions(headings, who):
            names = {heading: f"({column_letter(index)})" for index, heading in enumerate(headings)}
            batch.layout = {**batch.layout, "headings": list(names.values())}
            batch.columns = {names.get(heading, ""): field for heading, field in batch.columns.items()}
            batch.save(update_fields=["layout", "columns"])
            owned(ImportIssue.objects.all(), actor).filter(batch=batch).update(column="")
            renamed += 1
    return renamed


def _rejected(actor: Actor, who: Forgotten) -> int:
    found: list[tuple[int, int]] = []
    for batch in owned(Import.objects.all(), actor).filter(issues__sealed__isnull=False).distinct():
        found += [(batch.pk, issue.row) for issue, cells in rejected_rows(actor, batch) if mentions(cells, who)]
    emptied = 0
    for batch_id, row in found:
        issues = owned(ImportIssue.objects.all(), actor).filter(batch_id=batch_id, row=row)
        emptied += issues.update(sealed=None)
    return emptied


def _files(actor: Actor, who: Forgotten) -> int:
    waiting = owned(Import.objects.all(), actor).exclude(state=Import.State.DONE).exclude(stored_as="")
    dropped = 0
    for batch in waiting.order_by("pk"):
        rows = _without(sheet_path(batch), who)
        if rows:
            dropped += rows
            mine = owned(Import.objects.all(), actor).filter(pk=batch.pk)
            mine.update(preview={}, total=max(batch.total - rows, 0))
            # What was counted of the file is true no more: it is checked again before it runs.
            mine.filter(state=Import.State.CHECKED).update(state=Import.State.UPLOADED)
    return dropped


def _without(path: Path, who: Forgotten) -> int:
    if not path.exists():
        return 0
    dropped = 0
    fresh = path.with_name(f"{path.name}.fresh")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        for number, cells in read_rows(path):
            if mentions(cells, who):
                dropped += 1
            else:
                writer.writerow([number, *cells])
        file.flush()
        os.fsync(file.fileno())
    if dropped:
        fresh.replace(path)
    else:
        fresh.unlink()
    return dropped


def _outbox(who: Forgotten) -> int:
    values = {value.lower() for each in who.identifiers for value in (each.normalised, each.written)}
    addresses = sorted(value for value in values if len(value) >= SHORTEST)
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM orgs_outboxmessage m WHERE lower(m.recipient) = ANY (%(all)s::text[])"
            " OR EXISTS (SELECT 1 FROM unnest(%(all)s::text[]) one"
            " WHERE strpos(lower(m.subject || ' ' || m.body), one) > 0)",
            {"all": addresses},
        )
        return int(cursor.rowcount)
