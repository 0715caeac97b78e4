"""The world of the matrix, built once per worker in a database of its own."""

from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker

from tests import WORKER
from tests.access.machine import TALLY
from tests.access.matrix_database import matrix_database, rolled_back
from tests.access.requests import WHO, client_of
from tests.access.world import World, build_world
from tests.trust.figures import publish


@pytest.fixture(scope="package")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """The filled database; every test of this folder undoes what it does."""
    with django_db_blocker.unblock(), matrix_database(f"test_{WORKER}_access"):
        yield build_world()
    publish("isolation: valid cells", value=TALLY.cells, target="≥ 20,000", unit="cells")
    publish("isolation: leaks", value=TALLY.problems, target="= 0")


@pytest.fixture(scope="package")
def sessions(world: World) -> dict[str, Client]:
    """A signed-in client of everybody."""
    return {who: client_of(world, who) for who in WHO}


@pytest.fixture(autouse=True)
def undone(world: World, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Run each test in a transaction that is rolled back."""
    with django_db_blocker.unblock(), rolled_back():
        yield
