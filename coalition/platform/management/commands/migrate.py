"""``migrate`` as owner, then both walls: functions, grants and row-level policies, from the declarations."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.core.management.commands.migrate import Command as Migrate
from django.db import connections, transaction

from coalition.platform.tenancy.rows import function_statements, row_security_statements


class Command(Migrate):
    """Django's migrate, over the owner connection, followed by the database wall."""

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database="owner")

    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        build_wall(options["database"])


def build_wall(database: str) -> None:
    """(Re)build functions, grants and policies in one transaction over the owner connection ``database``."""
    connection = connections[database]
    app, definer = settings.DATABASE_APP_ROLE, settings.DATABASE_DEFINER_ROLE
    with transaction.atomic(using=database), connection.cursor() as cursor:
        cursor.execute("GRANT USAGE, CREATE ON SCHEMA commonlist TO " + connection.ops.quote_name(definer))
        for statement in (*row_security_statements(app, definer), *function_statements(app, definer)):
            cursor.execute(statement)
