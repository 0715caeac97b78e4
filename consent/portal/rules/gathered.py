"""What was read about a person in many places, put together as what they see."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from consent.ledger.rules.facts import Fact, Household
from consent.ledger.rules.household import name_key
from consent.portal.rules.choices import PASSING, Party
from consent.portal.rules.overview import Contact, Holder, Overview, Passing, Received, Recipient
from consent.portal.rules.records import Record
from consent.portal.rules.standing import contact_choices, passing_state, paused_until, standing_blocks


@dataclass(frozen=True, slots=True)
class Named:
    """What is public of an organization."""

    id: int
    name: str
    region: str


class Holding(Protocol):
    """That an organization holds the identifier; ``export`` when one brought it."""

    holder_id: int
    since: datetime
    source: str
    export: int | None


@dataclass(frozen=True, slots=True)
class Seen:
    """What was read in the person's own scope; ``confirmed`` of how many organizations, ``waiting`` for whom."""

    facts: Mapping[int, list[Fact]]
    contacts: Mapping[int, list[Contact]]
    reporters: Mapping[UUID, str]
    confirmed: tuple[int, int]
    waiting: frozenset[int]
    moment: datetime

    @property
    def sources(self) -> set[int]:
        """The organizations that said something about the person."""
        said = (fact.source_organization for facts in self.facts.values() for fact in facts)
        return {each for each in said if each is not None}


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything by organization: its holdings, records, the names of the files behind them, and what is public."""

    holdings: Mapping[int, Sequence[Holding]]
    records: Mapping[int, Sequence[Record]]
    files: Mapping[int, Mapping[str, str]]
    named: Mapping[int, Named]
    seen: Seen

    @property
    def names(self) -> dict[int, str]:
        """Names of the organizations."""
        return {each.id: each.name for each in self.named.values()}

    def overview(self, subject_id: int, subjects: tuple[int, ...], recipients: Mapping[Party, Recipient]) -> Overview:
        """The whole: ``subject_id`` is the proven identifier, ``subjects`` those one hop away with it."""
        facts, seen = heard(subjects, self.seen.facts), self.seen
        return Overview(
            holders=tuple(self._holder(each, subject_id) for each in self.holdings if self._holds(each)),
            subjects=subjects,
            passings=tuple(
                Passing(party, purpose, recipient, *passing_state(party, purpose, facts, seen.moment, self.names))
                for party, recipient in recipients.items()
                for purpose in PASSING
            ),
            received=tuple(self._received()),
            blocks=standing_blocks(facts, seen.moment, seen.reporters),
            paused_until=paused_until(None, facts, seen.moment),
            confirmed=seen.confirmed,
            recipients=recipients,
        )

    def _holds(self, organization: int) -> bool:
        brought = any(row.export is not None for row in self.holdings[organization])
        return bool(self.records[organization]) or organization in self.seen.contacts or brought

    def _holder(self, organization: int, subject_id: int) -> Holder:
        records, seen = self.records[organization], self.seen
        facts = heard([subject_id, *(subject for each in records for subject in each.subjects)], seen.facts)
        first = self.holdings[organization][0]
        return Holder(
            id=organization,
            name=self.named[organization].name,
            region=self.named[organization].region,
            since=first.since,
            source=first.source,
            file=self.files[organization].get(first.source, ""),
            records=tuple(records),
            choices=contact_choices(organization, facts, seen.moment, self.names, _household(records)),
            contacts=tuple(seen.contacts.get(organization, ())),
            paused_until=paused_until(organization, facts, seen.moment),
            awaited=organization in seen.waiting,
        )

    def _received(self) -> Iterable[Received]:
        for organization, rows in self.holdings.items():
            for row in rows:
                if row.export is not None:
                    yield Received(self.named[organization].name, row.since, row.source)
        for organization, contacts in self.seen.contacts.items():
            if organization not in self.holdings:
                for contact in contacts:
                    yield Received(self.named[organization].name, contact.when, contact=contact)


def heard(subjects: Iterable[int], facts: Mapping[int, list[Fact]]) -> list[Fact]:
    """What was said about any of the identifiers."""
    return [fact for key in sorted(set(subjects)) for fact in facts.get(key, [])]


def _household(records: Sequence[Record]) -> Household:
    # A no on any identifier of these records counts; a yes on another's own, or by another's name, does not. Where it
    # is not certain who looks, whatever anybody of them said is shown, so that it can be stopped.
    own = [each for each in records if each.own]
    if len(records) == 1 or len(own) != 1:
        return {}
    others = {subject for each in records if not each.own for subject in each.subjects}
    return {subject: name_key(subject, own[0].given_name) for subject in others}
