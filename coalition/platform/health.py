"""``/healthz`` and ``/readyz``."""

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

WORKER_SILENT_AFTER = 60  # seconds


@require_safe
@transaction.non_atomic_requests
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@require_safe
@transaction.non_atomic_requests
def readyz(request: HttpRequest) -> JsonResponse:
    """The database answers, migrations are applied, a worker is alive, next month's partitions exist. Else 503."""
    checks = {"database": False, "migrations": False, "partitions": False, "worker": False}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            checks["database"] = True
            checks["migrations"] = _migrated()
            cursor.execute(
                "SELECT count(*) = 3 FROM (VALUES ('audit_event'), ('consent_attempt'), ('orgs_interaction')) t(name)"
                " WHERE to_regclass(name || to_char(now() + interval '1 month', '_YYYY_MM')) IS NOT NULL"
            )
            checks["partitions"] = cursor.fetchone()[0]
            cursor.execute(
                "SELECT count(*) > 0 FROM procrastinate_workers"
                " WHERE last_heartbeat > now() - %s * interval '1 second'",
                [WORKER_SILENT_AFTER],
            )
            checks["worker"] = cursor.fetchone()[0]
    except DatabaseError:
        pass
    well = all(checks.values())
    return JsonResponse({"status": "ready" if well else "not ready", **checks}, status=200 if well else 503)


_known_migrated = False


def _migrated() -> bool:
    global _known_migrated  # reading 100 migration files per probe would be waste
    if not _known_migrated or settings.TESTING:
        executor = MigrationExecutor(connection)
        _known_migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _known_migrated
