"""``demo``: everything in the foreground, filled with invented people."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from coalition.platform.server.supervisor import run


class Command(BaseCommand):
    """The supervisor in demo mode. ``manage.py`` starts it before settings are loaded."""

    help = "Run PostgreSQL, web server and worker with the demo coalition, in the foreground."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--empty", action="store_true", help="without the demo coalition: bring your own spreadsheets"
        )
        parser.add_argument("--with-parent", action="store_true", help="end when the starting process ends")

    def handle(self, *args: Any, **options: Any) -> None:
        raise SystemExit(run(demo=True, empty=options["empty"], with_parent=options["with_parent"]))
