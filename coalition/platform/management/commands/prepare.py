"""``prepare``: bring database, catalogues and static files to the state of the code. Safe to repeat."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.module_loading import import_string

from coalition.platform.server.catalogues import compile_catalogues
from coalition.platform.server.errors import ServerError
from coalition.platform.server.report import say
from coalition.platform.server.roles_check import refuse_powerful_role, refuse_unfit_owner
from coalition.platform.server.static_files import collect_static_files
from coalition.platform.stalled import create_partitions_ahead


class Command(BaseCommand):
    """What ``demo`` and ``serve`` do before they start; also for a deployment with its own process manager."""

    help = "Migrate (with DATABASE_OWNER_URL), create partitions, compile catalogues, collect static files."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--empty", action="store_true", help="in demo mode: without the demo coalition")

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_powerful_role()
        _migrate()
        create_partitions_ahead()
        say("Compiling translations and static files")
        compile_catalogues(settings.LOCALE_PATHS)
        collect_static_files()
        if settings.DEMO and not options["empty"]:
            import_string("coalition.demo.load.load_demo")(progress=say)


def _migrate() -> None:
    executor = MigrationExecutor(connection)
    pending = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if settings.OWNER_CONFIGURED:
        refuse_unfit_owner()
        say(f"Migrating the database ({pending} steps)" if pending else "Checking the database")
        call_command("migrate", verbosity=0, interactive=False)
    elif pending:
        raise ServerError(
            f"{pending} migrations are not applied: run manage.py migrate with DATABASE_OWNER_URL set to the owner."
        )
