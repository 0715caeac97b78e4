"""Taking everything along: one zip with JSON and CSV, for whoever has proven enough."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from audit.log.actions import record
from coalition.platform.tenancy import Actor, acting
from consent.ledger.queries.told import events_told
from consent.portal.actions.looking import look
from consent.portal.queries.sessions import Person
from consent.portal.queries.takeout import Row, duties_of, interactions_of, money_of, papers_of
from consent.portal.rules.bundle import FORMAT, VERSION, bundle
from consent.portal.rules.overview import Holder, Overview
from consent.portal.rules.records import Record
from orgs.actions.crossing import crossing


def take_data(*, actor: Actor, now: datetime, person: Person) -> bytes:
    """The zip, recorded as a disclosure with every organization in it. Raises PermissionDenied before the second proof.

    Records of a household that are not certainly the person's are counted, not told.
    """
    if not person.full:
        raise PermissionDenied
    with transaction.atomic():
        overview = look(actor=actor, now=now, person=person)
        told: dict[int, list[Row]] = {}
        money: dict[int, list[Row]] = {}
        for own in crossing("portal_data", [each.id for each in overview.holders], actor=actor):
            holder = next(each for each in overview.holders if each.id == own.organization_id)
            with acting(own):
                mine_there = [each.id for each in holder.records if each.full]
                told |= interactions_of(own, mine_there)
                money |= money_of(own, mine_there)
        mine = Actor(role="subject", subject_ids=_mine(person, overview), membership_ref=actor.membership_ref)
        with acting(mine):
            events, duties = events_told(mine), duties_of(mine)
        receipts, requests = papers_of(actor)
        record(
            "portal.data.taken",
            actor=actor,
            subjects=[person.subject_id],
            organizations=[each.id for each in overview.holders],
            detail={"organizations": len(overview.holders)},
        )
    return bundle(
        {
            "format": FORMAT,
            "version": VERSION,
            "made_at": now.isoformat(),
            "proven": {"kind": person.kind, "value": person.address},
            "organizations": [_holder(each, told, money) for each in overview.holders],
            "received": [
                {"organization": each.name, "when": each.when.isoformat(), "source": each.source,
                 "channel": each.contact.channel if each.contact else "",
                 "campaign": each.contact.campaign if each.contact else ""}
                for each in overview.received
            ],
            "passing_on": [
                {"recipient": each.recipient.name, "members": list(each.recipient.members), "purpose": each.purpose,
                 "allowed": each.allowed}
                for each in overview.passings
            ],
            "consent_events": events,
            "duties": duties,
            "receipts": receipts,
            "requests": requests,
        }
    )  # fmt: skip


def _mine(person: Person, overview: Overview) -> tuple[int, ...]:
    # Of a household's other people not even what was said on their own numbers.
    own = {subject for holder in overview.holders for each in holder.records if each.full for subject in each.subjects}
    return tuple(sorted({person.subject_id} | own))


def _holder(holder: Holder, told: dict[int, list[Row]], money: dict[int, list[Row]]) -> dict[str, Any]:
    return {
        "name": holder.name,
        "country": holder.region,
        "since": holder.since.isoformat(),
        "source": holder.file or holder.source,
        "records": [
            _record(each, told.get(each.id, []), money.get(each.id, [])) for each in holder.records if each.full
        ],
        "records_not_shown": sum(not each.full for each in holder.records),
        "choices": [{"channel": each.channel, "allowed": each.allowed} for each in holder.choices],
        "paused_until": holder.paused_until.isoformat() if holder.paused_until else None,
        "contacts": [
            {"when": each.when.isoformat(), "channel": each.channel, "purpose": each.purpose, "campaign": each.campaign,
             "made": each.made}
            for each in holder.contacts
        ],
    }  # fmt: skip


def _record(record_: Record, told: list[Row], money: list[Row]) -> dict[str, Any]:
    return {
        "name": record_.name,
        "source": record_.source,
        "contact_points": [{"kind": each.kind, "value": each.text} for each in record_.points],
        "facts": [{"label": label, "value": value} for label, value in record_.facts],
        "interests": list(record_.interests),
        "skills": list(record_.skills),
        "preferred_channel": record_.preferred_channel,
        "interactions": told,
        "money": money,
    }
