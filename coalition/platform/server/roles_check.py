"""Refusing a database role that would make the second wall a picture of a wall."""

from typing import Any

from django.conf import settings
from django.db import OperationalError, connections

from coalition.platform.server.binaries import OLDEST_MAJOR
from coalition.platform.server.errors import ServerError

POWERS = """
SELECT current_user, current_setting('server_version_num')::int / 10000,
       (SELECT rolsuper FROM pg_roles WHERE rolname = current_user),
       (SELECT rolbypassrls FROM pg_roles WHERE rolname = current_user),
       EXISTS (
           SELECT FROM pg_roles r WHERE (r.rolsuper OR r.rolbypassrls) AND pg_has_role(current_user, r.oid, 'MEMBER')
       ),
       EXISTS (SELECT FROM pg_database d WHERE datname = current_database() AND pg_has_role(d.datdba, 'MEMBER')),
       EXISTS (
           SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
           WHERE n.nspname IN ('public', 'commonlist') AND pg_has_role(c.relowner, 'MEMBER')
       ),
       EXISTS (
           SELECT FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
           WHERE n.nspname = 'commonlist' AND pg_has_role(p.proowner, 'MEMBER')
       )
"""
OWNER = """
SELECT current_user, has_schema_privilege('public', 'CREATE'),
       COALESCE((SELECT pg_has_role(r.oid, 'MEMBER') FROM pg_roles r WHERE rolname = %s), false)
"""
REMEDY = "see coalition/docs/operations.md for the roles."


def refuse_powerful_role() -> None:
    """Raise ServerError unless the application role is bound by row-level security and owns nothing."""
    row = _ask("default", POWERS, [])
    user, major, superuser, bypasses, member, *owned = row
    if major < OLDEST_MAJOR:
        raise ServerError(f"The database is PostgreSQL {major}; it must be {OLDEST_MAJOR} or newer.")
    if superuser or bypasses or member:
        power = "is a superuser" if superuser else "may bypass row-level security"
        raise ServerError(f"DATABASE_URL must not be for {user}, which {power}: {REMEDY}")
    for owns, what in zip(owned, ("the database", "tables of it", "functions of it"), strict=True):
        if owns:
            raise ServerError(f"DATABASE_URL must not be for {user}, which owns {what}: {REMEDY}")


def refuse_unfit_owner() -> None:
    """Raise ServerError unless the owner can create tables and hand functions to the definer role."""
    user, creates, is_definer = _ask("owner", OWNER, [settings.DATABASE_DEFINER_ROLE])
    if not creates:
        raise ServerError(f"DATABASE_OWNER_URL is for {user}, which cannot create tables: {REMEDY}")
    if not is_definer:
        raise ServerError(f"{user} is not a member of {settings.DATABASE_DEFINER_ROLE}: {REMEDY}")


def _ask(alias: str, statement: str, parameters: list[str]) -> tuple[Any, ...]:
    try:
        with connections[alias].cursor() as cursor:
            cursor.execute(statement, parameters)
            row: tuple[Any, ...] = cursor.fetchone()
            return row
    except OperationalError as error:
        variable = "DATABASE_URL" if alias == "default" else "DATABASE_OWNER_URL"
        reason = str(error).strip().splitlines()[0]
        raise ServerError(f"The database of {variable} does not answer: {reason}") from error
