"""A receipt that somebody hands over, in words. Only what is valid is put into words: the rest may say anything."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from consent.ledger.rules import receipt_terms as terms
from consent.ledger.rules.receipt_check import Finding
from consent.portal.rules.sentences import event_in_words

KINDS = {status: kind for kind, status in terms.STATUS.items()}
PURPOSES = {words[1]: purpose for purpose, words in terms.PURPOSES.items()}

FINDINGS: dict[Finding, Promise] = {
    Finding.UNREADABLE: _(
        "This is not a receipt: it cannot be read. Take the whole file, from the first { to the last }."
    ),
    Finding.PROOF: _("This carries no valid signature. Take the file as it was downloaded or mailed."),
    Finding.UNKNOWN_KEY: _("This was not signed here. If it comes from another service, look there."),
    Finding.CHANGED: _("This was changed after it was signed, or it was never signed here. Do not rely on it."),
    Finding.SCHEMA: _("This is signed, but it is not a receipt."),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that the receipt says, and who has to keep to it."""

    words: str
    said_at: datetime
    answerable: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What a valid receipt says."""

    reference: str
    issued_at: datetime
    lines: tuple[Line, ...]


def receipt_in_words(document: dict[str, Any]) -> Told:
    """A valid receipt, line by line, in the active language."""
    return Told(
        reference=document["dct:identifier"],
        issued_at=datetime.fromisoformat(document["dct:created"]),
        lines=tuple(_line(record) for record in document["dpv:hasRecordOfActivity"]),
    )


def _line(record: dict[str, Any]) -> Line:
    status, process, controller = (
        record[f"dpv:{name}"] for name in ("hasConsentStatus", "hasProcess", "hasDataController")
    )
    until, channel = status["dpv:hasDuration"], process["cl:channel"]
    everybody = controller["cl:party"] == "everybody"
    return Line(
        words=event_in_words(
            KINDS[status["@type"]],
            "" if everybody else controller["schema:name"],
            PURPOSES.get(process["dpv:hasPurpose"][1], ""),
            "" if channel == terms.EVERY_CHANNEL else channel,
            datetime.fromisoformat(until["rdf:value"]) if until["@type"] == "dpv:UntilTimeDuration" else None,
        ),
        said_at=datetime.fromisoformat(status["dpv:isIndicatedAtTime"]),
        answerable=() if everybody else _answerable(controller),
    )


def _answerable(controller: dict[str, str]) -> tuple[str, ...]:
    given = (controller[f"schema:{name}"] for name in ("name", "address", "email", "url"))
    return tuple(value for value in given if value != terms.NOT_GIVEN)
