"""Importing small sheets, step by step as the pages and the command do it."""

from pathlib import Path
from typing import Any

from coalition.platform.tenancy import Actor, acting, system_actor
from orgs.actions.import_runs import check_import, run_import
from orgs.actions.imports import match_import, upload_import
from orgs.models import Import, Organization
from orgs.rules.statements import Statement
from tests.factories import NOW

NPSP = Path(__file__).resolve().parents[4] / "shared" / "data" / "npsp"


def upload(organization: Organization, source: Path, statement: Statement | None = None, **columns: str) -> Import:
    """Uploaded, matched (``columns`` overrules by heading) and stated, not run."""
    own = system_actor(organization_id=organization.pk)
    batch = upload_import(actor=own, now=NOW, file_name=source.name, source=source)
    return match_import(
        actor=own,
        now=NOW,
        import_id=batch.pk,
        columns={**batch.columns, **columns},
        statement=statement or Statement(),
        check=False,
    )


def import_sheet(
    organization: Organization, source: Path, statement: Statement | None = None, **columns: str
) -> dict[str, Any]:
    """The result of importing the file; its check must have said the same."""
    own: Actor = system_actor(organization_id=organization.pk)
    with acting(own):
        batch = upload(organization, source, statement, **columns)
        expected = check_import(actor=own, now=NOW, import_id=batch.pk)
        result = run_import(actor=own, now=NOW, import_id=batch.pk)
    events = result["consent"].pop("events")
    assert result == expected
    result["consent"]["events"] = events
    return result


def import_text(
    organization: Organization, folder: Path, text: str, statement: Statement | None = None, **columns: str
) -> dict[str, Any]:
    """The result of importing CSV given as text."""
    source = folder / "people.csv"
    source.write_text(text, encoding="utf-8")
    return import_sheet(organization, source, statement, **columns)


def run_text(organization: Organization, folder: Path, text: str, statement: Statement | None = None) -> dict[str, Any]:
    """The same without the check before, which reads a long list as often as the run does."""
    source = folder / "people.csv"
    source.write_text(text, encoding="utf-8")
    own: Actor = system_actor(organization_id=organization.pk)
    with acting(own):
        batch = upload(organization, source, statement)
        return run_import(actor=own, now=NOW, import_id=batch.pk)


def rows_of(result: dict[str, Any]) -> tuple[int, ...]:
    """(created, updated, unchanged, duplicates, rejected), which make up all rows."""
    parts = ("created", "updated", "unchanged", "duplicates", "rejected")
    counts = tuple(result[name] for name in parts)
    assert sum(counts) == result["rows"]
    return counts
