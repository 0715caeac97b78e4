"""Texts that come back: a keyword acts at once, everything else is brought to the organization that wrote last."""

import logging
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from audit.log.actions import record
from coalition.platform.handover import HandOverFailed
from coalition.platform.keys import ContactKind, InvalidContact, identifier, normalise_phone
from coalition.platform.tenancy import Actor, acting
from coalition.platform.texts import Inbound, send_text
from consent.ledger.actions.subjects import ensure_subjects
from consent.ledger.rules.new_event import Withdrawal
from consent.portal.actions.unsubscribe import stop_messages
from consent.portal.queries.hops import holders_of, last_texted_by
from consent.portal.queries.records import organization_names
from consent.portal.rules.texts import Reply, read_reply
from orgs.actions.crossing import crossing
from orgs.actions.replies import receive_reply

LOG = logging.getLogger(__name__)
LONGEST = 2_000  # characters of a text that are kept


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of a text: ``kind`` stopped, stopped_all, start, help, kept, unknown, or nobody (no number)."""

    kind: str
    language: str
    organization: str = ""
    reference: str = ""


def receive_text(*, actor: Actor, now: datetime, inbound: Inbound) -> Heard:
    """Do what the text says. Delivered twice, it acts once. Raises JournalUnavailable: then the provider tries again.

    A stop without a number that anybody holds is kept all the same: for every organization's texts. A start grants
    nothing: it is answered with the way to the portal.
    """
    reply = read_reply(inbound.body)
    try:
        number = normalise_phone(inbound.sender, "US")
    except InvalidContact:
        return Heard("nobody", reply.language)
    with transaction.atomic():
        written = identifier(ContactKind.PHONE, number)
        subject = ensure_subjects([written])[written.keys[settings.PEPPER_VERSIONS[-1]]]
        person = Actor(role="subject", subject_ids=(subject,), membership_ref="portal-text")
        organization = last_texted_by(person)
        if reply.kind == "stop":
            heard = _stop(person, now, subject, organization, reply)
        elif reply.kind == "words":
            heard = _bring(person, now, subject, organization, inbound, reply)
        else:
            heard = Heard(reply.kind, reply.language, _name(organization))
        record(
            "portal.text.received",
            actor=person,
            subjects=[subject],
            channel="sms",
            organizations=[organization] if organization else [],
            detail={"meaning": heard.kind},
        )
    return heard


def answer_text(number: str, words: str) -> None:
    """Send the answer to whoever just wrote. A provider that fails now has done no harm: what they said holds."""
    try:
        send_text(number, words)
    except HandOverFailed as failure:
        LOG.warning("the answer to a text was not sent", extra={"reason": failure.code})


def _stop(person: Actor, now: datetime, subject: int, organization: int | None, reply: Reply) -> Heard:
    scope = Withdrawal(recipient_organization=organization, channel="sms")
    if reply.everybody:
        scope = Withdrawal()
    stopped = stop_messages(actor=person, now=now, subject_id=subject, scope=scope, method="text", source="text")
    everybody = scope.recipient_organization is None
    name = "" if everybody else _name(organization)
    return Heard("stopped_all" if everybody else "stopped", reply.language, name, stopped.reference)


def _bring(
    person: Actor, now: datetime, subject: int, organization: int | None, inbound: Inbound, reply: Reply
) -> Heard:
    readers = [organization] if organization else holders_of(person)[:1]
    for own in crossing("reply", readers, actor=person) if readers else []:
        with acting(own):
            receive_reply(
                actor=own,
                now=now,
                subject_id=subject,
                words=inbound.body[:LONGEST].replace("\0", ""),
                reference=inbound.reference,
                maybe_stop=reply.maybe_stop,
            )
    return Heard("kept" if readers else "unknown", reply.language, _name(organization))


def _name(organization: int | None) -> str:
    return organization_names([organization]).get(organization, "") if organization else ""
