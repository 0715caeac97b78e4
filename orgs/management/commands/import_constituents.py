"""``import_constituents``: a spreadsheet into one organization, from the command line."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from coalition.platform.sheets import SheetError
from coalition.platform.tenancy import Actor, acting, system_actor
from orgs.actions.import_runs import check_import, run_import
from orgs.actions.imports import discard_import, match_import, upload_import
from orgs.models import Import
from orgs.queries.directory import organizations_by_slug
from orgs.queries.imports import coalitions_of, first_values
from orgs.queries.members import acting_organization
from orgs.rules.columns import FIELDS, match_columns, problems_of
from orgs.rules.statements import (
    CHANNELS,
    MAX_TEXT,
    BadStatement,
    Basis,
    Statement,
    attestation_from,
    past_date,
)


class NothingRead(Exception):
    """Nothing could be imported: ``answer`` is what to print, before an exit status that is not zero."""

    def __init__(self, code: str, message: str, remedy: str) -> None:
        super().__init__(message)
        self.answer = {"error": code, "message": message, "remedy": remedy, "rows": 0}


class Command(BaseCommand):
    help = (
        "Import people from a spreadsheet (.csv, .xlsx, .ods) and print one JSON object:"
        " manage.py import_constituents --organization harbor-tenants members.csv --basis 'membership form'"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--organization", required=True, metavar="SLUG")
        parser.add_argument(
            "--basis",
            default="",
            metavar="TEXT",
            help="how these people agreed to hear from the organization; without it nobody becomes contactable",
        )
        parser.add_argument("--since", default="", metavar="DATE", help="since when they agreed, as YYYY-MM-DD")
        parser.add_argument(
            "--channels", default="email,phone", help="the channels that the basis covers: email, phone, sms"
        )
        parser.add_argument(
            "--attest",
            default="",
            metavar="JSON",
            help='behind "may share": {"form": …, "date": …, "notice": …}; "coalition": SLUG where there are several',
        )
        parser.add_argument(
            "--column", action="append", default=[], metavar="HEADING=FIELD", help="settle a column; may be repeated"
        )
        parser.add_argument("--dry-run", action="store_true", help="count what would change, and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        slug = options["organization"]
        organization = organizations_by_slug([slug]).get(slug)
        if organization is None:
            raise CommandError(f"There is no organization “{slug}”: create it with create_organization.")
        actor = system_actor(organization_id=organization.pk)
        try:
            with acting(actor):
                answer = _import(actor, options)
        except NothingRead as error:
            self.stdout.write(json.dumps({"file": options["file"].name, **error.answer}, ensure_ascii=False))
            raise SystemExit(1) from error
        self.stdout.write(json.dumps({"organization": slug, **answer}, ensure_ascii=False))


def _import(actor: Actor, options: dict[str, Any]) -> dict[str, Any]:
    source: Path = options["file"]
    statement = _statement(actor, options)
    try:
        batch = upload_import(actor=actor, now=timezone.now(), file_name=source.name, source=source)
    except SheetError as error:
        raise NothingRead(error.code, error.message, error.remedy) from error
    except OSError as error:
        message = f"The file cannot be opened: {error.strerror}."
        raise NothingRead("unreadable", message, "Check its path and its permissions.") from error
    try:
        columns = _columns(batch, options["column"], acting_organization(actor).not_collected)
        match_import(
            actor=actor, now=timezone.now(), import_id=batch.pk, columns=columns, statement=statement, check=False
        )
        counts = check_import(actor=actor, now=timezone.now(), import_id=batch.pk)
        if not options["dry_run"]:
            counts = run_import(actor=actor, now=timezone.now(), import_id=batch.pk)
    except BadStatement as error:
        discard_import(actor=actor, now=timezone.now(), import_id=batch.pk)
        raise CommandError(str(error)) from error
    except (NothingRead, CommandError):
        discard_import(actor=actor, now=timezone.now(), import_id=batch.pk)
        raise
    if options["dry_run"]:
        discard_import(actor=actor, now=timezone.now(), import_id=batch.pk)
    return _answer(batch, columns, statement, counts, dry_run=options["dry_run"])


def _statement(actor: Actor, options: dict[str, Any]) -> Statement:
    today = timezone.localdate()
    basis, attestation = {}, None
    try:
        if options["basis"].strip():
            since = past_date(options["since"], today, code="since") if options["since"] else ""
            how = options["basis"].strip()[:MAX_TEXT]
            basis = {channel: Basis(how, since) for channel in _channels(options["channels"])}
        if options["attest"]:
            attestation, slug = attestation_from(options["attest"], today)
            attestation = attestation.naming(_coalition(actor, slug))
    except BadStatement as error:
        raise CommandError(str(error)) from error
    return Statement(basis, attestation)


def _channels(text: str) -> list[str]:
    channels = [channel.strip() for channel in text.split(",") if channel.strip()]
    unknown = [channel for channel in channels if channel not in CHANNELS]
    if unknown:
        raise CommandError(f"“{unknown[0]}” is no channel of a basis: choose among {', '.join(CHANNELS)}.")
    return channels


def _coalition(actor: Actor, slug: str) -> int | None:
    """The coalition that the notice names: by slug, or the only one there is."""
    coalitions = coalitions_of(actor)
    if not slug:
        return coalitions[0].pk if len(coalitions) == 1 else None
    found = [coalition.pk for coalition in coalitions if coalition.slug == slug]
    if not found:
        raise BadStatement("coalition")
    return found[0]


def _columns(batch: Import, settled: list[str], not_collected: list[str]) -> dict[str, str]:
    columns = dict(batch.columns)
    for each in settled:
        heading, _equals, name = each.rpartition("=")
        if heading not in columns or (name and name not in FIELDS):
            raise CommandError(f"--column {each}: give one of the file's headings, “=” and one of {', '.join(FIELDS)}.")
        columns[heading] = name
    for heading, name in columns.items():
        if name in not_collected:
            raise NothingRead(
                "columns_not_collected",
                f"“{heading}” goes to {name}, which the organization does not collect any more.",
                "Leave the column out with --column HEADING=, or collect it again under Settings.",
            )  # fmt: skip
    problems = problems_of(columns)
    if problems:
        code, name = problems[0]
        message = (
            "No column holds a name, an e-mail, a phone or an ID." if code == "nobody" else f"Two columns go to {name}."
        )
        raise NothingRead(f"columns_{code}", message, "Settle the columns with --column HEADING=FIELD.")
    return columns


def _answer(
    batch: Import, columns: dict[str, str], statement: Statement, counts: dict[str, Any], *, dry_run: bool
) -> dict[str, Any]:
    matches = match_columns(batch.layout["headings"], first_values(batch))
    open_questions = {match.heading: list(match.candidates) for match in matches if match.candidates}
    shared = statement.attestation is not None and statement.attestation.coalition is None
    return {
        "file": batch.file_name,
        "dry_run": dry_run,
        "layout": {name: value for name, value in batch.layout.items() if name != "headings"},
        "columns": {heading: name for heading, name in columns.items() if name},
        "ignored": [heading for heading, name in columns.items() if not name and heading not in open_questions],
        "undecided": {heading: names for heading, names in open_questions.items() if not columns[heading]},
        **counts,
        **({"share_needs": "coalition"} if shared else {}),
    }
