"""Who is to be forgotten: what every app is told, so that it deletes its own part.

An app that keeps anything about a person has ``forget(*, actor, now, who) -> {table: rows}`` in its
``actions/erasure.py`` and says there, in ``TABLES``, which tables it clears. Which of them are called, and in which
order, is written in ``consent/requests/rules/forgetters.py``. All run in one transaction; each may run again.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from coalition.platform.tenancy import Actor


@dataclass(frozen=True, slots=True)
class Identifier:
    """An address or number of the person: normalised, as it was typed in, and its consent subject."""

    subject: int
    kind: str
    normalised: str
    written: str


@dataclass(frozen=True, slots=True)
class Forgotten:
    """A person, as one organization knows them; or, without ``organization_id``, as the whole platform does.

    ``people`` are constituent ids; ``identifiers`` those that nobody else there has; ``names`` pairs (given, family).
    ``suppressed_for`` is the organization that may never contact them again, empty for every one. Nothing of this may
    be stored or logged.
    """

    organization_id: int | None
    people: tuple[int, ...]
    identifiers: tuple[Identifier, ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    suppressed_for: int | None = None

    @property
    def subjects(self) -> tuple[int, ...]:
        """The consent subjects of the identifiers."""
        return tuple(sorted({each.subject for each in self.identifiers}))


class Forgetter(Protocol):
    """Deletes an app's part of a person in the caller's transaction and scope; how many rows of which table."""

    def __call__(self, *, actor: Actor, now: datetime, who: Forgotten) -> dict[str, int]: ...


def mentions(cells: list[str], who: Forgotten) -> bool:
    """Whether a row of a spreadsheet seems to be about the person: an identifier in a cell, or the whole name.

    Rather too often than too rarely: a namesake's row that was never imported may be taken for theirs.
    """
    texts = [_plain(cell) for cell in cells]
    whole = " ".join(texts)
    digits = [re.sub(r"\D", "", cell) for cell in cells]
    for each in who.identifiers:
        if each.kind == "email" and (_plain(each.normalised) in whole or _plain(each.written) in whole):
            return True
        if each.kind == "phone" and any(each.normalised[-8:] in cell for cell in digits if len(cell) >= 8):
            return True
    words = set(re.findall(r"\w+", whole))
    return any(given and family and _words(given) | _words(family) <= words for given, family in who.names)


def _words(name: str) -> set[str]:
    return set(re.findall(r"\w+", _plain(name)))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip().casefold()
