"""Every route × every role × foreign objects: the same answer as for an id of nobody. Both walls stand."""

import pytest
from django.db import connection
from django.test import Client

from tests.access import machine
from tests.access.machine import foreign_problems
from tests.access.matrix_database import application_role
from tests.access.requests import Answer
from tests.access.table import Row, rows
from tests.access.world import World

ROWS = rows()


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_foreign_objects_answer_like_ids_of_nobody(world: World, sessions: dict[str, Client], row: Row) -> None:
    assert foreign_problems(world, sessions, row, application_role) == []


def test_a_changed_row_of_a_stranger_is_noticed_in_every_cell(
    world: World, sessions: dict[str, Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    def changing(*asked: object, **named: object) -> Answer:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
            cursor.execute("UPDATE orgs_constituent SET note = note || '!' WHERE organization_id = %s", [cedar])
        return Answer(404, "")

    cedar = world.of["cedar"].owner.pk
    monkeypatch.setattr(machine, "ask", changing)
    monkeypatch.setattr(machine, "TALLY", machine.Tally())
    row = next(row for row in ROWS if (row.method, row.route) == ("POST", "orgs:gift-take-back"))
    problems = foreign_problems(world, sessions, row, application_role, ["admin", "fundraiser"])
    assert [problem for problem in problems if "changes a stranger's row" in problem] == problems
    assert len(problems) == machine.TALLY.cells > 2
