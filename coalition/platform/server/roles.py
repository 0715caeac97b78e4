"""The roles and the database, as ``coalition/docs/operations.md`` tells them for any other server."""

import psycopg
from psycopg import sql

OWNER, APPLICATION, DEFINER = "commonlist_owner", "commonlist_app", "commonlist_definer"

# Neither is superuser nor bypasses row-level security. The owner creates test databases.
ROLES = {OWNER: "LOGIN CREATEDB", APPLICATION: "LOGIN", DEFINER: "NOLOGIN"}


def create_roles(superuser_dsn: str) -> None:
    """Create what is missing of the three roles. ``superuser_dsn`` leads to the database ``postgres``. Idempotent."""
    with psycopg.connect(superuser_dsn, autocommit=True) as connection:
        present = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
        for role, attributes in ROLES.items():
            if role not in present:
                connection.execute(sql.SQL("CREATE ROLE {} {}").format(sql.Identifier(role), sql.SQL(attributes)))
        connection.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(DEFINER), sql.Identifier(OWNER)))


def create_database(superuser_dsn: str, name: str) -> None:
    """Create the database ``name``, owned by the owner role, closed to everybody but the three roles. Idempotent."""
    database, owner = sql.Identifier(name), sql.Identifier(OWNER)
    with psycopg.connect(superuser_dsn, autocommit=True) as connection:
        exists = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if not exists:
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, owner))
        connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
        connection.execute(
            sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(database, sql.Identifier(APPLICATION))
        )
