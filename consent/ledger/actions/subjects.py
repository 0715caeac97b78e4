"""Subjects and holdings: who exists as an identifier, and which organization has it."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from django.db import connection, transaction

from coalition.platform.keys import Identifier
from coalition.platform.tenancy import Actor

BLOCK = 20_000
_ENSURE = """
SELECT key, subject_id
  FROM commonlist.ensure_subjects(%s::bytea[], %s::smallint[], %s::integer[], %s::bytea[])
"""


def ensure_subjects(identifiers: Iterable[Identifier]) -> dict[bytes, int]:
    """The subject of each identifier, made where it is missing; ``{contact key: subject id}`` over all its keys.

    A new subject inherits every standing negative of its mailbox, and of people who were erased. An import calls it
    in a transaction of its own before its long one, so that it blocks no withdrawal.
    """
    found: dict[bytes, int] = {}
    with transaction.atomic(), connection.cursor() as cursor:
        for block in _blocks(identifiers):
            flat = sorted(
                (key, version, number, each.mailbox.get(version))
                for number, each in enumerate(block)
                for version, key in each.keys.items()
            )
            cursor.execute(_ENSURE, [[row[column] for row in flat] for column in range(4)])
            found.update((bytes(key), subject) for key, subject in cursor.fetchall())
    return found


def record_holdings(*, actor: Actor, subject_ids: Sequence[int], source: str, export: int | None = None) -> None:
    """Note that the acting organization holds these identifiers, and from where (a few words, no personal data).

    Known holdings stay as they are. ``export`` is the file that took them out of here: whoever has it is told of a no
    as well. Its audit event is that of the import or change which brought the identifiers.
    """
    if actor.organization_id is None:
        raise PermissionError("only an organization holds people")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO consent_holding (subject_id, holder_id, since, source, export)"
            " SELECT DISTINCT id, %s::bigint, now(), %s, %s::bigint FROM unnest(%s::bigint[]) id ORDER BY id"
            " ON CONFLICT DO NOTHING",
            [actor.organization_id, source, export, list(subject_ids)],
        )


def end_holdings(*, actor: Actor, subject_ids: Sequence[int]) -> None:
    """Note that the acting organization does not have these identifiers on its list any more.

    They stay its own where a file or a system of its own may still have them: a no must reach that. Its audit event is
    that of the change which took them away.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT commonlist.end_holdings(%s::bigint[])", [list(subject_ids)])


def _blocks(identifiers: Iterable[Identifier]) -> Iterator[list[Identifier]]:
    iterator = iter(identifiers)
    while block := list(islice(iterator, BLOCK)):
        yield block
