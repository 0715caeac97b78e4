"""What an erasure asks the ledger before it deletes."""

from collections.abc import Iterable, Sequence

from django.db import connection

from coalition.platform.tenancy import Actor


def unheld_subjects(actor: Actor, subject_ids: Sequence[int]) -> frozenset[int]:
    """Those of the subjects whom no organization holds any more; none for anybody but the platform."""
    if actor.role != "system" or not subject_ids:
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute("SELECT commonlist.unheld_subjects(%s::bigint[])", [list(subject_ids)])
        return frozenset(cursor.fetchone()[0])


def subjects_of_keys(actor: Actor, keys: Iterable[tuple[int, bytes]]) -> frozenset[int]:
    """The subjects known under these (pepper version, contact key); none for anybody but the platform."""
    if actor.role != "system":
        return frozenset()
    found = set()
    with connection.cursor() as cursor:
        for version, key in keys:
            cursor.execute("SELECT commonlist.find_subject(%s::bytea[], %s::smallint[])", [[key], [version]])
            found.add(cursor.fetchone()[0])
    return frozenset(found - {None})
