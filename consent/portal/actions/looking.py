"""Looking: everything about a person, gathered organization by organization, each under its own scope, and recorded."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from audit.log.actions import record
from coalition.platform.tenancy import Actor, acting, system_actor
from consent.ledger.queries.own import attempts_of, facts_by_subject, holdings_of
from consent.ledger.rules.effective import effective
from consent.ledger.rules.facts import Fact, Scope
from consent.portal.queries.records import Record, campaign_names, organization_names, records_of
from consent.portal.rules.choices import CHANNELS
from consent.portal.rules.sentences import channel_in_words, source_in_words, state_in_words
from orgs.actions.crossing import crossing

SHOWN_CONTACTS = 50


@dataclass(frozen=True, slots=True)
class Choice:
    """What holds now for one channel of one organization."""

    channel: str
    label: str
    allowed: bool
    state: str


@dataclass(frozen=True, slots=True)
class Contact:
    """One time that an organization contacted the person, or was about to."""

    when: datetime
    channel: str
    campaign: str
    made: bool


@dataclass(frozen=True, slots=True)
class Holder:
    """An organization that has the proven identifier."""

    id: int
    name: str
    since: datetime
    source: str
    records: tuple[Record, ...]
    choices: tuple[Choice, ...]
    contacts: tuple[Contact, ...]

    @property
    def source_in_words(self) -> str:
        """Where the organization has the details from."""
        return source_in_words(self.source)

    @property
    def silent(self) -> bool:
        """Whether it may not contact the person by any channel."""
        return not any(choice.allowed for choice in self.choices)


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything on the page. ``subjects``: the proven identifier and, one hop away, those of its records."""

    holders: tuple[Holder, ...]
    subjects: tuple[int, ...]

    @property
    def states(self) -> dict[tuple[int, str], bool]:
        """Whether contact is allowed now, by organization and channel."""
        return {(each.id, choice.channel): choice.allowed for each in self.holders for choice in each.choices}

    @property
    def names(self) -> dict[int, str]:
        """Names of the holders."""
        return {each.id: each.name for each in self.holders}


def look(*, actor: Actor, now: datetime, subject_id: int) -> Overview:
    """Who holds the identifier, what, from where, who contacted the person and why, and what they may do now.

    Only records that hold the proven identifier are read. One audit event names every organization that was read.
    """
    with transaction.atomic():
        with acting(actor):
            holdings = {each.holder_id: each for each in holdings_of(actor)}
        records = {}
        for own in crossing("portal", list(holdings), actor=actor):
            with acting(own):
                records[own.organization_id or 0] = records_of(own, subject_id)
        subjects = _one_hop(subject_id, records)
        with acting(actor):
            record("portal.choices.read", actor=actor, subjects=[subject_id], detail={"organizations": len(holdings)})
        wide = Actor(role="subject", subject_ids=subjects, membership_ref=actor.membership_ref)
        with acting(wide):
            facts, contacts, moment = facts_by_subject(wide), _contacts(wide, subject_id), _database_now()
        names = organization_names(list(holdings))
        holders = tuple(
            Holder(
                id=holder,
                name=names[holder],
                since=holding.since,
                source=holding.source,
                records=tuple(records[holder]),
                choices=_choices(holder, names[holder], _heard(subject_id, records[holder], facts), moment),
                contacts=tuple(contacts.get(holder, [])[:SHOWN_CONTACTS]),
            )
            for holder, holding in holdings.items()
            if records[holder] or holder in contacts
        )
    return Overview(holders, subjects)


def _one_hop(subject_id: int, records: Mapping[int, Iterable[Record]]) -> tuple[int, ...]:
    hop = {subject for each in records.values() for record_ in each for subject in record_.subjects}
    return tuple(sorted({subject_id, *hop}))


def _heard(subject_id: int, records: Iterable[Record], facts: Mapping[int, list[Fact]]) -> list[Fact]:
    keys = {subject_id, *(subject for each in records for subject in each.subjects)}
    return [fact for key in sorted(keys) for fact in facts.get(key, [])]


def _choices(organization: int, name: str, facts: list[Fact], moment: datetime) -> tuple[Choice, ...]:
    by_id = {fact.id: fact for fact in facts}
    found = []
    for channel in CHANNELS:
        decision = effective(facts, Scope("contact", channel, recipient_organization=organization), moment)
        decided = by_id[decision.deciding_events[0]] if decision.deciding_events else None
        state = state_in_words(decision, decided, name)
        found.append(Choice(channel, channel_in_words(channel), decision.allowed, state))
    return tuple(found)


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
            when=each.started_at,
            channel=channel_in_words(each.channel),
            campaign=campaigns.get(each.campaign or 0, ""),
            made=each.state == "sent",
        )
        found.setdefault(each.acting_organization, []).append(contact)
    return found


def _database_now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
        return moment
