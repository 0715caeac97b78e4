"""The world has a row of everyone's in every owned table, so that a leak would show."""

import pytest
from django.apps import apps
from django.db import connection

from coalition.platform.tenancy import OwnerKind, owner_kind
from tests.access.world import MEMBERS, World

# How a table without a subject_id of its own tells whose its rows are.
OF_MAILBOX = "(SELECT mailbox_id FROM consent_subject WHERE id = %s)"
OF_SUBJECT = {
    "consent_subject": "id = %s",
    "consent_mailbox": f"id = {OF_MAILBOX}",
    "consent_mailbox_key": f"mailbox_id = {OF_MAILBOX}",
    "consent_suppression": "key IN (SELECT key FROM consent_subject_key WHERE subject_id = %s)",
}
OF_ADDRESS = {"consent_mailbox", "consent_mailbox_key", "consent_obligation", "consent_suppression"}
ORGANIZATIONS = [slug for members in MEMBERS.values() for slug in members]


def _count(table: str, condition: str, value: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)} WHERE {condition}", [value])
        return int(cursor.fetchone()[0])


@pytest.mark.parametrize("model", [m for m in apps.get_models() if owner_kind(m) not in (None, OwnerKind.PLATFORM)])
def test_everyone_has_a_row_in_every_owned_table(world: World, model: type) -> None:
    table, kind = model._meta.db_table, owner_kind(model)  # type: ignore[attr-defined]
    if kind in (OwnerKind.ORGANIZATION, OwnerKind.SHARED):
        counts = {slug: _count(table, "organization_id = %s", world.of[slug].owner.pk) for slug in ORGANIZATIONS}
    elif kind is OwnerKind.COALITION:
        counts = {slug: _count(table, "coalition_id = %s", world.of[slug].owner.pk) for slug in MEMBERS}
    elif kind is OwnerKind.SUBJECT:
        condition = OF_SUBJECT.get(table, "subject_id = %s")
        which = "email_subject" if table in OF_ADDRESS else "subject"
        counts = {slug: _count(table, condition, world.of[slug].ids[which]) for slug in ORGANIZATIONS}
    else:
        column = "acting_organization" if table == "audit_event" else "organization_id"
        counts = {slug: _count(table, f"{column} = %s", world.of[slug].owner.pk) for slug in ORGANIZATIONS}
    assert [slug for slug, count in counts.items() if not count] == []
