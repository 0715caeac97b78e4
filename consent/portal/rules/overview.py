"""Everything that a person sees of themselves, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from consent.portal.rules.choices import Party, State, party_code
from consent.portal.rules.sentences import purpose_in_words, source_in_words


@dataclass(frozen=True, slots=True)
class Point:
    """An address or number on a record: masked, or in full for whoever proved more than one channel."""

    kind: str
    text: str
    subject: int


@dataclass(frozen=True, slots=True)
class Held:
    """A record as the organization holds it; nothing of it is shown before ``rules.masks`` has been over it."""

    id: int
    given_name: str
    family_name: str
    source: str
    points: tuple[Point, ...]
    interactions: int
    place: str
    interests: tuple[str, ...]
    skills: tuple[str, ...]
    preferred_channel: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Record:
    """One person on an organization's list who has the proven identifier. A household's other people are initials.

    ``own`` says whether this is the person who looks, as far as that is proven; ``full`` whether nothing is masked.
    """

    id: int
    name: str
    source: str
    points: tuple[Point, ...]
    interactions: int
    own: bool
    full: bool = False
    place: str = ""
    interests: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    preferred_channel: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    given_name: str = ""  # of the person's own record alone: whom their yes speaks of

    @property
    def subjects(self) -> tuple[int, ...]:
        """The subjects of its addresses and numbers."""
        return tuple(point.subject for point in self.points)

    @property
    def emails(self) -> list[str]:
        """Its addresses, as shown."""
        return [point.text for point in self.points if point.kind == "email"]

    @property
    def phones(self) -> list[str]:
        """Its numbers, as shown."""
        return [point.text for point in self.points if point.kind == "phone"]


@dataclass(frozen=True, slots=True)
class Choice:
    """What holds now for one channel of one organization, pauses left out; ``blocks`` lie on the address itself."""

    channel: str
    label: str
    allowed: bool
    state: str
    blocks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Contact:
    """One time that an organization contacted the person, or was about to."""

    attempt: int
    when: datetime
    channel: str
    purpose: str
    campaign: str
    made: bool
    on_behalf_of: int | None = None


@dataclass(frozen=True, slots=True)
class Holder:
    """An organization that has the proven identifier. ``paused_until``: no contact before, whatever else holds."""

    id: int
    name: str
    region: str
    since: datetime
    source: str
    records: tuple[Record, ...]
    choices: tuple[Choice, ...]
    contacts: tuple[Contact, ...]
    paused_until: datetime | None = None
    awaited: bool = False  # it has not confirmed yet that it acts on a no

    @property
    def source_in_words(self) -> str:
        """Where the organization has the details from."""
        return source_in_words(self.source)

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
        """Whether several people of its list have the identifier, and it is not proven who of them looks."""
        return len(self.records) > 1 and self.wishes is None

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
    """An organization that was given the details, when, and by what."""

    name: str
    when: datetime
    source: str

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
    strangers: tuple[tuple[str, Contact], ...] = ()  # contacts by organizations that hold nothing (any more)
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
        return State(contact, passing, frozenset(paused | everybody), blocks, shared, unsure)

    @property
    def silent(self) -> bool:
        """Whether no holder may contact the person by any channel."""
        return self.paused_until is not None or all(each.silent for each in self.holders)

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
