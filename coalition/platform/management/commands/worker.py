"""``worker``: takes jobs from the queue, for as long as it runs."""

import asyncio
from argparse import ArgumentParser
from typing import Any, cast

from django.core.management.base import BaseCommand
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

SHUTDOWN_PATIENCE = 1.0  # seconds; a job cut off is taken up again by the sweep


class Command(BaseCommand):
    """procrastinate's worker, as the application role."""

    help = "Run the worker: imports, exports, mail and everything else that is not done while a person waits."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--concurrency", type=int, default=4, help="jobs at the same time")

    def handle(self, *args: Any, **options: Any) -> None:
        asyncio.run(_work(options["concurrency"]))


async def _work(concurrency: int) -> None:
    connector = cast(DjangoConnector, app.connector)
    with app.replace_connector(connector.get_worker_connector()):
        async with app.open_async():
            await app.run_worker_async(
                concurrency=concurrency, shutdown_graceful_timeout=SHUTDOWN_PATIENCE, delete_jobs="successful"
            )
