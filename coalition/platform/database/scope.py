"""The scope that row-level security reads: set at the outermost ``atomic()``, gone with the transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True, slots=True)
class Scope:
    """What the database wall lets through. Empty means no rows."""

    organization_id: int | None = None
    coalition_ids: tuple[int, ...] = ()
    subject_ids: tuple[int, ...] = ()

    def settings(self) -> tuple[str, str, str]:
        """The three values for ``app.organization_id``, ``app.coalition_ids`` and ``app.subject_ids``."""
        return (
            "" if self.organization_id is None else str(self.organization_id),
            _array(self.coalition_ids),
            _array(self.subject_ids),
        )


EMPTY = Scope()
_current: ContextVar[Scope] = ContextVar("tenancy_scope", default=EMPTY)

SET_SCOPE = (
    "SELECT set_config('app.organization_id', %s, true), "
    "set_config('app.coalition_ids', %s, true), set_config('app.subject_ids', %s, true)"
)


def current_scope() -> Scope:
    """The scope of this context; empty when nobody acts."""
    return _current.get()


@contextmanager
def entered(scope: Scope) -> Iterator[None]:
    """Enter ``scope`` and restore the one before it, in this context and in the open transaction."""
    before = _current.get()
    token = _current.set(scope)
    try:
        _apply_to_open_transaction(scope)
        yield
    finally:
        _current.reset(token)
        _apply_to_open_transaction(before)


def _apply_to_open_transaction(scope: Scope) -> None:
    # A transaction already marked for rollback takes its settings with it.
    if connection.in_atomic_block and not connection.needs_rollback and connection.connection is not None:
        if connection.connection.info.transaction_status.name == "INERROR":
            return
        with connection.connection.cursor() as cursor:
            cursor.execute(SET_SCOPE, scope.settings())


def _array(ids: tuple[int, ...]) -> str:
    return "{" + ",".join(map(str, ids)) + "}" if ids else ""
