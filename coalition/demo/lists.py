"""Each organization imports its own spreadsheet, as its organizer would."""

import tempfile
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from coalition.demo.accounts import team_member
from coalition.demo.organizations import FIELDS, ORGANIZATIONS, DemoOrganization
from coalition.demo.people import Person, spreadsheet
from coalition.platform.tenancy import acting, owned
from orgs.actions.import_runs import check_import, run_import
from orgs.actions.imports import match_import, upload_import
from orgs.models import Constituent
from orgs.rules.statements import Attestation, Basis, Statement

NOTICE = {
    "en": "I agree that {name} may pass my name and phone to the members of the Bay Area Housing Coalition: {others}.",
    "es": "Acepto que {name} comparta mi nombre y teléfono con quienes forman la Bay Area Housing Coalition: {others}.",
}


def import_list(own: DemoOrganization, everyone: list[Person], coalition_id: int) -> int:
    """Import the organization's list unless it has one already; how many rows were read."""
    actor = team_member(own, "organizer")
    with acting(actor), transaction.atomic():
        if owned(Constituent.objects.all(), actor).exists():
            return 0
    with acting(actor), tempfile.TemporaryDirectory() as folder:
        source = Path(folder, f"{own.slug}.csv")
        source.write_bytes(spreadsheet(own, everyone))
        now = timezone.now()
        batch = upload_import(actor=actor, now=now, file_name=source.name, source=source)
        columns = dict(zip(own.headings, FIELDS, strict=True))
        match_import(
            actor=actor,
            now=now,
            import_id=batch.pk,
            columns=columns,
            statement=_statement(own, coalition_id),
            check=False,
        )
        check_import(actor=actor, now=now, import_id=batch.pk)
        rows: int = run_import(actor=actor, now=now, import_id=batch.pk)["rows"]
        return rows


def _statement(own: DemoOrganization, coalition_id: int) -> Statement:
    basis = Basis(own.basis, "2023-03-01")
    others = ", ".join(each.name for each in ORGANIZATIONS if each.slug != own.slug)
    notice = NOTICE[own.language].format(name=own.name, others=others)
    attestation = Attestation("Membership form 2023", "2023-03-01", notice, coalition_id)
    return Statement({"email": basis, "phone": basis}, attestation)
