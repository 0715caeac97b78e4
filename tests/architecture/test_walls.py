"""Every table declares its owner, and the database enforces exactly what was declared."""

from collections import defaultdict
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models

from coalition.platform.tenancy import OwnerKind, owner_kind
from coalition.platform.tenancy.owners import PACKAGE_APPS
from coalition.platform.tenancy.rows import TABLES_WITHOUT_MODEL

pytestmark = pytest.mark.django_db

OURS = {
    "audit", "capture", "consent", "demo", "explorer", "orgs", "platform", "portal", "propagation", "requests",
    "sharing",
}  # fmt: skip
ORGANIZATION = "(organization_id = (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::bigint)"
COALITION = "(coalition_id = ANY ((NULLIF(current_setting('app.coalition_ids'::text, true), ''::text))::bigint[]))"
SUBJECT = (
    "(subject_id = ANY (( SELECT (NULLIF(current_setting('app.subject_ids'::text, true), ''::text))::bigint[]"
    ' AS "nullif")::bigint[]))'
)
NOBODY = "(NULLIF(current_setting('app.organization_id'::text, true), ''::text) IS NULL)"
SHARED = f"({ORGANIZATION} OR ({NOBODY} AND {COALITION}))"
PARTY = (
    "(EXISTS ( SELECT 1 FROM audit_event_party party WHERE ((party.event_id = audit_event.event_id)"
    " AND (party.recorded_at = audit_event.recorded_at))))"
)
POLICY = {
    OwnerKind.ORGANIZATION: ORGANIZATION,
    OwnerKind.COALITION: COALITION,
    OwnerKind.SHARED: SHARED,
    OwnerKind.SUBJECT: SUBJECT,
    OwnerKind.PARTY: PARTY,
}
# Tables whose rows are closer than their kind says, each written out here a second time.
CLOSER = {
    "audit_event_party": SHARED,
    "consent_obligation": f"({SUBJECT} OR {ORGANIZATION.replace('organization_id =', 'holder_id =')})",
    "consent_subject": SUBJECT.replace("subject_id =", "id ="),
    **dict.fromkeys(("consent_mailbox", "consent_mailbox_key", "consent_suppression"), "false"),
}
APPENDED = {OwnerKind.SUBJECT, OwnerKind.PARTY}
OWNER_COLUMNS = {
    OwnerKind.ORGANIZATION: {"organization_id"},
    OwnerKind.COALITION: {"coalition_id"},
    OwnerKind.SHARED: {"organization_id", "coalition_id"},
}


def _rows(statement: str, parameters: list[Any] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())


def _models() -> list[type[models.Model]]:
    return [model for model in apps.get_models(include_auto_created=True) if not model._meta.proxy]


def _owned() -> list[tuple[str, OwnerKind]]:
    kinds = [(model._meta.db_table, owner_kind(model)) for model in _models()]
    return [(table, kind) for table, kind in kinds if kind is not None and kind is not OwnerKind.PLATFORM]


def test_every_model_declares_its_owner() -> None:
    assert [model._meta.label for model in _models() if owner_kind(model) is None] == []


def test_only_packages_are_excused_from_declaring() -> None:
    labels = {config.label for config in apps.get_app_configs()}
    assert labels - OURS <= PACKAGE_APPS | {"staticfiles", "postgres", "allauth", "rest_framework", "django_htmx",
                                            "template_partials", "csp"}  # fmt: skip
    assert not OURS & PACKAGE_APPS


def test_a_model_without_declaration_would_get_no_right_at_all() -> None:
    class Undeclared(models.Model):
        class Meta:
            app_label = "somewhere"

        def __str__(self) -> str:
            return ""

    assert owner_kind(Undeclared) is None


@pytest.mark.parametrize(("table", "kind"), _owned())
def test_the_wall_stands_as_declared(table: str, kind: OwnerKind) -> None:
    forced = _rows("SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = to_regclass(%s)", [table])
    assert forced == [(True, True)]

    expected = CLOSER.get(table, POLICY[kind])
    policies = {
        name: (command, permissive, roles, _plain(using), _plain(check))
        for name, command, permissive, roles, using, check in _rows(
            "SELECT policyname, cmd, permissive, roles, qual, with_check FROM pg_policies WHERE tablename = %s", [table]
        )
    }
    definer = policies.pop("definer", None)
    assert definer in (None, ("ALL", "PERMISSIVE", ["commonlist_definer"], "true", "true"))
    app = ["commonlist_app"]
    if kind in APPENDED:
        assert policies == {
            "wall": ("SELECT", "PERMISSIVE", app, expected, None),
            "wall_add": ("INSERT", "PERMISSIVE", app, None, _addition(table)),
        }
    else:
        assert policies == {"wall": ("ALL", "PERMISSIVE", app, expected, expected)}


def _addition(table: str) -> str | None:
    """The declared condition of an addition, as PostgreSQL writes it back."""
    model = next(model for model in _models() if model._meta.db_table == table)
    if not hasattr(model, "row_addition"):
        return "true"
    _run("DROP TABLE IF EXISTS pg_temp.probe")
    _run(f"CREATE TEMPORARY TABLE probe (LIKE {table}) ON COMMIT DROP")
    _run(f"CREATE POLICY added ON pg_temp.probe FOR INSERT WITH CHECK ({model.row_addition})")
    return _plain(_rows("SELECT with_check FROM pg_policies WHERE policyname = 'added'")[0][0])


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_only_these_tables_take_additions_in_any_name() -> None:
    bound = {table for table, kind in _owned() if kind in APPENDED and _addition(table) != "true"}
    assert {table for table, kind in _owned() if kind in APPENDED} - bound == {
        "audit_event_party",
        "audit_event_subject",
        "consent_attempt",
        "consent_hold",
        "consent_mailbox",
        "consent_mailbox_key",
        "consent_obligation",
        "consent_subject",
        "consent_subject_key",
        "consent_suppression",
    }


def _plain(expression: str | None) -> str | None:
    return None if expression is None else " ".join(expression.split())


def test_the_application_role_owns_nothing_and_bypasses_nothing() -> None:
    assert _rows("SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = 'commonlist_app'") == [
        (False, False, False)
    ]
    assert _rows("SELECT relname FROM pg_class WHERE relowner = 'commonlist_app'::regrole") == []
    assert _rows("SELECT pg_has_role('commonlist_app', 'commonlist_owner', 'MEMBER')") == [(False,)]
    assert _rows("SELECT pg_has_role('commonlist_app', 'commonlist_definer', 'MEMBER')") == [(False,)]


def test_the_application_role_has_rights_on_declared_tables_alone() -> None:
    granted = _rows(
        "SELECT DISTINCT relname::text FROM pg_class"
        " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
        " AND has_table_privilege('commonlist_app', oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE')"
    )
    declared = {model._meta.db_table for model in _models() if owner_kind(model) is not None}
    # A partition reached directly would ignore its parent's policy.
    assert {table for (table,) in granted} - declared == set(TABLES_WITHOUT_MODEL)


def test_nobody_may_truncate() -> None:
    assert _rows(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
        " AND has_table_privilege('commonlist_app', oid, 'TRUNCATE')"
    ) == []  # fmt: skip


def test_what_is_append_only_cannot_be_changed() -> None:
    for table in ("audit_event", "audit_event_party", "audit_event_subject", "consent_event", "consent_notice"):
        assert _rows("SELECT has_table_privilege('commonlist_app', %s, 'UPDATE, DELETE')", [table]) == [(False,)], table
    for table in (
        "consent_subject", "consent_subject_key", "consent_hold", "consent_mailbox", "consent_mailbox_key",
        "consent_suppression",
    ):  # fmt: skip
        assert _rows("SELECT has_table_privilege('commonlist_app', %s, 'SELECT, UPDATE')", [table]) == [(False,)], table


def test_definer_functions_fix_their_search_path_and_belong_to_the_definer() -> None:
    wrong = _rows(
        "SELECT proname::text FROM pg_proc WHERE pronamespace = 'commonlist'::regnamespace AND prosecdef"
        " AND (NOT 'search_path=pg_catalog, public, pg_temp' = ANY (coalesce(proconfig, '{}'))"
        "      OR proowner NOT IN ('commonlist_definer'::regrole, 'commonlist_owner'::regrole))"
    )
    assert wrong == []
    # Creating and analyzing tables need their owner; everything else needs only the definer's policies.
    assert _rows(
        "SELECT proname::text FROM pg_proc WHERE pronamespace = 'commonlist'::regnamespace AND prosecdef"
        " AND proowner = 'commonlist_owner'::regrole ORDER BY 1"
    ) == [("ensure_partitions",), ("gather_statistics",)]


def _foreign_keys() -> dict[str, set[tuple[frozenset[str], str]]]:
    keys: dict[str, set[tuple[frozenset[str], str]]] = defaultdict(set)
    for table, target, columns in _rows(
        "SELECT conrelid::regclass::text, confrelid::regclass::text,"
        " (SELECT array_agg(attname::text) FROM pg_attribute WHERE attrelid = conrelid AND attnum = ANY (conkey))"
        " FROM pg_constraint WHERE contype = 'f' AND conparentid = 0"
    ):
        keys[table].add((frozenset(columns), target))
    return keys


def test_foreign_keys_between_owned_tables_carry_the_owner() -> None:
    owned = {table: OWNER_COLUMNS[kind] for table, kind in _owned() if kind in OWNER_COLUMNS}
    plain = [
        (table, sorted(columns), target)
        for table, keys in _foreign_keys().items()
        for columns, target in keys
        if table in owned and target in owned and not owned[target] & columns
    ]
    assert plain == []


def test_every_relation_between_owned_tables_is_kept_by_the_database() -> None:
    keys = _foreign_keys()
    missing = []
    for model in _models():
        for field in model._meta.concrete_fields:
            target = field.related_model
            if isinstance(target, type) and owner_kind(model) in OWNER_COLUMNS and owner_kind(target) in OWNER_COLUMNS:
                table = model._meta.db_table
                if not any(field.column in columns and to == target._meta.db_table for columns, to in keys[table]):
                    missing.append(f"{table}.{field.column} -> {target._meta.db_table}")
    assert missing == []


def test_unique_keys_of_organizations_begin_with_the_organization() -> None:
    owned = [table for table, kind in _owned() if kind is OwnerKind.ORGANIZATION]
    wrong = _rows(
        "SELECT tablename::text, indexname::text FROM pg_indexes"
        " WHERE tablename = ANY (%s) AND indexdef LIKE 'CREATE UNIQUE%%'"
        " AND indexname NOT LIKE '%%_pkey' AND indexdef NOT LIKE '%%(organization_id, %%'",
        [owned],
    )
    assert wrong == []
