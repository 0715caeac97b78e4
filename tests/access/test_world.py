"""The world has a row of everyone's in every owned table, so that a leak would show."""

import pytest
from django.apps import apps
from django.db import connection

from coalition.platform.tenancy import OwnerKind, owner_kind
from tests.access.world import MEMBERS, World

ORGANIZATIONS = [slug for members in MEMBERS.values() for slug in members]


def _count(table: str, column: str, value: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)} WHERE {column} = %s", [value])
        return int(cursor.fetchone()[0])


@pytest.mark.parametrize("model", [m for m in apps.get_models() if owner_kind(m) not in (None, OwnerKind.PLATFORM)])
def test_everyone_has_a_row_in_every_owned_table(world: World, model: type) -> None:
    table, kind = model._meta.db_table, owner_kind(model)  # type: ignore[attr-defined]
    if kind in (OwnerKind.ORGANIZATION, OwnerKind.SHARED):
        counts = {slug: _count(table, "organization_id", world.of[slug].owner.pk) for slug in ORGANIZATIONS}
    elif kind is OwnerKind.COALITION:
        counts = {slug: _count(table, "coalition_id", world.of[slug].owner.pk) for slug in MEMBERS}
    elif kind is OwnerKind.SUBJECT:
        column = "id" if table == "consent_subject" else "subject_id"
        counts = {slug: _count(table, column, world.of[slug].ids["subject"]) for slug in ORGANIZATIONS}
    else:
        column = "acting_organization" if table == "audit_event" else "organization_id"
        counts = {slug: _count(table, column, world.of[slug].owner.pk) for slug in ORGANIZATIONS}
    assert [slug for slug, count in counts.items() if not count] == []
