"""The import, from file to finished rows, against COPY of the finished rows into the same indexed tables."""

import csv
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from psycopg import Connection, sql

from coalition.platform.tenancy import acting, system_actor
from orgs.actions.import_runs import run_import
from orgs.actions.imports import match_import, upload_import
from orgs.models import Import
from orgs.rules.statements import Statement
from tests.benchmarks.measure import Measurement, compared
from tests.database import superuser_connection
from tests.factories import make_organization

ROWS = 10_000
TABLES = ("consent_subject", "consent_subject_key", "consent_holding", "orgs_constituent", "orgs_contactpoint")
_numbers = count(1)


def measurements() -> Iterator[Measurement]:
    """Seconds for one file, everything included."""
    with tempfile.TemporaryDirectory() as folder, superuser_connection(settings.DATABASES["default"]["NAME"]) as plain:
        _import(Path(folder))
        copies = {table: _copy_of(plain, table) for table in TABLES}

        def floor() -> None:
            for table, rows in copies.items():
                target = sql.Identifier(f"bench_{table}")
                plain.execute(sql.SQL("TRUNCATE {}").format(target))
                with plain.cursor() as cursor, cursor.copy(sql.SQL("COPY {} FROM STDIN").format(target)) as copy:
                    copy.write(rows)

        yield compared(
            f"imports: {ROWS} rows from CSV", lambda: _import(Path(folder)), floor,
            against="COPY of the finished rows, indexes kept", target=3.0, unit="s", scale=1, runs=3,
        )  # fmt: skip


def _import(folder: Path) -> None:
    number = next(_numbers)
    path = folder / f"{number}.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["First name", "Last name", "E-mail", "Phone", "City", "External ID"])
        for row in range(ROWS):
            phone = f"+1202{2_000_000 + row:07d}"
            address = f"p{row}@list{number}.example.org"
            writer.writerow([f"Ana{row % 900}", f"Row{row}", address, phone, "Town", f"x{row}"])
    own = system_actor(organization_id=make_organization(f"bench-import-{number}").pk)
    with acting(own):
        batch = upload_import(actor=own, now=timezone.now(), file_name=path.name, source=path)
        match_import(
            actor=own, now=timezone.now(), import_id=batch.pk, columns=batch.columns, statement=Statement(), check=False
        )
        Import.objects.filter(pk=batch.pk).update(state=Import.State.QUEUED)
        counts = run_import(actor=own, now=timezone.now(), import_id=batch.pk)
    assert counts["created"] == ROWS, counts


def _copy_of(plain: Connection[Any], table: str) -> bytes:
    source, target = sql.Identifier(table), sql.Identifier(f"bench_{table}")
    plain.execute(sql.SQL("CREATE TABLE {} (LIKE {} INCLUDING ALL)").format(target, source))
    with plain.cursor() as cursor, cursor.copy(sql.SQL("COPY {} TO STDOUT").format(source)) as copy:
        return b"".join(copy)
