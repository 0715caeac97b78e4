"""Replacing any one predicate by ``True``, with row-level security off, turns the matrix red."""

import importlib
import importlib.util
import inspect
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.access.action_cells import CELLS, passed
from tests.access.machine import own_problems
from tests.access.matrix_database import replaced, row_security_off
from tests.access.table import rows
from tests.access.world import World

ROOMS = (
    "orgs.policies",
    "sharing.policies",
    "consent.ledger.policies",
    "consent.capture.policies",
    "consent.propagation.policies",
    "audit.explorer.policies",
)
PREDICATES = {
    f"{room}.{name}": predicate
    for room in ROOMS
    for name, predicate in inspect.getmembers(importlib.import_module(room), inspect.isfunction)
    if name.startswith("can_") and predicate.__module__ == room
}


def _always(*args: Any, **kwargs: Any) -> bool:
    return True


@pytest.mark.parametrize("cell", CELLS)
def test_the_wrong_actor_is_refused(world: World, cell: str) -> None:
    assert not passed(world, cell)


@pytest.mark.verify
@pytest.mark.parametrize("name", PREDICATES)
def test_a_predicate_that_always_agrees_is_noticed(world: World, sessions: dict[str, Client], name: str) -> None:
    with replaced(PREDICATES[name], _always):
        assert any(passed(world, cell) for cell in CELLS) or _red(world, sessions), f"nothing depends on {name}"


def _red(world: World, sessions: dict[str, Client]) -> bool:
    for row in rows():
        refused = [who for who, status in row.statuses.items() if status in (403, 404)]
        if refused and own_problems(world, sessions, row, row_security_off, refused):
            return True
    return False


def test_every_predicate_is_in_a_room_that_is_mutated() -> None:
    policies: list[Callable[..., bool]] = list(PREDICATES.values())
    assert policies
    for package in (
        "orgs",
        "sharing",
        "consent.ledger",
        "consent.capture",
        "consent.propagation",
        "consent.portal",
        "audit.explorer",
        "audit.log",
    ):
        if importlib.util.find_spec(f"{package}.policies"):
            assert f"{package}.policies" in ROOMS
