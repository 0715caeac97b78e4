"""The database wall: grants and row-level policies, built from each model's declared owner kind.

Applied by ``migrate`` after every run, in one transaction, from nothing but the declarations: a table that is not
declared gets neither right nor policy, so it fails closed.
"""

from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.db import models
from psycopg import sql

from coalition.platform.tenancy.owners import PACKAGE_APPS, OwnerKind, owner_kind

ORGANIZATION_IS_MINE = "organization_id = NULLIF(current_setting('app.organization_id', true), '')::bigint"
COALITION_IS_MINE = "coalition_id = ANY (NULLIF(current_setting('app.coalition_ids', true), '')::bigint[])"
# Chosen in a query of its own, the list is read once for a statement, not for every row.
SUBJECT_IS_MINE = "subject_id = ANY ((SELECT NULLIF(current_setting('app.subject_ids', true), '')::bigint[])::bigint[])"
NO_ORGANIZATION = "NULLIF(current_setting('app.organization_id', true), '') IS NULL"
SHARED_IS_MINE = f"{ORGANIZATION_IS_MINE} OR ({NO_ORGANIZATION} AND {COALITION_IS_MINE})"
EVENT_IS_MINE = (
    "EXISTS (SELECT 1 FROM audit_event_party party WHERE party.event_id = audit_event.event_id"
    " AND party.recorded_at = audit_event.recorded_at)"
)

# A temporary table must never stand in for one of ours: unless the path names it, PostgreSQL looks there first.
TEMPORARY_LAST = """
DO $$
DECLARE
    definer regprocedure;
BEGIN
    FOR definer IN SELECT oid FROM pg_proc WHERE prosecdef AND pronamespace = 'commonlist'::regnamespace LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = pg_catalog, public, pg_temp', definer);
    END LOOP;
END $$
"""

# Ours and Django's bookkeeping: nothing of any organization.
TABLES_WITHOUT_MODEL = {"django_migrations": "SELECT", "platform_cache": "SELECT, INSERT, UPDATE, DELETE"}
ALL_RIGHTS = ("SELECT", "INSERT", "UPDATE", "DELETE")
APPEND_ONLY = ("SELECT", "INSERT")
READS: dict[OwnerKind, str] = {
    OwnerKind.ORGANIZATION: ORGANIZATION_IS_MINE,
    OwnerKind.COALITION: COALITION_IS_MINE,
    OwnerKind.SHARED: SHARED_IS_MINE,
    OwnerKind.SUBJECT: SUBJECT_IS_MINE,
    OwnerKind.PARTY: EVENT_IS_MINE,
}


def declared_models() -> Iterator[tuple[type[models.Model], OwnerKind]]:
    """Every concrete table with its owner kind, packages included; undeclared models are left out (and so closed)."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.proxy:
            continue
        kind = owner_kind(model)
        if kind is not None:
            yield model, kind


def row_security_statements(app_role: str, definer_role: str) -> Iterator[sql.Composed]:
    """The statements that build the wall, in order; idempotent."""
    app, definer = sql.Identifier(app_role), sql.Identifier(definer_role)
    for model, kind in declared_models():
        table = sql.Identifier(model._meta.db_table)
        rights = getattr(model, "app_rights", ALL_RIGHTS if kind not in _APPENDED else APPEND_ONLY)
        yield sql.SQL("REVOKE ALL ON {} FROM PUBLIC, {}").format(table, app)
        if rights:
            yield sql.SQL("GRANT {} ON {} TO {}").format(sql.SQL(", ".join(rights)), table, app)
        if getattr(model, "definer_reads", kind in _APPENDED):
            yield sql.SQL("GRANT SELECT, INSERT, UPDATE ON {} TO {}").format(table, definer)
        if getattr(model, "definer_deletes", False):  # an erasure
            yield sql.SQL("GRANT DELETE ON {} TO {}").format(table, definer)
        if kind is not OwnerKind.PLATFORM:
            yield from _policies(model, kind, table, app, definer)
    for name, rights in TABLES_WITHOUT_MODEL.items():
        yield sql.SQL("GRANT {} ON {} TO {}").format(sql.SQL(rights), sql.Identifier(name), app)
    yield sql.SQL("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {}, {}").format(app, definer)


_APPENDED = frozenset({OwnerKind.SUBJECT, OwnerKind.PARTY})


def _policies(
    model: type[models.Model], kind: OwnerKind, table: sql.Identifier, app: sql.Identifier, definer: sql.Identifier
) -> Iterator[sql.Composed]:
    mine = sql.SQL(getattr(model, "row_policy", READS[kind]))
    yield sql.SQL("ALTER TABLE {} ENABLE ROW LEVEL SECURITY").format(table)
    yield sql.SQL("ALTER TABLE {} FORCE ROW LEVEL SECURITY").format(table)
    for name in ("wall", "wall_add", "definer"):
        yield sql.SQL("DROP POLICY IF EXISTS {} ON {}").format(sql.Identifier(name), table)
    if getattr(model, "definer_reads", kind in _APPENDED):
        yield sql.SQL("CREATE POLICY definer ON {} TO {} USING (true) WITH CHECK (true)").format(table, definer)
    if kind in _APPENDED:
        # Events about a person are written by whoever acts, and read back by the person (or the parties) alone.
        # ``row_addition`` keeps them from writing in somebody else's name.
        added = sql.SQL(getattr(model, "row_addition", "true"))
        yield sql.SQL("CREATE POLICY wall ON {} FOR SELECT TO {} USING ({})").format(table, app, mine)
        yield sql.SQL("CREATE POLICY wall_add ON {} FOR INSERT TO {} WITH CHECK ({})").format(table, app, added)
    else:
        yield sql.SQL("CREATE POLICY wall ON {} TO {} USING ({}) WITH CHECK ({})").format(table, app, mine, mine)


def function_files() -> Iterator[Path]:
    """The SQL functions of every app of ours, floor by floor: ``<app>/sql/*.sql``."""
    for config in apps.get_app_configs():
        if config.label not in PACKAGE_APPS:
            yield from sorted(Path(config.path, "sql").glob("*.sql"))


def function_statements(app_role: str, definer_role: str) -> Iterator[sql.Composable]:
    """Create or replace every function; each is owned by the definer role and executable by the application role."""
    app, definer = sql.Identifier(app_role), sql.Identifier(definer_role)
    for path in function_files():
        yield sql.Composed([sql.SQL(path.read_text())])  # our own files, no parameters
    yield sql.SQL(TEMPORARY_LAST)
    yield sql.SQL("REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA commonlist FROM PUBLIC")
    yield sql.SQL("GRANT USAGE ON SCHEMA commonlist TO {}, {}").format(app, definer)
    yield sql.SQL("GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA commonlist TO {}, {}").format(app, definer)
