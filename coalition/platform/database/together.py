"""Several small reads in one statement: a page that shows twenty short lists asks the database once.

A *reading* is a generator: it yields the querysets that it needs, which are filled when it goes on, and returns what it
makes of them. ``in_step`` runs several side by side, ``read`` runs one to its end.
"""

import json
from collections.abc import Callable, Generator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Field, QuerySet
from django.db.models.sql.compiler import SQLCompiler

T = TypeVar("T")
Reading = Generator[Sequence[QuerySet[Any, Any]], None, T]

# What JSON has no kind of, by the field's kind: made what the database adapter would have returned.
_READ: dict[str, Callable[[Any], Any]] = {
    "BinaryField": lambda text: bytes.fromhex(text[2:]),
    "DateField": date.fromisoformat,
    "DateTimeField": datetime.fromisoformat,
    "DecimalField": Decimal,
    "JSONField": json.dumps,
    "UUIDField": UUID,
}


def read(reading: Reading[T]) -> T:
    """What a reading returns; one statement for each time that it yields."""
    while True:
        try:
            read_together(*next(reading))
        except StopIteration as end:
            returned: T = end.value
            return returned


def in_step(*readings: Reading[Any]) -> Reading[tuple[Any, ...]]:
    """Several readings as one, which returns what each of them returns; what they yield first is read at once, …"""
    returned: dict[int, Any] = {}
    while len(returned) < len(readings):
        asked: list[QuerySet[Any, Any]] = []
        for number, reading in enumerate(readings):
            if number not in returned:
                try:
                    asked += next(reading)
                except StopIteration as end:
                    returned[number] = end.value
        if asked:
            yield asked
    return tuple(returned[number] for number in range(len(readings)))


def lists(*querysets: QuerySet[Any, Any]) -> Reading[tuple[list[Any], ...]]:
    """The rows of each queryset."""
    yield querysets
    return tuple(list(queryset) for queryset in querysets)


def read_together(*querysets: QuerySet[Any]) -> None:
    """Fill the querysets, which were not read yet, in one statement: whoever loops over them asks nothing further.

    For short lists, in the same scope. Raises ValueError for a queryset that prefetches.
    """
    asked: list[tuple[QuerySet[Any], SQLCompiler]] = []
    parts, values = [], []
    for queryset in querysets:
        if queryset._prefetch_related_lookups:  # type: ignore[attr-defined]
            raise ValueError("what is prefetched is a statement of its own")
        compiler = queryset.query.get_compiler(using=connection.alias)
        try:
            statement, parameters = compiler.as_sql()
        except EmptyResultSet:
            queryset._result_cache = []
            continue
        columns = ", ".join(f"c{number}" for number in range(len(compiler.select)))
        parts.append(f"(SELECT json_agg(q)::text FROM ({statement}) AS q({columns}))")  # noqa: S608  # compiled
        values += parameters
        asked.append((queryset, compiler))
    if not asked:
        return
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        found = cursor.fetchone()
    for (queryset, compiler), text in zip(asked, found, strict=True):
        _fill(queryset, compiler, json.loads(text, parse_float=Decimal) if text else [])


def _fill(queryset: QuerySet[Any], compiler: SQLCompiler, rows: Sequence[dict[str, Any]]) -> None:
    reads = [_converter(column.output_field) for column, *_ in compiler.select]
    read = [
        tuple(each if each is None or how is None else how(each) for how, each in zip(reads, row.values(), strict=True))
        for row in rows
    ]
    # The queryset makes its objects as ever, from rows that are there already.
    compiler.execute_sql = lambda *_, **__: [read]  # type: ignore[assignment]
    queryset.query.get_compiler = lambda *_, **__: compiler  # type: ignore[method-assign]
    queryset._result_cache = list(queryset._iterable_class(queryset))  # type: ignore[call-overload]
    del queryset.query.get_compiler


def _converter(field: "Field[Any, Any]") -> Callable[[Any], Any] | None:
    kind = field.get_internal_type()
    if kind == "FloatField":
        return float
    return _READ.get(kind)
