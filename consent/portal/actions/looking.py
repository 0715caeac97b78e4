"""Looking: everything about a person, gathered organization by organization, each under its own scope, and recorded."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.db import connection, transaction

from audit.log.actions import record
from audit.log.queries.contacts import events_about, roles_behind
from coalition.platform.tenancy import Actor, acting, system_actor
from consent.ledger.queries.own import Confirmations, attempts_of, confirmations_of, facts_by_subject, holdings_of
from consent.ledger.queries.told import reporters_of
from consent.ledger.rules.facts import Fact, Household
from consent.ledger.rules.household import name_key
from consent.portal.queries.recipients import recipients_of
from consent.portal.queries.records import Named, campaign_names, import_names, organizations_named, records_of
from consent.portal.queries.sessions import Person
from consent.portal.rules.choices import PASSING
from consent.portal.rules.masks import shown
from consent.portal.rules.overview import Contact, Holder, Overview, Passing, Received, Record
from consent.portal.rules.sentences import channel_in_words, role_in_words
from consent.portal.rules.standing import contact_choices, parties, passing_state, paused_until, standing_blocks
from orgs.actions.crossing import crossing

SHOWN_CONTACTS = 50


class Holding(Protocol):
    """That an organization holds the identifier; ``export`` when one brought it."""

    holder_id: int
    since: datetime
    source: str
    export: int | None


@dataclass(frozen=True, slots=True)
class _Seen:
    """What was read in the person's own scope."""

    facts: Mapping[int, list[Fact]]
    contacts: Mapping[int, list[Contact]]
    reporters: Mapping[UUID, str]
    confirmations: Confirmations
    moment: datetime


def look(*, actor: Actor, now: datetime, person: Person) -> Overview:
    """Who holds the identifier, what, from where, who contacted the person and why, and what they may do now.

    Only records that hold the proven identifier are read. One audit event names every organization that was read.
    """
    subject_id = person.subject_id
    with transaction.atomic():
        with acting(actor):
            holdings = _by_holder(holdings_of(actor))
        held, sources = {}, {}
        for own in crossing("portal", list(holdings), actor=actor):
            holder = own.organization_id or 0
            with acting(own):
                held[holder] = records_of(own, subject_id)
                sources[holder] = import_names(own, [each.source for each in holdings[holder]])
        records = shown(held, second=person.second, full=person.full)
        subjects = _one_hop(subject_id, records)
        with acting(actor):
            record("portal.choices.read", actor=actor, subjects=[subject_id], detail={"organizations": len(holdings)})
        wide = Actor(role="subject", subject_ids=subjects, membership_ref=actor.membership_ref)
        with acting(wide):
            seen = _seen(wide, subject_id)
        named = organizations_named({*holdings, *seen.contacts})
        holders = [
            _holder(named[each], rows, records[each], sources[each], seen, subject_id)
            for each, rows in holdings.items()
            if records[each] or each in seen.contacts or _brought(rows)
        ]
        return _overview(named, holders, subjects, holdings, sources, seen)


@dataclass(frozen=True, slots=True)
class Closer:
    """One holder, with who contacted the person: contact, role (never a name), on whose behalf."""

    overview: Overview
    holder: Holder
    contacts: Sequence[tuple[Contact, str, str]]


def look_closer(*, actor: Actor, now: datetime, person: Person, organization_id: int) -> Closer | None:
    """One organization that holds the identifier, with every detail; None when it does not."""
    with transaction.atomic():
        overview = look(actor=actor, now=now, person=person)
        holder = next((each for each in overview.holders if each.id == organization_id), None)
        if holder is None:
            return None
        wide = Actor(role="subject", subject_ids=overview.subjects, membership_ref=actor.membership_ref)
        with acting(wide):
            events = events_about(wide)
        own = system_actor(organization_id=holder.id)
        with acting(own):
            roles = roles_behind(events, [contact.attempt for contact in holder.contacts])
        named = organizations_named({each.on_behalf_of for each in holder.contacts if each.on_behalf_of})
        names: dict[int | None, str] = {None: "", **{each.id: each.name for each in named.values()}}
        contacts = [
            (contact, role_in_words(roles.get(contact.attempt, "")), names.get(contact.on_behalf_of, ""))
            for contact in holder.contacts
        ]
        return Closer(overview, holder, contacts)


def _seen(wide: Actor, subject_id: int) -> _Seen:
    return _Seen(
        facts_by_subject(wide),
        _contacts(wide, subject_id),
        reporters_of(wide),
        confirmations_of(wide),
        _database_now(),
    )


def _by_holder(holdings: Iterable[Holding]) -> dict[int, list[Holding]]:
    found: dict[int, list[Holding]] = defaultdict(list)
    for each in holdings:
        found[each.holder_id].append(each)
    return dict(found)


def _brought(holdings: Iterable[Holding]) -> list[Holding]:
    return [each for each in holdings if each.export is not None]


def _one_hop(subject_id: int, records: Mapping[int, Iterable[Record]]) -> tuple[int, ...]:
    hop = {subject for each in records.values() for record_ in each for subject in record_.subjects}
    return tuple(sorted({subject_id, *hop}))


def _heard(subjects: Iterable[int], facts: Mapping[int, list[Fact]]) -> list[Fact]:
    return [fact for key in sorted(set(subjects)) for fact in facts.get(key, [])]


def _household(records: Sequence[Record]) -> Household:
    # A no on any identifier of these records counts; a yes on another's own, or by another's name, does not. Where it
    # is not certain who looks, whatever anybody of them said is shown, so that it can be stopped.
    own = [each for each in records if each.own]
    if len(records) == 1 or len(own) != 1:
        return {}
    others = {subject for each in records if not each.own for subject in each.subjects}
    return {subject: name_key(subject, own[0].given_name) for subject in others}


def _holder(
    named: Named,
    holdings: Sequence[Holding],
    records: Sequence[Record],
    sources: Mapping[str, str],
    seen: _Seen,
    subject_id: int,
) -> Holder:
    facts = _heard([subject_id, *(subject for each in records for subject in each.subjects)], seen.facts)
    first = holdings[0]
    return Holder(
        id=named.id,
        name=named.name,
        region=named.region,
        since=first.since,
        source=sources.get(first.source, first.source),
        records=tuple(records),
        choices=contact_choices(named.id, named.name, facts, seen.moment, _household(records)),
        contacts=tuple(seen.contacts.get(named.id, [])[:SHOWN_CONTACTS]),
        paused_until=paused_until(named.id, facts, seen.moment),
        awaited=named.id in seen.confirmations.waiting,
    )


def _overview(
    named: Mapping[int, Named],
    holders: Sequence[Holder],
    subjects: tuple[int, ...],
    holdings: Mapping[int, Sequence[Holding]],
    sources: Mapping[int, Mapping[str, str]],
    seen: _Seen,
) -> Overview:
    facts = _heard(subjects, seen.facts)
    recipients = recipients_of(parties(facts))
    return Overview(
        holders=tuple(holders),
        subjects=subjects,
        passings=tuple(
            Passing(party, purpose, recipient, *passing_state(party, purpose, facts, seen.moment, recipient.name))
            for party, recipient in recipients.items()
            for purpose in PASSING
        ),
        received=tuple(
            Received(named[each].name, row.since, sources[each].get(row.source, row.source))
            for each, rows in holdings.items()
            for row in _brought(rows)
        ),
        blocks=standing_blocks(facts, seen.moment, seen.reporters),
        paused_until=paused_until(None, facts, seen.moment),
        strangers=tuple(
            (named[each].name, contact)
            for each, contacts in seen.contacts.items()
            if each not in holdings
            for contact in contacts[:SHOWN_CONTACTS]
        ),
        confirmed=(seen.confirmations.confirmed, seen.confirmations.total),
        recipients=recipients,
    )


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
            channel=channel_in_words(each.channel),
            purpose=each.purpose,
            campaign=campaigns.get(each.campaign or 0, ""),
            made=each.state == "sent",
            on_behalf_of=each.on_behalf_of,
        )
        found.setdefault(each.acting_organization, []).append(contact)
    return found


def _database_now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
        return moment
