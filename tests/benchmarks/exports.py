"""A file of 100,000 people, through the gate block by block, against COPY and against the least that asks and opens.

The COPY neither asks nor opens: what a file costs beside one without consent. The plain loop does once what no file
through the gate can do without: read a block, decide about it, open the addresses, write the rows. The file itself is
asked about three times: while it is written, before its first byte, and as each block is handed out.
"""

import csv
import io
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from coalition.platform.keys import open_sealed
from coalition.platform.tenancy import Actor, acting, system_actor
from consent.ledger.queries.decisions import decide_many
from orgs.actions.export_blocks import produce_export
from orgs.actions.exports import FilePlan, Whom, request_export
from orgs.actions.import_runs import run_import
from orgs.actions.imports import match_import, upload_import
from orgs.models import Import, Organization, PeopleExport
from orgs.queries.contacts import data_key, place
from orgs.queries.visible import visible_people
from orgs.rules.statements import Basis, Statement
from tests.benchmarks.measure import Measurement, compared
from tests.conftest import sign_in
from tests.database import superuser_connection
from tests.factories import actor_of, make_member, make_organization

PEOPLE = 100_000
COLUMNS = ("given_name", "family_name", "city", "postal_code")
BLOCK = 500
# A decision for each person under the locks of the gate, an opened seal, and the log cost what a COPY does not do.
COPIED = {"written and downloaded": 80.0, "downloaded": 40.0}
ASKED = {"written and downloaded": 4.0, "downloaded": 2.0}
# The same columns with the sealed address, whether they agreed or not.
_COPY = """
COPY (SELECT c.given_name, c.family_name, c.city, c.postal_code, encode(p.sealed, 'base64')
        FROM orgs_constituent c
        LEFT JOIN LATERAL (SELECT sealed FROM orgs_contactpoint p
                            WHERE p.organization_id = c.organization_id AND p.constituent_id = c.id AND p.kind = 'email'
                            ORDER BY p.preferred DESC, p.id LIMIT 1) p ON true
       WHERE c.organization_id = {organization} ORDER BY c.family_name, c.given_name, c.id) TO STDOUT (FORMAT csv)
"""
_IDS = """
SELECT id FROM orgs_constituent WHERE organization_id = %s ORDER BY family_name, given_name, id
"""
_BLOCK = """
SELECT c.id, c.given_name, c.family_name, c.city, c.postal_code, p.subject_id, p.kind, p.contact_key, p.sealed
  FROM orgs_constituent c
  JOIN orgs_contactpoint p ON p.organization_id = c.organization_id AND p.constituent_id = c.id
 WHERE c.organization_id = %s AND c.id = ANY (%s)
 ORDER BY c.family_name, c.given_name, c.id, p.preferred DESC, p.id
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
            row = f"export: {PEOPLE:,} people with address, {name}"
            yield compared(
                row, ours, floor, against="COPY of the same columns, sealed, without a gate", target=COPIED[name],
                unit="s", scale=1, runs=3,
            )  # fmt: skip
            yield compared(
                row, ours, lambda: _asked_once(actor), against="plain loop: decides once, opens, writes",
                target=ASKED[name], unit="s", scale=1, runs=3,
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


def _asked_once(actor: Actor) -> None:
    rows = 0
    with acting(actor), transaction.atomic(), connection.cursor() as cursor:
        key = data_key(actor)
        cursor.execute(_IDS, [actor.organization_id])
        ids = [pk for (pk,) in cursor.fetchall()]
        for first in range(0, len(ids), BLOCK):
            cursor.execute(_BLOCK, [actor.organization_id, ids[first : first + BLOCK]])
            points = cursor.fetchall()
            pairs = [(point[0], point[5]) for point in points]
            decided = decide_many(actor=actor, people=pairs, purpose="contact", channel="email")
            text = io.StringIO()
            writer = csv.writer(text)
            for pk, *cells, _subject, kind, contact_key, sealed in points:
                if kind == "email" and decided[pk].allowed:
                    where = place(actor.organization_id or 0, contact_key)
                    writer.writerow([*cells, open_sealed(key, sealed, place=where).decode()])
            rows += text.getvalue().count("\n")
    assert rows == PEOPLE, rows


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
