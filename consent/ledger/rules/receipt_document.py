"""What a receipt says, as a JSON-LD document without its proof. Pure: the same input gives the same document."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from consent.ledger.rules import receipt_terms as terms

EVERYBODY = ("everybody", 0)
GRANTS = frozenset({"granted"})
TYPE = "@type"
Party = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Controller:
    """Who answers for the data. Empty fields are shown as not given."""

    name: str
    address: str = ""
    email: str = ""
    url: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """The notice a person read: which one, and the fingerprint of its text."""

    name: str
    version: int
    language: str
    sha256: str
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """One event as the receipt tells it."""

    id: UUID
    kind: str
    effective_at: datetime
    recorded_at: datetime
    actor_kind: str
    evidence: int
    recipient_organization: int | None = None
    recipient_coalition: int | None = None
    source_organization: int | None = None
    campaign: int | None = None
    purpose: str = ""
    channel: str = ""
    until: datetime | None = None
    method: str = ""
    authority: str = ""
    legal_basis: str = ""
    told: Told | None = None

    @property
    def party(self) -> Party:
        """To whom it is addressed."""
        if self.recipient_organization is not None:
            return ("organization", self.recipient_organization)
        if self.recipient_coalition is not None:
            return ("coalition", self.recipient_coalition)
        return EVERYBODY

    @property
    def content(self) -> str:
        """What it says, whichever of the person's identifiers it was written for."""
        told = None if self.told is None else (self.told.sha256, self.told.language)
        return repr((
            self.party, self.kind, self.campaign, self.purpose, self.channel, self.until and moment(self.until), told,
            self.actor_kind, self.evidence, self.method, self.authority, self.legal_basis, self.source_organization,
        ))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Issue:
    """Which receipt: its reference, when, in which language, by whom (``base_url``), and where its schema lies."""

    reference: str
    issued_at: datetime
    language: str
    base_url: str
    schema_url: str


def compose_receipt(
    issue: Issue, events: Sequence[Said], controllers: Mapping[Party, Controller], pseudonym: Callable[[Party], str]
) -> dict[str, Any]:
    """The document over the events of one change: one record for each thing that was said.

    ``controllers`` knows the parties that the events name; ``pseudonym`` gives the person's name towards a party.
    """
    records = [_record(issue, group, controllers, pseudonym) for group in _grouped(events)]
    european = any(record["dct:conformsTo"].endswith("eu-gdpr") for record in records)
    return {
        "@context": dict(terms.CONTEXT),
        "@id": f"{issue.base_url}/p/receipts/{issue.reference}/",
        TYPE: "dpv:ConsentReceipt",
        "schema:schemaVersion": issue.schema_url,
        "dct:identifier": issue.reference,
        "dct:conformsTo": terms.PROFILE + ("receipt-eu-gdpr" if european else "receipt-record"),
        "dct:created": moment(issue.issued_at),
        "dct:language": issue.language,
        "dct:publisher": {"schema:name": "Commonlist", "schema:url": issue.base_url},
        "schema:recipient": "dpv:DataSubject",
        "dpv:hasRecordOfActivity": records,
    }


def moment(value: datetime) -> str:
    """A time in UTC with microseconds, as RFC 3339 writes it."""
    return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _grouped(events: Iterable[Said]) -> list[list[Said]]:
    ordered = sorted(events, key=lambda event: (event.content, event.recorded_at, event.id))
    groups = [list(group) for _, group in groupby(ordered, key=lambda event: event.content)]
    return sorted(groups, key=lambda group: (group[0].recorded_at, group[0].content))


def _record(
    issue: Issue, group: list[Said], controllers: Mapping[Party, Controller], pseudonym: Callable[[Party], str]
) -> dict[str, Any]:
    event = group[0]
    controller = _controller(event.party, controllers, issue)
    european = controller.country in terms.EUROPE
    record = {
        "@id": f"urn:uuid:{event.id}",
        TYPE: "dpv:ConsentRecord",
        "dct:identifier": str(event.id),
        "dct:conformsTo": terms.PROFILE + ("record-eu-gdpr" if european else "record"),
        "dpv:hasDataSubject": {"@id": f"urn:commonlist:person:{pseudonym(event.party)}", TYPE: "dpv:DataSubject"},
        "dpv:hasDataController": _party(event.party, controller),
        "dpv:hasLegalBasis": _bases(event.legal_basis, european=european),
        "dpv:hasProcess": _process(event, controllers, controller),
        "dpv:hasConsentControl": {TYPE: "dpv:WithdrawConsent", "dpv:isExercisedAt": f"{issue.base_url}/p/"},
        "dpv:hasConsentStatus": _status(event),
        "cl:ledger": {
            "cl:events": [str(each.id) for each in group],
            "cl:effectiveAt": moment(event.effective_at),
            "cl:recordedAt": moment(event.recorded_at),
            "cl:evidence": f"E{event.evidence}",
        },
    }
    if controller.country:
        record["dpv:hasJurisdiction"] = f"loc:{controller.country}"
    if event.told is not None:
        record["dpv:hasNotice"] = _notice(event.told)
    return record


def _controller(party: Party, controllers: Mapping[Party, Controller], issue: Issue) -> Controller:
    if party == EVERYBODY:
        return Controller(name=terms.EVERYBODY, url=f"{issue.base_url}/p/")
    return controllers.get(party, Controller(name=""))


def _party(party: Party, controller: Controller) -> dict[str, str]:
    return {
        TYPE: "dpv:DataController",
        "cl:party": party[0],
        "schema:name": controller.name or terms.NOT_GIVEN,
        "schema:address": controller.address or terms.NOT_GIVEN,
        "schema:email": controller.email or terms.NOT_GIVEN,
        "schema:url": controller.url or terms.NOT_GIVEN,
    }


def _bases(basis: str, *, european: bool) -> list[str]:
    known = terms.EUROPEAN_BASES if european else terms.BASES
    return list(known.get(basis, (_own_term(basis),)))


def _own_term(text: str) -> str:
    """A word of an organization's own as a term."""
    return "cl:" + re.sub(r"[^A-Za-z0-9_.-]+", "-", text)


def _process(event: Said, controllers: Mapping[Party, Controller], controller: Controller) -> dict[str, Any]:
    named = event.told.recipients if event.told is not None and event.purpose == "share" else ()
    names = named or (controller.name or terms.NOT_GIVEN,)
    source = controllers.get(("organization", event.source_organization or 0))
    process: dict[str, Any] = {
        TYPE: "dpv:Process",
        "dpv:hasPurpose": list(terms.PURPOSES.get(event.purpose, ("dpv:Purpose", _own_term(event.purpose)))),
        "dpv:hasProcessing": list(terms.PROCESSING.get(event.purpose, ("dpv:Use",))),
        "cl:channel": event.channel or terms.EVERY_CHANNEL,
        "dpv:hasPersonalData": [terms.PERSONAL_DATA.get(event.channel, terms.PERSONAL_DATA[""])],
        "dpv:hasDataSource": source.name if source is not None else "dpv:DataSubject",
        "dpv:hasRecipient": [{TYPE: "dpv:Recipient", "schema:name": name} for name in names],
        "dpv:hasStorageCondition": {
            TYPE: "dpv:StorageDuration",
            "dpv:hasDuration": {
                TYPE: "dpv:UntilEventDuration",
                "rdf:value": terms.KEPT_UNTIL_NO if event.kind in GRANTS else terms.KEPT_TO_HOLD,
            },
        },
    }
    if event.campaign is not None:
        process["cl:campaign"] = str(event.campaign)
    return process


def _status(event: Said) -> dict[str, Any]:
    status: dict[str, Any] = {
        TYPE: terms.STATUS[event.kind],
        "dpv:isIndicatedBy": terms.INDICATED_BY[event.actor_kind],
        "dpv:isIndicatedAtTime": moment(event.effective_at),
        "dpv:hasIndicationMethod": terms.METHODS.get(event.method, terms.NOT_GIVEN),
        "dpv:hasDuration": {TYPE: "dpv:UntilEventDuration", "rdf:value": terms.UNTIL_SAID_OTHERWISE},
    }
    if event.until is not None:
        status["dpv:hasDuration"] = {TYPE: "dpv:UntilTimeDuration", "rdf:value": moment(event.until)}
    if event.authority:
        status["cl:authority"] = event.authority
    return status


def _notice(told: Told) -> dict[str, Any]:
    return {
        TYPE: "dpv:ConsentNotice",
        "dct:identifier": told.name,
        "schema:version": told.version,
        "dct:language": told.language,
        "cl:sha256": told.sha256,
    }
