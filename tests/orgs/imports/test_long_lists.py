"""Long lists: no statement reads a table again for every row, whatever the statistics say."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from orgs.actions import import_plans
from orgs.rules.statements import Basis, Statement
from tests.factories import make_organization
from tests.orgs.imports.sheets import import_text

pytestmark = pytest.mark.django_db
BASIS = Statement({"email": Basis("form")})
HEAD = "First name,E-mail,Date of birth,Do not call\n"
ROWS = "Ana,ana@post.example,2015-01-02,\nLuis,luis@post.example,,yes\n"
LIST = ("orgs_constituent", "orgs_contactpoint")


def plans_of_import(folder: Path) -> tuple[dict[str, set[str]], list[str]]:
    """How the statements that read a table of the list beside the staged rows may join, and how all others may."""
    joined: dict[str, set[str]] = {table: set() for table in LIST}
    rest: list[str] = []

    def noted(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if "enable_nestloop" not in sql:
            with connection.cursor() as cursor:
                cursor.execute("SHOW enable_nestloop")
                mode = cursor.fetchone()[0]
            tables = [table for table in LIST if "pg_temp.import_" in sql and f"JOIN {table}" in sql]
            for table in tables:
                joined[table].add(mode)
            if "commonlist." in sql or "audit_event" in sql:
                rest.append(mode)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(noted):
        result = import_text(make_organization("alder"), folder, HEAD + ROWS, BASIS)
    assert (result["created"], result["consent"]["minors"]) == (2, 1)
    return joined, rest


def test_run_import_of_a_long_list_reads_each_table_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_plans, "LONG", 2)
    joined, rest = plans_of_import(tmp_path)

    assert joined == dict.fromkeys(LIST, {"off"})
    assert set(rest) == {"on"}


def test_run_import_of_a_short_list_looks_rows_up(tmp_path: Path) -> None:
    joined, rest = plans_of_import(tmp_path)

    assert joined == dict.fromkeys(LIST, {"on"})
    assert set(rest) == {"on"}


def test_run_import_tells_the_planner_how_long_the_list_is_now(tmp_path: Path) -> None:
    def planned() -> list[tuple[str, float]]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT relname, reltuples FROM pg_class WHERE relname = ANY (%s) ORDER BY 1", [list(LIST)])
            return cursor.fetchall()

    alder = make_organization("alder")
    import_text(alder, tmp_path, HEAD + ROWS, BASIS)
    before = planned()
    import_text(alder, tmp_path, HEAD + ROWS.replace("post.example", "mail.example").replace("A", "Z"), BASIS)

    assert planned() == [(table, rows + 2) for table, rows in before]
