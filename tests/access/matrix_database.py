"""The matrix runs in a database of its own, each cell in a savepoint, with either wall taken down at will."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from types import ModuleType
from typing import Any

from django.db import connection, models, transaction

from coalition.platform.server.embedded import SUPERUSER
from coalition.platform.tenancy import Actor, owned
from tests.database import clone, connection_settings

OURS = ("audit.", "coalition.", "consent.", "orgs.", "sharing.")


@contextmanager
def matrix_database(name: str) -> Iterator[None]:
    """Work in a fresh clone as superuser, who steps down to the application role for each request."""
    clone(name)
    with connection_settings("default", NAME=name, USER=SUPERUSER):
        _unmistakable_ids()
        yield


def _unmistakable_ids() -> None:
    """Let every table number its rows from somewhere else, so that an id in a page can only be what it is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT schemaname, sequencename FROM pg_sequences WHERE schemaname = 'public' ORDER BY 2")
        for index, (schema, sequence) in enumerate(cursor.fetchall()):
            cursor.execute("SELECT setval(%s, %s)", [f"{schema}.{sequence}", 7_010_000 + 10_000 * index])


@contextmanager
def rolled_back() -> Iterator[None]:
    """Undo whatever the block does."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


@contextmanager
def application_role() -> Iterator[None]:
    """Both walls stand: row-level security binds whoever asks."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE commonlist_app")
    yield
    # After an exception the savepoint around the block takes the role back with it.
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


@contextmanager
def row_security_off() -> Iterator[None]:
    """Only the application wall stands: the superuser is bound by no policy."""
    yield


@contextmanager
def application_wall_off() -> Iterator[None]:
    """Only the database wall stands: the one filter of all queries returns its input."""
    with application_role(), replaced(owned, _everything):
        yield


def _everything(queryset: models.QuerySet[Any], actor: Actor) -> models.QuerySet[Any]:
    return queryset


@contextmanager
def replaced(original: Callable[..., Any], replacement: Callable[..., Any]) -> Iterator[None]:
    """Put ``replacement`` wherever one of our modules names ``original``."""
    known = len(sys.modules)
    places = _places(original, known)
    _put(places, replacement)
    try:
        yield
    finally:
        _put(places, original)
        if len(sys.modules) != known:  # a module that was first loaded meanwhile
            _put(_places(replacement, len(sys.modules)), original)


@lru_cache(maxsize=64)
def _places(function: Callable[..., Any], modules: int) -> list[tuple[ModuleType, str]]:
    """Where one of our modules names ``function``; asked again when the number of ``modules`` has changed."""
    ours = [module for key, module in sys.modules.items() if key.startswith(OURS) or key in {"orgs", "sharing"}]
    return [(module, name) for module in ours for name, value in vars(module).items() if value is function]


def _put(places: list[tuple[ModuleType, str]], function: Callable[..., Any]) -> None:
    for module, name in places:
        setattr(module, name, function)


@contextmanager
def policy_opened(table: str) -> Iterator[None]:
    """Replace the table's policy by ``USING (true)`` until the block ends; call inside a transaction."""
    quoted = connection.ops.quote_name(table)
    with connection.cursor() as cursor:
        cursor.execute("SELECT cmd FROM pg_policies WHERE tablename = %s AND policyname = 'wall'", [table])
        command = cursor.fetchone()[0]
        check = "" if command == "SELECT" else "WITH CHECK (true)"
        cursor.execute(f"ALTER POLICY wall ON {quoted} USING (true) {check}")
    yield


@contextmanager
def additions_opened(table: str) -> Iterator[None]:
    """Let everybody add any row to the table until the block ends; call inside a transaction."""
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER POLICY wall_add ON {connection.ops.quote_name(table)} WITH CHECK (true)")
    yield
