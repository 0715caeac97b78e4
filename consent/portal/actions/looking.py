"""Looking: everything about a person, gathered organization by organization, each under its own scope, and recorded."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db import connection, transaction

from audit.log.actions import record
from audit.log.queries.contacts import events_between, roles_behind
from coalition.platform.tenancy import Actor, acting, system_actor
from consent.ledger.queries.own import attempts_of, confirmations_of, facts_by_subject, holdings_of
from consent.ledger.queries.told import reporters_of
from consent.portal.queries.recipients import recipients_of
from consent.portal.queries.records import (
    campaign_names,
    import_names,
    organization_names,
    organizations_named,
    records_of,
)
from consent.portal.queries.sessions import Person
from consent.portal.queries.takeout import notes_of
from consent.portal.rules.gathered import Gathered, Holding, Seen, heard
from consent.portal.rules.masks import shown
from consent.portal.rules.overview import Contact, Holder, Overview
from consent.portal.rules.records import Record
from consent.portal.rules.sentences import role_in_words
from consent.portal.rules.standing import parties
from consent.portal.rules.states import ground_in_words
from orgs.actions.crossing import crossing

PER_PAGE = 25


def look(*, actor: Actor, now: datetime, person: Person) -> Overview:
    """Who holds the identifier, what, from where, who contacted the person and why, and what they may do now.

    Only records that hold the proven identifier are read. One audit event names every organization that was read.
    """
    with transaction.atomic():
        return _look(actor, person)[0]


def _look(actor: Actor, person: Person) -> tuple[Overview, Gathered]:
    with acting(actor):
        holdings = _by_holder(holdings_of(actor))
    held, files = {}, {}
    for own in crossing("portal", list(holdings), actor=actor):
        holder = own.organization_id or 0
        with acting(own):
            held[holder] = records_of(own, person.subject_id, full=person.full)
            files[holder] = import_names(own, [each.source for each in holdings[holder]])
    records = shown(held, second=person.second, full=person.full, first=person.subject_id)
    subjects = _one_hop(person.subject_id, records)
    with acting(actor):
        told = {"organizations": len(holdings)}
        record("portal.choices.read", actor=actor, subjects=[person.subject_id], detail=told)
    wide = Actor(role="subject", subject_ids=subjects, membership_ref=actor.membership_ref)
    with acting(wide):
        seen = _seen(wide, person.subject_id)
    named = organizations_named({*holdings, *seen.contacts, *seen.sources})
    gathered = Gathered(holdings, records, files, named, seen)
    recipients = recipients_of(parties(heard(subjects, seen.facts)))
    return gathered.overview(person.subject_id, subjects, recipients), gathered


@dataclass(frozen=True, slots=True)
class Told:
    """A contact with the role of whoever made it (never a name), on whose behalf, and what allowed it."""

    contact: Contact
    role: str
    behalf: str
    ground: str


@dataclass(frozen=True, slots=True)
class Closer:
    """One holder, with a page of its contacts."""

    overview: Overview
    holder: Holder
    contacts: Page[Told]


def look_closer(
    *, actor: Actor, now: datetime, person: Person, organization_id: int, page: str | None = None
) -> Closer | None:
    """One organization that holds the identifier, with every detail; None when it does not."""
    with transaction.atomic():
        overview, gathered = _look(actor, person)
        holder = next((each for each in overview.holders if each.id == organization_id), None)
        if holder is None:
            return None
        contacts: Page[Any] = Paginator(holder.contacts, PER_PAGE).get_page(page)
        contacts.object_list = _told(overview, gathered, holder, list(contacts))
        return Closer(overview, holder, contacts)


def read_notes(
    *, actor: Actor, now: datetime, person: Person, organization_id: int, page: str | None = None
) -> tuple[Holder, Page[Any]] | None:
    """What the organization wrote down about the person, for whoever has proven enough to read it; None for others."""
    with transaction.atomic():
        overview, _ = _look(actor, person)
        holder = next((each for each in overview.holders if each.id == organization_id), None)
        mine = [each.id for each in holder.records if each.full] if holder else []
        if holder is None or not mine:
            return None
        own = crossing("portal_notes", [holder.id], actor=actor)[0]
        with acting(own):
            notes = Paginator(notes_of(own, mine), PER_PAGE).get_page(page)
            notes.object_list = list(notes.object_list)
        return holder, notes


def _told(overview: Overview, gathered: Gathered, holder: Holder, contacts: Sequence[Contact]) -> list[Told]:
    wide = Actor(role="subject", subject_ids=overview.subjects)
    with acting(wide):
        events = events_between(wide, [each.when for each in contacts])
    with acting(system_actor(organization_id=holder.id)):
        roles = roles_behind(events, [each.attempt for each in contacts])
    behalf = organization_names(sorted({each.on_behalf_of for each in contacts if each.on_behalf_of}))
    grounds = {fact.id: fact for fact in heard(overview.subjects, gathered.seen.facts)}
    return [
        Told(
            each,
            role_in_words(roles.get(each.attempt, "")),
            behalf.get(each.on_behalf_of or 0, ""),
            next((ground_in_words(grounds[one], gathered.names) for one in each.grounds if one in grounds), ""),
        )
        for each in contacts
    ]


def _seen(wide: Actor, subject_id: int) -> Seen:
    confirmations = confirmations_of(wide)
    return Seen(
        facts=facts_by_subject(wide),
        contacts=_contacts(wide, subject_id),
        reporters=reporters_of(wide),
        confirmed=(confirmations.confirmed, confirmations.total),
        waiting=frozenset(confirmations.waiting),
        moment=_database_now(),
    )


def _by_holder(holdings: Iterable[Holding]) -> dict[int, list[Holding]]:
    found: dict[int, list[Holding]] = defaultdict(list)
    for each in holdings:
        found[each.holder_id].append(each)
    return dict(found)


def _one_hop(subject_id: int, records: Mapping[int, Iterable[Record]]) -> tuple[int, ...]:
    hop = {subject for each in records.values() for record_ in each for subject in record_.subjects}
    return tuple(sorted({subject_id, *hop}))


def _contacts(wide: Actor, subject_id: int) -> dict[int, list[Contact]]:
    # An attempt names every identifier of the person it was meant for: a shared phone does not show another's calls.
    attempts = [
        each for each in attempts_of(wide) if subject_id in each.decision["subjects"] and each.state != "failed"
    ]
    campaigns: dict[int, str] = {}
    for coalition in sorted({each.coalition for each in attempts if each.coalition is not None}):
        own = system_actor(coalition_id=coalition)
        with acting(own):
            campaigns |= campaign_names(own, {each.campaign for each in attempts if each.campaign is not None})
    found: dict[int, list[Contact]] = {}
    for each in attempts:
        contact = Contact(
            attempt=each.pk,
            when=each.started_at,
            channel=each.channel,
            purpose=each.purpose,
            campaign=campaigns.get(each.campaign or 0, ""),
            made=each.state == "sent",
            on_behalf_of=each.on_behalf_of,
            grounds=tuple(UUID(event) for event in each.decision["events"]),
        )
        found.setdefault(each.acting_organization, []).append(contact)
    return found


def _database_now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
        return moment
