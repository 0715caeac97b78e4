"""How changes come about, as the database is told it: triggers look at it (orgs/sql/triggers.sql)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from django.db import connection

Origin = Literal["import", "trigger", "undo"]
_SET = "SELECT set_config('app.origin', %s, true)"


@contextmanager
def coming_by(origin: Origin) -> Iterator[None]:
    """Say so of every row written in the block, inside an open transaction: what triggers do sets off none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('app.origin', true), '')")
        (before,) = cursor.fetchone()
        cursor.execute(_SET, [origin])
    yield
    # Where the block failed, the setting goes with its transaction.
    with connection.cursor() as cursor:
        cursor.execute(_SET, [before])
