"""Checking a receipt that somebody hands over: its form, who signed it, and that nothing was changed. No database."""

import json
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from consent.ledger.rules.receipt_proof import BadProof, ContentChanged, UnknownKey, check_proof

SCHEMA_NAME = "receipt-1.schema.json"
SCHEMA_FILE = Path(__file__).resolve().parent.parent / "schemas" / SCHEMA_NAME
MAX_BYTES = 256 * 1024
MAX_INTEGER = 2**53 - 1


class Finding(StrEnum):
    """What a check found."""

    VALID = "valid"
    UNREADABLE = "unreadable"  # not a JSON document that could be a receipt
    PROOF = "proof"  # no signature, or one of another form
    UNKNOWN_KEY = "unknown key"
    CHANGED = "changed"  # signed by a known key, then altered
    SCHEMA = "schema"  # signed as it is, but not a receipt


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found, why in plain words, by which key, and, where it could be read, the document."""

    finding: Finding
    why: str = ""
    kid: str = ""
    document: dict[str, Any] = field(default_factory=dict)

    @property
    def valid(self) -> bool:
        """Whether every word of it is as it was signed."""
        return self.finding is Finding.VALID


class Unreadable(ValueError):
    """Not a document that could be a receipt; the message says why."""


def check_receipt(content: bytes, jwks: dict[str, Any]) -> Verdict:
    """Check the bytes of a receipt against the published keys. Never raises for what is in them."""
    try:
        document = read_document(content)
    except Unreadable as error:
        return Verdict(Finding.UNREADABLE, str(error))
    try:
        kid = check_proof(document, jwks)
    except UnknownKey as error:
        return Verdict(Finding.UNKNOWN_KEY, str(error), document=document)
    except ContentChanged as error:
        return Verdict(Finding.CHANGED, "; ".join([str(error), *schema_errors(document)[:1]]), document=document)
    except BadProof as error:
        return Verdict(Finding.PROOF, str(error), document=document)
    wrong = schema_errors(document)
    if wrong:
        return Verdict(Finding.SCHEMA, wrong[0], kid, document)
    return Verdict(Finding.VALID, kid=kid, document=document)


def read_document(content: bytes) -> dict[str, Any]:
    """The JSON object in ``content``, read so that it can mean one thing only. Raises Unreadable."""
    if len(content) > MAX_BYTES:
        raise Unreadable(f"it is larger than {MAX_BYTES // 1024} KB, no receipt is")
    try:
        found = json.loads(
            content.decode("utf-8"),
            object_pairs_hook=_object,
            parse_int=_integer,
            parse_float=_refuse_number,
            parse_constant=_refuse_number,
        )
    except UnicodeDecodeError as error:
        raise Unreadable("it is not a text in UTF-8") from error
    except json.JSONDecodeError as error:
        raise Unreadable(f"it is not JSON (line {error.lineno}, column {error.colno})") from error
    except RecursionError as error:
        raise Unreadable("it is nested too deeply") from error
    if not isinstance(found, dict):
        raise Unreadable("it is not a JSON object")
    return found


def schema_errors(document: dict[str, Any]) -> list[str]:
    """What the schema has against the document, the first field first; each names its place."""
    try:
        errors = sorted(_validator().iter_errors(document), key=lambda error: error.json_path)
    except RecursionError:
        return ["it is nested too deeply"]
    return [f"{error.json_path}: {_in_words(error.validator, error.message)}" for error in errors]


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of receipts."""
    loaded: dict[str, Any] = json.loads(SCHEMA_FILE.read_bytes())
    return loaded


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(schema())


def _in_words(keyword: object, message: str) -> str:
    # Values are not repeated: they can be long, and what was put in is nobody's to print.
    if keyword in {"required", "additionalProperties"}:
        return message[:200]
    return f"not as the schema says ({keyword})"


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Unreadable("a member stands in it twice")
    return found


def _integer(text: str) -> int:
    if len(text) > 16 or abs(int(text)) > MAX_INTEGER or text == "-0":
        raise Unreadable("a number in it is too large")
    return int(text)


def _refuse_number(text: str) -> float:
    raise Unreadable("a number in it is not a whole number")
