"""A file of 100,000 people, through the gate block by block, against COPY of the same columns."""

import csv
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from coalition.platform.tenancy import Actor, acting, system_actor
from orgs.actions.export_blocks import produce_export
from orgs.actions.exports import FilePlan, Whom, request_export
from orgs.actions.import_runs import run_import
from orgs.actions.imports import match_import, upload_import
from orgs.models import Import, Organization, PeopleExport
from orgs.queries.visible import visible_people
from orgs.rules.statements import Basis, Statement
from tests.benchmarks.measure import Measurement, compared
from tests.conftest import sign_in
from tests.database import superuser_connection
from tests.factories import actor_of, make_member, make_organization

PEOPLE = 100_000
COLUMNS = ("given_name", "family_name", "city", "postal_code")
# A decision for each person under the locks of the gate, an opened seal, and the log cost what a COPY does not do.
TARGETS = {"written and downloaded": 250.0, "downloaded": 150.0}
# The same columns with the sealed address, whether they agreed or not.
_COPY = """
COPY (SELECT c.given_name, c.family_name, c.city, c.postal_code, encode(p.sealed, 'base64')
        FROM orgs_constituent c
        LEFT JOIN LATERAL (SELECT sealed FROM orgs_contactpoint p
                            WHERE p.organization_id = c.organization_id AND p.constituent_id = c.id AND p.kind = 'email'
                            ORDER BY p.preferred DESC, p.id LIMIT 1) p ON true
       WHERE c.organization_id = {organization} ORDER BY c.family_name, c.given_name, c.id) TO STDOUT (FORMAT csv)
"""


def measurements() -> Iterator[Measurement]:
    """Seconds from asking for the file to its last byte; and of the download alone."""
    organization = make_organization("bench-exports")
    admin = make_member(organization, "admin")
    actor, client = actor_of(admin), sign_in(admin, organization)
    client.defaults["HTTP_HOST"] = "localhost"
    _bring(organization)
    made: list[int] = []

    def written() -> None:
        made.append(_written(organization, actor_of(admin)))
        _read(client.get(reverse("orgs:export-fetch", args=[made[-1]])))

    def fetched() -> None:
        _read(client.get(reverse("orgs:export-fetch", args=[made[-1]])))

    with superuser_connection(settings.DATABASES["default"]["NAME"]) as plain:
        plain.execute("VACUUM ANALYZE")

        def floor() -> None:
            with plain.cursor() as cursor, cursor.copy(_COPY.format(organization=organization.pk)) as copy:
                rows = sum(bytes(chunk).count(b"\n") for chunk in copy)
            assert rows >= PEOPLE, rows

        for name, ours in (("written and downloaded", written), ("downloaded", fetched)):
            yield compared(
                f"export: {PEOPLE:,} people with address, {name}", ours, floor,
                against="COPY of the same columns, sealed, without a gate", target=TARGETS[name], unit="s", scale=1,
                runs=3,
            )  # fmt: skip
    with acting(actor), transaction.atomic():
        assert PeopleExport.objects.latest("pk").given == PEOPLE


def _written(organization: Organization, actor: Actor) -> int:
    own = system_actor(organization_id=organization.pk)
    with acting(actor):
        plan = FilePlan("mailing", ["email"], COLUMNS)
        whom = Whom(visible_people(actor), PEOPLE, "all")
        export = request_export(actor=actor, now=timezone.now(), whom=whom, plan=plan)
    with acting(own):
        produce_export(actor=own, now=timezone.now(), export_id=export.pk)
    return export.pk


def _read(answer: Any) -> None:
    rows = sum(chunk.count(b"\n") for chunk in answer.streaming_content)
    assert rows == PEOPLE + 1, rows


def _bring(organization: Organization) -> None:
    own = system_actor(organization_id=organization.pk)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "people.csv"
        with path.open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["First name", "Last name", "E-mail", "Phone", "City", "Postal code"])
            for row in range(PEOPLE):
                address, phone = f"p{row}@bench.example.org", f"+1202{2_000_000 + row:07d}"
                place = f"Town {row % 40}", f"0{row % 9000:04d}"
                writer.writerow([f"Ana{row % 900}", f"Row{row % 7000}", address, phone, *place])
        with acting(own):
            batch = upload_import(actor=own, now=timezone.now(), file_name=path.name, source=path)
            statement = Statement(basis={"email": Basis("signed up")})
            match_import(
                actor=own, now=timezone.now(), import_id=batch.pk, columns=batch.columns, statement=statement,
                check=False,
            )  # fmt: skip
            Import.objects.filter(pk=batch.pk).update(state=Import.State.QUEUED)
            assert run_import(actor=own, now=timezone.now(), import_id=batch.pk)["created"] == PEOPLE
