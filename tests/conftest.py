"""Fixtures for everyone: the database of this worker, and clients signed in as each role."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import connections
from django.test import Client, TransactionTestCase
from django.utils import translation
from pytest_django import DjangoDbBlocker

from coalition.platform.server.catalogues import compile_catalogues
from coalition.platform.server.embedded import EmbeddedServer
from consent.ledger.actions import receipts
from consent.ledger.rules.receipt_check import schema_errors
from consent.ledger.rules.receipt_proof import sign_document
from orgs.middleware import SESSION_KEY
from orgs.models import Coalition, Organization, User
from tests import WORKER
from tests.database import clone, ensure_template, start_server
from tests.factories import hat_key

_SERVER = pytest.StashKey[EmbeddedServer]()


def pytest_configure(config: pytest.Config) -> None:
    """The process that started the run keeps the server; workers find it through ``COMMONLIST_HOME``."""
    if WORKER == "main" and not config.option.collectonly and not config.option.help:
        compile_catalogues(settings.LOCALE_PATHS)
        config.stash[_SERVER] = start_server()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server, however the run ended."""
    server = config.stash.get(_SERVER, None)
    if server is not None and os.getpid() == int(os.environ["COMMONLIST_TEST_KEEPER"]):
        server.stop()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first, so that short ones fill up the end and no worker is left alone with a long one."""
    items.sort(key=_place)


def _place(item: pytest.Item) -> tuple[bool, bool, bool]:
    journey = item.get_closest_marker("journey") is not None
    whole_site = journey and item.get_closest_marker("django_db") is None
    return not whole_site, not journey, "tests/access/" not in item.nodeid


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Clone this worker's database from the template, which the first worker migrates."""
    with django_db_blocker.unblock():
        ensure_template()
        clone(settings.DATABASES["default"]["NAME"])


@pytest.fixture(autouse=True, scope="session")
def every_receipt_fits_its_schema() -> Iterator[None]:
    """Look at each receipt that any test has issued."""

    def checked(document: dict[str, Any], key: Ed25519PrivateKey) -> dict[str, Any]:
        signed = sign_document(document, key)
        assert schema_errors(signed) == []
        return signed

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(receipts, "sign_document", checked)
        yield


@pytest.fixture(autouse=True)
def default_language() -> Iterator[None]:
    """Begin in the language of the settings: a request leaves its own active in the thread until the next request."""
    translation.deactivate()
    yield


@pytest.fixture
def client_for(db: None) -> Callable[..., Client]:
    """``client_for(user, owner=None)``: a client signed in as ``user``, acting for ``owner`` or their first hat."""
    return sign_in


def sign_in(user: User, owner: Organization | Coalition | None = None) -> Client:
    """A client with a session of ``user``."""
    client = Client()
    client.force_login(user, backend="orgs.sign_in.Backend")
    if owner is not None:
        session = client.session
        session[SESSION_KEY] = hat_key(owner)
        session.save()
    return client


def _clone_again(self: TransactionTestCase) -> None:
    # The application role cannot truncate, and audit events refuse to go: a fresh clone resets everything.
    for connection in connections.all(initialized_only=True):
        connection.close()
    clone(settings.DATABASES["default"]["NAME"])


TransactionTestCase._fixture_teardown = _clone_again  # type: ignore[attr-defined]
