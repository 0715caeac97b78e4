"""``worker``: takes jobs from the queue, for as long as it runs."""

import asyncio
from argparse import ArgumentParser
from typing import Any, cast

from django.core.management.base import BaseCommand
from django.db import close_old_connections
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.middleware import SyncCallNext
from procrastinate.worker import Worker

SHUTDOWN_PATIENCE = 1.0  # seconds; a job cut off is taken up again by the sweep


class Command(BaseCommand):
    """procrastinate's worker on the application role, with fresh database connections for each job."""

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
                concurrency=concurrency,
                shutdown_graceful_timeout=SHUTDOWN_PATIENCE,
                delete_jobs="successful",
                task_middleware=[_with_fresh_connections],
            )


def _with_fresh_connections(call_next: SyncCallNext, context: JobContext, worker: Worker) -> Any:
    # Threads outlive jobs, and nothing else tells Django that a connection has died since.
    close_old_connections()
    try:
        return call_next()
    finally:
        close_old_connections()
