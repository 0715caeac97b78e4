"""The same table with one wall taken down: the other keeps strangers out by itself."""

import pytest
from django.test import Client

from tests.access.machine import foreign_problems, own_problems
from tests.access.matrix_database import application_wall_off, row_security_off
from tests.access.requests import WHO
from tests.access.table import Row, rows
from tests.access.world import World

ROWS = rows()
# One with an organization, one with a coalition; `make verify` asks as everybody.
FEW = ("admin", "coordinator")
WALLS = {"database wall": application_wall_off, "application wall": row_security_off}

walls = pytest.mark.parametrize("wall", WALLS)
every_row = pytest.mark.parametrize("row", ROWS, ids=str)


@walls
@every_row
def test_one_wall_keeps_strangers_out(world: World, sessions: dict[str, Client], row: Row, wall: str) -> None:
    assert own_problems(world, sessions, row, WALLS[wall], FEW) == []
    assert foreign_problems(world, sessions, row, WALLS[wall], FEW) == []


@pytest.mark.verify
@walls
@every_row
def test_one_wall_keeps_everybody_else_out(world: World, sessions: dict[str, Client], row: Row, wall: str) -> None:
    rest = [who for who in WHO if who not in FEW]
    assert own_problems(world, sessions, row, WALLS[wall], rest) == []
    assert foreign_problems(world, sessions, row, WALLS[wall], rest) == []
