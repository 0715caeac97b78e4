"""The matrix one floor down: every owned table × every actor, read and written without any page."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from django.db import IntegrityError, ProgrammingError, connection, models, transaction

from coalition.platform import tenancy
from coalition.platform.tenancy import Actor, OwnerKind, acting, owner_kind
from coalition.platform.tenancy.rows import declared_models
from tests.access.matrix_database import rolled_back
from tests.access.requests import ALDER
from tests.access.world import World
from tests.factories import actor_of

Model = type[models.Model]
Walls = Callable[[], AbstractContextManager[None]]
OWNED: list[Model] = [model for model, kind in declared_models() if kind is not OwnerKind.PLATFORM]
ACTORS = ("volunteer", "admin", "coordinator", "outsider", "coast_coordinator", "subject", "nobody")


def actor_in(world: World, who: str) -> Actor:
    """The Actor of ``who``."""
    if who in ALDER:
        return actor_of(world.of["alder"].users[who])
    if who == "outsider":
        return actor_of(world.of["cedar"].users["admin"])
    if who == "subject":
        return Actor(role="subject", subject_ids=world.subjects("alder"))
    if who == "nobody":
        return Actor()
    return actor_of(world.of["valley" if who == "coordinator" else "coast"].users["coordinator"])


def may_read(world: World, model: Model, actor: Actor) -> Callable[[dict[str, Any]], bool]:
    """Whether a row of ``model`` belongs to ``actor``: written anew here, not taken from either wall."""
    kind = owner_kind(model)
    if kind is OwnerKind.ORGANIZATION:
        return lambda row: row["organization_id"] == actor.organization_id
    if kind is OwnerKind.COALITION:
        return lambda row: row["coalition_id"] in actor.coalition_ids
    if kind is OwnerKind.SHARED or model._meta.db_table == "audit_event_party":
        if actor.organization_id is not None:
            return lambda row: row["organization_id"] == actor.organization_id
        return lambda row: row["coalition_id"] in actor.coalition_ids
    if model._meta.db_table == "consent_obligation" and actor.organization_id is not None:
        return lambda row: row["holder_id"] == actor.organization_id
    if kind is OwnerKind.SUBJECT:
        column = "id" if model._meta.db_table == "consent_subject" else "subject_id"
        return lambda row: row[column] in actor.subject_ids
    events = _events_of(actor)
    return lambda row: row["event_id"] in events


def _events_of(actor: Actor) -> set[Any]:
    column, value = ("organization_id", [actor.organization_id or 0])
    if actor.organization_id is None:
        column, value = ("coalition_id", list(actor.coalition_ids))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT event_id FROM audit_event_party WHERE {column} = ANY (%s)", [value])
        return {event for (event,) in cursor.fetchall()}


def leaked_rows(world: World, model: Model, who: str, walls: Walls) -> int:
    """How many rows of strangers ``who`` reads from the table through ``owned``."""
    actor = actor_in(world, who)
    mine = may_read(world, model, actor)
    return sum(not mine(row) for row in _read(model, actor, walls))


def read_rows(world: World, model: Model, who: str, walls: Walls) -> int:
    """How many rows ``who`` reads from the table through ``owned``."""
    return len(_read(model, actor_in(world, who), walls))


def _read(model: Model, actor: Actor, walls: Walls) -> list[dict[str, Any]]:
    filtered = owner_kind(model) is not OwnerKind.PARTY  # events are found through their parties, not by this filter
    try:
        with transaction.atomic(), walls(), acting(actor):
            everything = model._default_manager.all()
            return list((tenancy.owned(everything, actor) if filtered else everything).values())
    except ProgrammingError as refused:
        if "permission denied" not in str(refused):
            raise
        return []


def writes_that_pass(world: World, model: Model, walls: Walls) -> list[str]:
    """The ways in which Alder's admin, by SQL, changes a row of Cedar's or adds one."""
    passed = []
    column = {OwnerKind.COALITION: "coalition_id"}.get(owner_kind(model) or OwnerKind.PLATFORM, "organization_id")
    theirs = world.of["coast" if column == "coalition_id" else "cedar"].owner.pk
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT to_jsonb(t) FROM {table} t WHERE {column} = %s LIMIT 1", [theirs])
        copy = cursor.fetchone()[0]
    attempts = {
        "update": (f"UPDATE {table} SET {column} = {column} WHERE {column} = %s", [theirs]),
        "delete": (f"DELETE FROM {table} WHERE {column} = %s", [theirs]),
        "insert": (f"INSERT INTO {table} SELECT (jsonb_populate_record(NULL::{table}, %s::jsonb)).*", [copy]),
        "take": (f"UPDATE {table} SET {column} = %s", [theirs]),
    }
    for name, (statement, parameters) in attempts.items():
        if _changes(statement, parameters, world, walls):
            passed.append(name)
    return passed


# Tables that everybody adds to, each in their own name: the column that says whose, and Cedar's value in it.
ADDED = {
    "audit_event": ("acting_organization", "organization"),
    "consent_event": ("source_organization_id", "organization"),
    "consent_holding": ("holder_id", "organization"),
    "consent_receipt": ("subject_id", "subject"),
}


def addition_passes(world: World, model: Model, walls: Walls) -> bool:
    """Whether Alder's admin, by SQL, adds a row in Cedar's name."""
    column, whose = ADDED[model._meta.db_table]
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT to_jsonb(t) FROM {table} t WHERE {column} = %s LIMIT 1", [world.of["cedar"].ids[whose]])
        copy = cursor.fetchone()[0]
    return _changes(
        f"INSERT INTO {table} SELECT (jsonb_populate_record(NULL::{table}, %s::jsonb)).*", [copy], world, walls
    )


def _changes(statement: str, parameters: list[Any], world: World, walls: Walls) -> bool:
    sent = [json.dumps(value) if isinstance(value, dict) else value for value in parameters]
    try:
        with rolled_back(), walls(), acting(actor_in(world, "admin")), connection.cursor() as cursor:
            cursor.execute(statement, sent)
            return cursor.rowcount > 0
    except IntegrityError:
        return True  # it came through the wall, to be stopped by a key
    except ProgrammingError as refused:
        if "row-level security" not in str(refused) and "permission denied" not in str(refused):
            raise
        return False
