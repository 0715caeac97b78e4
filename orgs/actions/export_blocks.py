"""The blocks of a file of people: written by a job, handed out when it is downloaded; each passes the gate.

A block holds what does not need the gate, sealed. Addresses and numbers are in no file that waits: they are opened when
the block is handed out.
"""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from time import sleep

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models.functions import Now

from audit.log.actions import record
from coalition.platform.database.among import among, array_of
from coalition.platform.jobs import defer_in
from coalition.platform.keys import seal
from coalition.platform.tenancy import Actor, owned
from consent.ledger.actions.bulk_gate import MOST_KEYS
from orgs import policies
from orgs.actions.export_gate import Released, Run, judge_people, release_block
from orgs.models import ExportBlock, PeopleExport
from orgs.queries.contacts import data_key
from orgs.queries.export_rows import export_cells, export_columns
from orgs.queries.exports import (
    GIVEN,
    Point,
    block_of,
    chosen_people,
    counted_people,
    get_export,
    next_people,
    open_block,
    people_by_id,
    points_by_person,
    sealed_place,
)
from orgs.queries.visible import sight_of
from orgs.rules.exports import KEPT

State = PeopleExport.State
PEOPLE = 500  # of one block, if they have no more than MOST_KEYS identifiers
SWEPT = 20_000  # people who are asked about at once, without locks
TRIES = 5  # without waiting for somebody who has a person of the block
PAUSE = 0.05  # seconds, longer each time
SETTLE = """
UPDATE orgs_exportedperson row SET state = said.state, reason = said.reason
  FROM unnest(%s::bigint[], %s::text[], %s::text[]) said (person, state, reason)
 WHERE row.organization_id = %s AND row.export_id = %s AND row.constituent_id = said.person
"""


class ExportRefused(ValueError):
    """Nothing was done. ``code``: changed (``count`` people match now), too_many, nobody, columns, or over."""

    def __init__(self, code: str, count: int = 0) -> None:
        super().__init__(code)
        self.code, self.count = code, count


def produce_export(*, actor: Actor, now: datetime, export_id: int) -> None:
    """Write a file block by block, until everybody was asked about or it is thrown away; a second run does no harm.

    Raises PermissionDenied for anybody but the platform, Http404.
    """
    if actor.role != "system":
        raise PermissionDenied
    if _begin(actor, now, export_id):
        while write_block(actor=actor, now=now, export_id=export_id):
            pass


def fail_export(*, actor: Actor, now: datetime, export_id: int, problem: str) -> None:
    """Note that a file could not be written; what there was of it goes. Raises PermissionDenied, Http404."""
    if actor.role != "system":
        raise PermissionDenied
    with transaction.atomic():
        export = get_export(actor, export_id, lock=True)
        if export.state in (State.QUEUED, State.WRITING):
            close_file(actor, export, State.FAILED, problem)
            record("orgs.export.failed", actor=actor, object_type="people_export", object_ref=export_id,
                   detail={"reason": problem})  # fmt: skip


def write_block(*, actor: Actor, now: datetime, export_id: int) -> bool:
    """Write the next block through the gate, in a transaction of its own; False when there is none to write."""
    with transaction.atomic():
        export = get_export(actor, export_id, lock=True)
        if export.state != State.WRITING:
            return False
        waiting = next_people(actor, export, PEOPLE)
        if not waiting:
            _finish(actor, export)
            return False
        run = _run(actor, now, export)
        points = points_by_person(actor, [pk for _, pk in waiting])
        ids = _within([pk for _, pk in waiting], points)
        people = people_by_id(actor, ids)
        mine = {pk: points[pk] for pk in ids if pk in points}
        released = _asked(lambda wait: release_block(run, people, mine, opened=False, wait=wait))
        cells = export_cells(run.sight, [pk for pk in people if pk in released.ways], export.columns)
        number = waiting[0][0]
        ExportBlock.objects.create(
            organization_id=export.organization_id, export=export, number=number,
            sealed=seal(run.key, json.dumps(list(cells.items())).encode(), place=sealed_place(export, number)),
        )  # fmt: skip
        _settle(run, released)
    return True


def sweep_file(*, actor: Actor, now: datetime, export: PeopleExport) -> int:
    """Take out of a file whoever may not be in it any more; how many are left. Part of another transaction."""
    run = _run(actor, now, export)
    given = list(chosen_people(actor, export).filter(state=GIVEN).values_list("constituent_id", flat=True))
    for first in range(0, len(given), SWEPT):
        judged = judge_people(run, people_by_id(actor, given[first : first + SWEPT]))
        _settle(run, Released({}, judged.left_out))
    return count_file(actor, export)


def hand_out_block(*, actor: Actor, now: datetime, export_id: int, number: int) -> list[list[str]]:
    """The rows of a block with their contact details, asked of the gate once more; whoever said no meanwhile is gone.

    Raises ExportRefused (``over``), PermissionDenied, Http404.
    """
    with transaction.atomic():
        export = get_export(actor, export_id)
        if export.state != State.READY:
            raise ExportRefused("over")
        run = _run(actor, now, export)
        if not policies.can_fetch_export(run.sight, export):
            raise PermissionDenied
        rows: list[tuple[int, list[str]]] = json.loads(open_block(run.key, export, block_of(actor, export, number)))
        mine = chosen_people(actor, export).filter(state=GIVEN, constituent__in=among([pk for pk, _ in rows]))
        still = set(mine.values_list("constituent_id", flat=True))
        people = people_by_id(actor, [pk for pk, _ in rows if pk in still])
        points = points_by_person(actor, list(people), sealed=True)
        released = _asked(lambda wait: release_block(run, people, points, opened=True, wait=wait))
        _settle(run, Released({}, released.left_out))
        return [
            [*cells, *(released.ways[pk].get(channel, "") for channel in export.channels)]
            for pk, cells in rows
            if pk in released.ways
        ]


def count_file(actor: Actor, export: PeopleExport) -> int:
    """Count anew who is in a file and who is not, and why; how many are in it. Part of another transaction."""
    states, export.left_out = counted_people(actor, export)
    export.given = states.get(GIVEN, 0)
    export.save(update_fields=["given", "left_out"])
    return export.given


def close_file(actor: Actor, export: PeopleExport, state: str, problem: str = "") -> None:
    """Delete the rows of a file, and who is in it. Part of another transaction."""
    owned(ExportBlock.objects.all(), actor).filter(export=export).delete()
    chosen_people(actor, export).delete()
    export.state, export.problem = state, problem
    export.save(update_fields=["state", "problem"])


def _begin(actor: Actor, now: datetime, export_id: int) -> bool:
    with transaction.atomic():
        export = get_export(actor, export_id, lock=True)
        if export.state not in (State.QUEUED, State.WRITING):
            return False
        sight = sight_of(actor, export.made_by_id)
        if policies.can_fetch_export(sight, export) and set(export.columns) <= set(export_columns(sight)):
            export.state = State.WRITING
            export.save(update_fields=["state"])
            return True
    fail_export(actor=actor, now=now, export_id=export_id, problem="not_allowed")
    return False


def _finish(actor: Actor, export: PeopleExport) -> None:
    count_file(actor, export)
    export.state, export.ready_at, export.expires_at = State.READY, Now(), Now() + KEPT
    export.save(update_fields=["state", "ready_at", "expires_at"])
    record("orgs.export.produced", actor=actor, object_type="people_export", object_ref=export.pk,
           detail={"given": export.given, "left_out": export.people - export.given})  # fmt: skip
    defer_in(int(KEPT.total_seconds()), "orgs.export.expire", organization_id=export.organization_id)


def _run(actor: Actor, now: datetime, export: PeopleExport) -> Run:
    return Run(actor, sight_of(actor, export.made_by_id), now, export, data_key(actor))


def _within(people: Sequence[int], points: dict[int, list[Point]]) -> list[int]:
    # As many of the first as the gate takes in one block, one at least.
    keys: set[int] = set()
    for count, pk in enumerate(people):
        keys |= {point.subject_id for point in points.get(pk, ())}
        if count and len(keys) > MOST_KEYS:
            return list(people[:count])
    return list(people)


def _asked(ask: Callable[[bool], Released | None]) -> Released:
    for times in range(TRIES):
        if (released := ask(False)) is not None:
            return released
        sleep(PAUSE * (times + 1))
    released = ask(True)
    if released is None:
        raise AssertionError("the gate waits")
    return released


def _settle(run: Run, released: Released) -> None:
    told = [(pk, GIVEN, "") for pk in released.ways] + [(pk, "left_out", why) for pk, why in released.left_out.items()]
    if not told:
        return
    with connection.cursor() as cursor:
        people, states = array_of(pk for pk, _, _ in told), [state for _, state, _ in told]
        cursor.execute(SETTLE, [people, states, [why for *_, why in told], run.export.organization_id, run.export.pk])
