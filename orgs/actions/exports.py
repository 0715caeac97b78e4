"""Exports of people: asking for a file, throwing it away, and what is written down before its first byte."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import EmptyResultSet, PermissionDenied
from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now

from audit.log.actions import record
from coalition.platform.jobs import defer
from coalition.platform.tenancy import Actor, owned
from consent.ledger.actions.subjects import record_holdings
from orgs import policies
from orgs.actions.export_blocks import ExportRefused, close_file, sweep_file
from orgs.models import Constituent, PeopleExport
from orgs.queries.export_rows import export_columns
from orgs.queries.exports import export_list, get_export, subjects_of_given
from orgs.rules.exports import CHANNELS, MOST, PURPOSES

State = PeopleExport.State
OPEN = (State.QUEUED, State.WRITING, State.READY)
SOURCE = "export"  # what the ledger says of the identifiers in a file
CHOOSE = """
INSERT INTO orgs_exportedperson (organization_id, export_id, constituent_id, place, state, reason)
SELECT person.organization_id, %s, person.id,
       row_number() OVER (ORDER BY person.family_name, person.given_name, person.id), 'waiting', ''
  FROM ({chosen}) chosen (id)
  JOIN orgs_constituent person ON person.organization_id = %s AND person.id = chosen.id
 LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Whom:
    """Who is exported: ``people`` are among those the actor may see, ``stated`` is how many they were told there are.

    ``source`` is all, filter, segment, list or ticked; of a segment or list ``target`` is the id, ``words`` the name.
    """

    people: QuerySet[Constituent]
    stated: int
    source: str
    target: int | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class FilePlan:
    """What for, by which channels the people will be contacted (none: no contact details), and the columns."""

    purpose: str
    channels: Sequence[str]
    columns: Sequence[str]
    note: str = ""
    language: str = "en"


def request_export(*, actor: Actor, now: datetime, whom: Whom, plan: FilePlan) -> PeopleExport:
    """Ask for a file of exactly these people; a job writes it. Raises ExportRefused, PermissionDenied, ValueError."""
    if not policies.can_export_people(actor) or actor.organization_id is None:
        raise PermissionDenied
    if plan.purpose not in PURPOSES or not set(plan.channels) <= set(CHANNELS):
        raise ValueError("unknown purpose or channel")
    if not set(plan.columns) <= set(export_columns(actor)):
        raise ExportRefused("columns")
    with transaction.atomic():
        export = PeopleExport.objects.create(
            organization_id=actor.organization_id, source=whom.source, target=whom.target, words=whom.words[:300],
            purpose=plan.purpose, note=plan.note.strip()[:200], channels=list(plan.channels),
            columns=list(plan.columns), language=plan.language, made_by_id=actor.user_id, made_at=now,
        )  # fmt: skip
        count = _choose(actor, export, whom.people)
        if refused := _refusal(count, whom.stated):
            raise ExportRefused(refused, count)
        export.people = count
        export.save(update_fields=["people"])
        _record("orgs.export.requested", actor, export, people=count, source=whom.source)
        defer("orgs.export.produce", organization_id=actor.organization_id, export_id=export.pk)
    return export


def discard_export(*, actor: Actor, now: datetime, export_id: int) -> PeopleExport:
    """Stop an export, or throw its file away before its time. Raises ExportRefused, PermissionDenied, Http404."""
    if not policies.can_export_people(actor):
        raise PermissionDenied
    with transaction.atomic():
        export = get_export(actor, export_id, lock=True)
        if not policies.can_discard_export(actor, export):
            raise PermissionDenied
        if export.state not in OPEN:
            raise ExportRefused("over")
        close_file(actor, export, State.DISCARDED)
        _record("orgs.export.discarded", actor, export, downloads=export.downloads)
    return export


def export_people(*, actor: Actor, now: datetime, export_id: int, file_format: str) -> PeopleExport:
    """Write down, before its first byte, that a file of people leaves: who is in it, what for, by which channels.

    Whoever said no since the file was written is taken out of it first. Of a file with contact details the ledger notes
    that it exists, so that a later no becomes a duty of the organization. The rows come from ``hand_out_block``. Raises
    ExportRefused (``over``, ``columns``, ``nobody``), PermissionDenied, Http404.
    """
    with transaction.atomic():
        export = get_export(actor, export_id, lock=True)
        if not policies.can_fetch_export(actor, export):
            raise PermissionDenied
        if not export_list(actor).filter(pk=export.pk, state=State.READY, expires_at__gt=Now()).exists():
            raise ExportRefused("over")
        if not set(export.columns) <= set(export_columns(actor)):
            raise ExportRefused("columns")
        if sweep_file(actor=actor, now=now, export=export) == 0:
            raise ExportRefused("nobody")
        subjects = subjects_of_given(actor, export)
        if export.channels:
            record_holdings(actor=actor, subject_ids=subjects, source=SOURCE, export=export.pk)
        owned(PeopleExport.objects.all(), actor).filter(pk=export.pk).update(
            downloads=F("downloads") + 1, downloaded_at=Now()
        )  # fmt: skip
        record(
            "orgs.people.exported", actor=actor, object_type="people_export", object_ref=export.pk, subjects=subjects,
            outcome="started", purpose="contact" if export.channels else "",
            detail={"people": export.given, "for": export.purpose, "channels": ",".join(export.channels),
                    "columns": len(export.columns), "format": file_format},
        )  # fmt: skip
    return export


def drop_exports(*, actor: Actor, now: datetime) -> int:
    """Delete the files whose time is over; how many. Raises PermissionDenied for anybody but the platform."""
    if actor.role != "system":
        raise PermissionDenied
    with transaction.atomic():
        over = export_list(actor).filter(state=State.READY, expires_at__lte=Now()).select_for_update(of=("self",))
        found = list(over)
        for export in found:
            close_file(actor, export, State.EXPIRED)
        if found:
            record("orgs.export.expired", actor=actor, object_type="people_export", detail={"exports": len(found)})
    return len(found)


def forget_exported(*, actor: Actor, people: Sequence[int]) -> int:
    """Throw away every file that one of these people is in: they are erased. Part of that action's transaction."""
    waiting = export_list(actor).filter(state__in=OPEN, chosen__constituent__in=list(people)).order_by()
    found = list(owned(PeopleExport.objects.all(), actor).filter(pk__in=waiting.values("pk")).select_for_update())
    for export in found:
        close_file(actor, export, State.DISCARDED, "erased")
    return len(found)


def _choose(actor: Actor, export: PeopleExport, people: QuerySet[Constituent]) -> int:
    try:
        text, values = people.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(CHOOSE.format(chosen=text), (export.pk, *values, actor.organization_id, MOST + 1))
        return int(cursor.rowcount)


def _refusal(count: int, stated: int) -> str:
    if count > MOST:
        return "too_many"
    if count == 0:
        return "nobody"
    return "changed" if count != stated else ""


def _record(verb: str, actor: Actor, export: PeopleExport, **detail: str | int | bool | None) -> None:
    told = {"for": export.purpose, "channels": ",".join(export.channels), "columns": len(export.columns), **detail}
    record(verb, actor=actor, object_type="people_export", object_ref=export.pk, detail=told)
