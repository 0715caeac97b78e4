"""The periodic sweep: procrastinate leaves a killed worker's job ``doing`` for ever, and partitions must be ahead."""

import datetime

from django.db import connections
from procrastinate import App, JobContext

STALLED_AFTER = datetime.timedelta(seconds=30)


def register(app: App) -> None:
    """Add the periodic tasks to ``app``."""
    app.periodic(cron="* * * * *")(app.task(name="platform.jobs.retry_stalled", pass_context=True)(retry_stalled))
    app.periodic(cron="17 3 * * *")(app.task(name="platform.partitions.ensure")(ensure_partitions))


async def retry_stalled(context: JobContext, timestamp: int) -> None:
    """Hand every job of a dead worker to a living one. Tasks are idempotent, so a second run is harmless."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER.total_seconds()):
        await manager.retry_job(job)


def ensure_partitions(timestamp: int) -> None:
    """Create the partitions of this month and the next three."""
    create_partitions_ahead()


def create_partitions_ahead() -> None:
    """Create the partitions of this month and the next three, of every partitioned table."""
    with connections["default"].cursor() as cursor:
        for table in ("audit_event", "consent_attempt", "orgs_interaction"):
            cursor.execute(
                "SELECT commonlist.ensure_partitions(%s, (now() AT TIME ZONE 'UTC')::date,"
                " ((now() AT TIME ZONE 'UTC') + interval '3 months')::date)",
                [table],
            )
