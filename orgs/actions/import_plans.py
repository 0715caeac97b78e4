"""How the statements of an import are planned."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

LONG = 2_000  # rows: below, no plan is slow


@contextmanager
def joined_whole(rows: int) -> Iterator[None]:
    """Have the statements of the block read each table once when the list has many ``rows``. Inside a transaction.

    What an organization wrote in this transaction, or a moment ago, is in no statistics: PostgreSQL expects one row
    where there are a hundred thousand, and would read the staged rows again for every one of them.
    """
    if rows < LONG:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")
        yield
        cursor.execute("SET LOCAL enable_nestloop = DEFAULT")
