"""Everything that a person sees of themselves, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from consent.portal.rules.choices import Party, State, party_code
from consent.portal.rules.records import Record
from consent.portal.rules.sentences import channel_in_words, purpose_in_words, source_in_words

SHOWN_RECORDS = 5  # of several people with one address


@dataclass(frozen=True, slots=True)
class Choice:
    """What holds now for one channel of one organization, pauses left out; ``blocks`` lie on the address itself.

    ``refused``: the person said no, which is more than that nobody asked.
    """

    channel: str
    label: str
    allowed: bool
    state: str
    blocks: tuple[str, ...] = ()
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Contact:
    """One time that an organization contacted the person, or was about to; ``grounds``: the events that allowed it."""

    attempt: int
    when: datetime
    channel: str
    purpose: str
    campaign: str
    made: bool
    on_behalf_of: int | None = None
    grounds: tuple[UUID, ...] = ()

    @property
    def channel_in_words(self) -> str:
        """By what."""
        return channel_in_words(self.channel)


@dataclass(frozen=True, slots=True)
class Holder:
    """An organization that has the proven identifier. ``paused_until``: no contact before, whatever else holds."""

    id: int
    name: str
    region: str
    since: datetime
    source: str
    file: str  # the name of the file behind the source, where there is one
    records: tuple[Record, ...]
    choices: tuple[Choice, ...]
    contacts: tuple[Contact, ...]
    paused_until: datetime | None = None
    awaited: bool = False  # it has not confirmed yet that it acts on a no

    @property
    def source_in_words(self) -> str:
        """Where the organization has the details from."""
        return source_in_words(self.source, self.file)

    @property
    def key(self) -> str:
        """Its number, for the names of fields."""
        return str(self.id)

    @property
    def wishes(self) -> Record | None:
        """The one record on which topics, skills and channel can be changed: the person's own, if that is certain."""
        own = [record for record in self.records if record.own]
        return own[0] if len(own) == 1 else None

    @property
    def unsure(self) -> bool:
        """Whether several people of its list have the identifier, and no name says which of them looks."""
        return len(self.records) > 1 and not self.speaks_for

    @property
    def told(self) -> tuple[Record, ...]:
        """What is shown of its records: the person's own one; while that is uncertain, each as initials, a few."""
        return (self.wishes,) if self.wishes else self.records[:SHOWN_RECORDS]

    @property
    def others(self) -> int:
        """How many people of its list there are besides."""
        return len(self.records) - len(self.told)

    @property
    def speaks_for(self) -> str:
        """The given name of whom a yes speaks of; empty where that is not certain."""
        return self.wishes.given_name if self.wishes else ""

    @property
    def silent(self) -> bool:
        """Whether it may not contact the person by any channel."""
        return self.paused_until is not None or not any(choice.allowed for choice in self.choices)


@dataclass(frozen=True, slots=True)
class Received:
    """An organization that was given the details, when, and from where; or that contacted without holding them now."""

    name: str
    when: datetime
    source: str = ""
    contact: Contact | None = None

    @property
    def source_in_words(self) -> str:
        """Where the organization has the details from."""
        return source_in_words(self.source)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody the details may be passed to; ``members`` are the organizations of a coalition, by name."""

    name: str
    members: tuple[str, ...] = ()

    @property
    def all_names(self) -> list[str]:
        """Everybody that a notice has to name."""
        return [self.name, *self.members]


@dataclass(frozen=True, slots=True)
class Passing:
    """Whether the details may be passed on to a recipient, or matched with its other lists, and since when."""

    party: Party
    purpose: str
    recipient: Recipient
    allowed: bool
    state: str
    refused: bool = False

    @property
    def field(self) -> str:
        """The name of its radios."""
        return f"pass-{party_code(self.party)}-{self.purpose}"

    @property
    def label(self) -> str:
        """What is asked."""
        return purpose_in_words(self.purpose, self.recipient.name)


@dataclass(frozen=True, slots=True)
class Block:
    """A hard block that stands: what, since when, and who reported it (empty: the person themselves)."""

    kind: str
    since: datetime
    reported_by: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything of one person. ``subjects``: the proven identifier and, one hop away, those of its records."""

    holders: tuple[Holder, ...]
    subjects: tuple[int, ...]
    passings: tuple[Passing, ...] = ()
    received: tuple[Received, ...] = ()
    blocks: tuple[Block, ...] = ()
    paused_until: datetime | None = None  # everybody
    confirmed: tuple[int, int] = (0, 0)  # organizations that confirmed the person's noes, of those that must
    recipients: Mapping[Party, Recipient] = field(default_factory=dict)

    @property
    def state(self) -> State:
        """What a change is compared with."""
        contact = {(each.id, choice.channel): choice.allowed for each in self.holders for choice in each.choices}
        passing = {(each.party, each.purpose): each.allowed for each in self.passings}
        paused: set[int | None] = {each.id for each in self.holders if each.paused_until}
        blocks = frozenset(block.kind for block in self.blocks)
        shared = frozenset(each.id for each in self.holders if len(each.records) > 1)
        unsure = frozenset(each.id for each in self.holders if each.unsure)
        everybody: set[int | None] = {None} if self.paused_until else set()
        refused: set[tuple[object, str]] = {(each.party, each.purpose) for each in self.passings if each.refused}
        refused |= {(each.id, choice.channel) for each in self.holders for choice in each.choices if choice.refused}
        return State(contact, passing, frozenset(paused | everybody), blocks, frozenset(refused), shared, unsure)

    @property
    def silent(self) -> bool:
        """Whether no holder may contact the person by any channel."""
        return self.paused_until is not None or all(each.silent for each in self.holders)

    @property
    def opened(self) -> bool:
        """Whether any record is shown in full."""
        return any(record.full for each in self.holders for record in each.records)

    @property
    def own_subjects(self) -> frozenset[int]:
        """The identifiers of the person's own records, as far as it is certain which those are."""
        records = (record for each in self.holders for record in each.records)
        return frozenset(subject for record in records if record.own for subject in record.subjects)

    @property
    def brought(self) -> frozenset[int]:
        """Those of them which are there by a correction alone, on every record that has them."""
        records = [record for each in self.holders for record in each.records if record.own]
        return frozenset(each for each in self.own_subjects if not any(record.trusts(each) for record in records))

    def speaks_for(self, organization: int | None) -> str:
        """Whom a yes speaks of: the person's given name on that holder's list, or the one that all lists agree on."""
        found = {each.speaks_for for each in self.holders if organization in {None, each.id}}
        return found.pop() if len(found) == 1 else ""

    @property
    def names(self) -> dict[int, str]:
        """Names of the holders."""
        return {each.id: each.name for each in self.holders}

    def address_blocks(self, organization: int, channel: str) -> tuple[str, ...]:
        """Blocks on the address itself that a yes to this channel takes back."""
        return next(
            (choice.blocks for each in self.holders if each.id == organization for choice in each.choices
             if choice.channel == channel), ()
        )  # fmt: skip

    def recipient(self, party: Party) -> Recipient:
        """Who that is."""
        return self.recipients[party]
