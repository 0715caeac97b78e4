"""Every route × every role × own objects, as the table says. Both walls stand."""

import pytest
from django.test import Client
from django.urls import resolve, reverse

from tests.access.machine import own_problems
from tests.access.matrix_database import application_role
from tests.access.requests import ask
from tests.access.table import METHODS, Row, parameters, routes, rows
from tests.access.world import World

ROWS = rows()


def test_every_route_has_a_row() -> None:
    assert sorted(set(dict(routes())) - {row.route.partition("?")[0] for row in ROWS}) == []


def test_every_row_has_a_route() -> None:
    assert sorted({row.route.partition("?")[0] for row in ROWS} - set(dict(routes()))) == []


def test_no_route_hides_another(world: World) -> None:
    ids = world.objects("alder")
    addresses = {route: reverse(route, kwargs=parameters(route, ids)) for route, _names in routes()}
    assert {route: path for route, path in addresses.items() if resolve(path).view_name != route} == {}


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_own_objects_answer_as_the_table_says(world: World, sessions: dict[str, Client], row: Row) -> None:
    assert own_problems(world, sessions, row, application_role) == []


@pytest.mark.parametrize("route", sorted(dict(routes())))
def test_methods_without_a_row_are_refused(world: World, sessions: dict[str, Client], route: str) -> None:
    told = {row.method for row in ROWS if row.route.partition("?")[0] == route}
    with application_role():
        for method in set(METHODS) - told:
            answer = ask(sessions["admin"], route, parameters(route, world.objects("alder")), method)
            assert answer.status == 405, f"{method} {route} answers {answer.status} and has no row"
