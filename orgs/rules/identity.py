"""Who is the same person: external id; else a contact point and a compatible given name; else name and address;
else a new person, recognized on re-import by the row's fingerprint.

Rows are taken in their order, as if they had been imported one by one. Of several people who would fit, the one who has
held the identifier longest is taken, so that the same file meets the same people again.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from orgs.rules.names import clashing_suffix, compatible
from orgs.rules.words import fold

# The identifying fields, in the order in which the fingerprint reads them.
FINGERPRINTED = (
    "external_id", "given_name", "family_name", "honorific", "street", "city", "region", "postal_code", "country",
    "job_title",
)  # fmt: skip
# Beyond so many people on one identifier (a switchboard) only equal given names are looked up.
CROWD = 50


class SomebodyElse(ValueError):
    """The external id belongs to a person with another given name."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What identifies the person of a row. ``keys``: for each contact point, its key under every pepper."""

    fingerprint: bytes
    given_name: str = ""
    family_name: str = ""
    external_id: str = ""
    keys: tuple[tuple[bytes, ...], ...] = ()
    place: str = ""


@dataclass(slots=True)
class _Holders:
    """Who holds a contact key, longest first."""

    people: list[int] = field(default_factory=list)
    by_given_name: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Resolver:
    """The people known so far. Ids are whatever the caller numbers people with."""

    by_fingerprint: dict[bytes, int] = field(default_factory=dict)
    by_external_id: dict[str, int] = field(default_factory=dict)
    by_place: dict[str, int] = field(default_factory=dict)
    _holders: dict[bytes, _Holders] = field(default_factory=dict)
    _names: dict[int, tuple[str, str]] = field(default_factory=dict)

    def know(self, person: int, given_name: str, family_name: str) -> None:
        """Introduce a person by name; a name that was empty is filled, one that is known stays."""
        given, family = self._names.get(person, ("", ""))
        self._names[person] = (given or given_name, family or family_name)

    def holds(self, person: int, key: bytes) -> None:
        """The person has this contact key."""
        holders = self._holders.setdefault(key, _Holders())
        holders.by_given_name.setdefault(fold(self._names[person][0]), person)
        if person not in holders.people[:CROWD] and len(holders.people) <= CROWD:
            holders.people.append(person)

    def resolve(self, candidate: Candidate) -> int | None:
        """The person of a row, None for a new one. Raises SomebodyElse."""
        person = self.by_fingerprint.get(candidate.fingerprint)
        if person is None and candidate.external_id:
            person = self.by_external_id.get(candidate.external_id)
            if person is not None and self._is_somebody_else(person, candidate):
                raise SomebodyElse
        if person is None:
            person = self._by_contact(candidate)
        if person is None and candidate.place:
            person = self.by_place.get(candidate.place)
        return person

    def learn(self, person: int, candidate: Candidate, *, new: bool) -> None:
        """Remember what a row said about the person it turned out to be."""
        self.know(person, candidate.given_name, candidate.family_name)
        if new:
            self.by_fingerprint[candidate.fingerprint] = person
            if candidate.place:
                self.by_place.setdefault(candidate.place, person)
        if candidate.external_id:
            self.by_external_id.setdefault(candidate.external_id, person)
        for versions in candidate.keys:
            for key in versions:
                self.holds(person, key)

    def _by_contact(self, candidate: Candidate) -> int | None:
        given = fold(candidate.given_name)
        for versions in candidate.keys:
            for key in versions:
                holders = self._holders.get(key)
                if holders is None:
                    continue
                for person in holders.people:
                    if self._may_be(person, candidate):
                        return person
                equal = holders.by_given_name.get(given)
                if equal is not None and self._may_be(equal, candidate):
                    return equal
        return None

    def _may_be(self, person: int, candidate: Candidate) -> bool:
        given, family = self._names[person]
        return compatible(given, candidate.given_name) and not clashing_suffix(family, candidate.family_name)

    def _is_somebody_else(self, person: int, candidate: Candidate) -> bool:
        # Only the given name is asked: an import never changes one, so the same file gets the same answer again.
        return not compatible(self._names[person][0], candidate.given_name)


def place_key(given_name: str, family_name: str, street: str, city: str, postal_code: str) -> str:
    """Name and address as one comparable text; empty unless both names, a street and a town or postcode are there."""
    if not (given_name and family_name and street and (city or postal_code)):
        return ""
    return "|".join(map(fold, (given_name, family_name, street, city or postal_code)))


def fingerprint(values: Sequence[str], keys: Sequence[bytes]) -> bytes:
    """Thirty-two bytes that recognize a row: its ``FINGERPRINTED`` values and its contact keys, never addresses."""
    digest = hashlib.sha256(b"commonlist/import-row/v1")
    for value in values:
        folded = fold(value).encode()
        digest.update(len(folded).to_bytes(4, "big") + folded)
    for key in sorted(keys):
        digest.update(key)
    return digest.digest()
