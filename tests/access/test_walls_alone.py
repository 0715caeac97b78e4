"""The same table with one wall taken down: the other keeps strangers out by itself."""

import pytest
from django.test import Client

from tests.access.machine import foreign_problems, own_problems
from tests.access.matrix_database import application_wall_off, row_security_off
from tests.access.table import Row, rows
from tests.access.world import World

WALLS = {"database wall": application_wall_off, "application wall": row_security_off}


@pytest.mark.verify
@pytest.mark.parametrize("wall", WALLS)
@pytest.mark.parametrize("row", rows(), ids=str)
def test_one_wall_keeps_strangers_out(world: World, sessions: dict[str, Client], row: Row, wall: str) -> None:
    assert own_problems(world, sessions, row, WALLS[wall]) == []
    assert foreign_problems(world, sessions, row, WALLS[wall]) == []
