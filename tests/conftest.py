"""Fixtures for everyone: the database of this worker, and clients signed in as each role."""

import os

import pytest
from django.conf import settings
from django.db import connections
from django.test import TransactionTestCase
from pytest_django import DjangoDbBlocker

from tests import WORKER
from tests.database import clone, ensure_template, start_server
from tests.server import Server

_SERVER = pytest.StashKey[Server]()


def pytest_configure(config: pytest.Config) -> None:
    """The process that started the run keeps the server; workers find it through ``COMMONLIST_HOME``."""
    if WORKER == "main" and not config.option.collectonly and not config.option.help:
        config.stash[_SERVER] = start_server()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server, however the run ended."""
    server = config.stash.get(_SERVER, None)
    if server is not None and os.getpid() == int(os.environ["COMMONLIST_TEST_KEEPER"]):
        server.stop()


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Clone this worker's database from the template, which the first worker migrates."""
    with django_db_blocker.unblock():
        ensure_template()
        clone(settings.DATABASES["default"]["NAME"])


def _clone_again(self: TransactionTestCase) -> None:
    # The application role cannot truncate, and audit events refuse to go: a fresh clone resets everything.
    for connection in connections.all(initialized_only=True):
        connection.close()
    clone(settings.DATABASES["default"]["NAME"])


TransactionTestCase._fixture_teardown = _clone_again  # type: ignore[attr-defined]
