"""The throw-away server of a test run: one per run, one template, one database per worker."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from coalition.platform.server.embedded import SUPERUSER, EmbeddedServer
from coalition.platform.server.roles import OWNER
from coalition.platform.stalled import create_partitions_ahead

TEMPLATE = "test_template"


def start_server(*, durable: bool = False) -> EmbeddedServer:
    """Start the run's server in ``COMMONLIST_HOME``; unless ``durable`` without fsync. It dies with this process."""
    server = EmbeddedServer(settings.COMMONLIST_HOME, durable=durable)
    server.start()
    for database in settings.DATABASES.values():
        database["HOST"] = str(server.socket)  # elsewhere than expected where the path is too long for a socket
    return server


def administer(statement: str, **names: str) -> None:
    """Run one statement as superuser, outside a transaction, with ``names`` as identifiers."""
    with _superuser() as connection:
        connection.execute(_composed(statement, names))


def clone(name: str) -> None:
    """(Re)create the database ``name`` from the template: every row, sequence and policy as migrated."""
    with _superuser() as connection:
        connection.execute(_composed("DROP DATABASE IF EXISTS {name} WITH (FORCE)", {"name": name}))
        statement = "CREATE DATABASE {name} OWNER {owner} TEMPLATE {template}"
        connection.execute(_composed(statement, {"name": name, "owner": OWNER, "template": TEMPLATE}))


def ensure_template() -> None:
    """Migrate the template once per run, whichever worker comes first."""
    with _locked(settings.COMMONLIST_HOME / "template.lock"):
        with _superuser() as connection:
            made = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [TEMPLATE]).fetchone()
        if not made:
            building = f"{TEMPLATE}_building"
            administer("CREATE DATABASE {name} OWNER {owner}", name=building, owner=OWNER)
            with database_name(building):
                call_command("migrate", database="owner", verbosity=0)
                create_partitions_ahead()
            administer("ALTER DATABASE {building} RENAME TO {name}", building=building, name=TEMPLATE)


@contextmanager
def database_name(name: str) -> Iterator[None]:
    """Point both connections at another database until the block ends."""
    with connection_settings("default", NAME=name), connection_settings("owner", NAME=name):
        yield


@contextmanager
def connection_settings(alias: str, **changed: Any) -> Iterator[None]:
    """Reconnect ``alias`` with other settings until the block ends."""
    connection = connections[alias]
    connection.close()
    before = dict(connection.settings_dict)
    connection.settings_dict.update(changed)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)


def superuser_connection(name: str) -> psycopg.Connection[tuple[Any, ...]]:
    """A connection that no policy binds, to look at what is really there."""
    return psycopg.connect(host=settings.DATABASES["default"]["HOST"], user=SUPERUSER, dbname=name, autocommit=True)


def _superuser() -> psycopg.Connection[tuple[Any, ...]]:
    return superuser_connection("postgres")


def _composed(statement: str, names: dict[str, str]) -> sql.Composed:
    return sql.SQL(statement).format(**{key: sql.Identifier(name) for key, name in names.items()})


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
