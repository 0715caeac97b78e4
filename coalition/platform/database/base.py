"""Django's PostgreSQL backend, plus the scope at the outermost ``atomic()``.

Setting it here, and not in a middleware or on connect, works with ATOMIC_REQUESTS, pools and PgBouncer, and
leaves nothing behind in a pooled connection.
"""

from typing import Any

from django.db.backends.postgresql import base

from coalition.platform.database.scope import EMPTY, SET_SCOPE, current_scope


class DatabaseWrapper(base.DatabaseWrapper):
    """PostgreSQL with ``app.organization_id``, ``app.coalition_ids`` and ``app.subject_ids`` per transaction."""

    def _set_autocommit(self, autocommit: bool) -> None:
        super()._set_autocommit(autocommit)  # type: ignore[misc]  # django-stubs leaves the method out
        scope = current_scope()
        if not autocommit and scope != EMPTY and self.alias == "default":
            connection: Any = self.connection
            with connection.cursor() as cursor:
                cursor.execute(SET_SCOPE, scope.settings())
