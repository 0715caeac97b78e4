"""Acting: enter the scope of an Actor, so that the database wall lets its rows through."""

from collections.abc import Iterator
from contextlib import contextmanager

from coalition.platform.database.scope import Scope, entered
from coalition.platform.tenancy.actor import Actor


@contextmanager
def acting(actor: Actor) -> Iterator[Scope]:
    """Read and write as ``actor`` until the block ends, also inside an open transaction."""
    scope = Scope(actor.organization_id, actor.coalition_ids, actor.subject_ids)
    with entered(scope):
        yield scope
