"""``verify_receipt FILE``: whether a receipt is what was signed. No database, no network unless a URL is given."""

import sys
from pathlib import Path
from typing import Any

import httpx
from django.core.management.base import BaseCommand, CommandError, CommandParser

from consent.ledger.queries.receipts import published_keys
from consent.ledger.rules.receipt_check import MAX_BYTES, Finding, Unreadable, Verdict, check_receipt, read_document

SECONDS = 5
EXIT = {Finding.VALID: 0, Finding.UNKNOWN_KEY: 3}  # every other finding: 1; what could not be looked at: 2
WORDS = {
    Finding.UNREADABLE: "not a receipt",
    Finding.PROOF: "not valid, the signature is missing or malformed",
    Finding.UNKNOWN_KEY: "not valid here, unknown key",
    Finding.CHANGED: "not valid, the content was changed after it was signed",
    Finding.SCHEMA: "not a receipt, although it is signed; it differs from the schema at",
}


class Command(BaseCommand):
    """Print one line. Exit status 0: valid, 1: not valid, 2: could not be checked, 3: signed by a key not listed."""

    help = (
        "Check the signature and the form of a receipt, offline: manage.py verify_receipt receipt.json --jwks jwks.json"
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="the receipt, a JSON file")
        parser.add_argument(
            "--jwks", metavar="FILE_OR_URL", help="the published keys (default: those of this installation)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        content = _read_file(options["file"])
        jwks = _keys(options["jwks"]) if options["jwks"] else published_keys()
        verdict = check_receipt(content, jwks)
        self.stdout.write(_line(verdict))
        status = EXIT.get(verdict.finding, 1)
        if status:
            sys.exit(status)


def _line(verdict: Verdict) -> str:
    document = verdict.document
    if verdict.valid:
        records = document["dpv:hasRecordOfActivity"]
        return (
            f"valid: receipt {document['dct:identifier']} of {document['dct:created']},"
            f" {len(records)} {'record' if len(records) == 1 else 'records'}, signed by key {verdict.kid}"
        )
    return f"{WORDS[verdict.finding]}: {verdict.why}"


def _keys(place: str) -> dict[str, Any]:
    content = _fetch(place) if place.startswith(("https://", "http://")) else _read_file(place)
    try:
        jwks = read_document(content)
    except Unreadable as error:
        raise CommandError(f"{place} holds no keys: {error}.", returncode=2) from error
    if not isinstance(jwks.get("keys"), list):
        raise CommandError(f"{place} holds no keys: it has no list “keys”.", returncode=2)
    return jwks


def _read_file(place: str) -> bytes:
    try:
        with Path(place).open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{place} cannot be read: {error.strerror}.", returncode=2) from error


def _fetch(url: str) -> bytes:
    content = b""
    try:
        with httpx.stream("GET", url, timeout=SECONDS) as answer:
            answer.raise_for_status()
            for part in answer.iter_bytes():
                content += part
                if len(content) > MAX_BYTES:
                    break
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise CommandError(f"{url} does not give the keys: {error}.", returncode=2) from error
    return content
