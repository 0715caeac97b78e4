"""Records that hold somebody's identifier: as the organization has them, and as the person is shown them."""

from dataclasses import dataclass

from consent.portal.rules.sentences import source_in_words


@dataclass(frozen=True, slots=True)
class Point:
    """An address or number on a record: masked, or in full for whoever proved more than one channel."""

    kind: str
    text: str
    subject: int
    unproven: bool = False  # came by a correction: no proof yet


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
    def source_in_words(self) -> str:
        """What the record itself says of its source."""
        return source_in_words(self.source)

    @property
    def subjects(self) -> tuple[int, ...]:
        """The subjects of its addresses and numbers."""
        return tuple(point.subject for point in self.points)

    def trusts(self, subject: int | None) -> bool:
        """Whether it has this identifier, and not by the word of another one alone."""
        return any(point.subject == subject and not point.unproven for point in self.points)

    @property
    def emails(self) -> list[str]:
        """Its addresses, as shown."""
        return [point.text for point in self.points if point.kind == "email"]

    @property
    def phones(self) -> list[str]:
        """Its numbers, as shown."""
        return [point.text for point in self.points if point.kind == "phone"]
