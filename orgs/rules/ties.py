"""The kinds of relationship: their words in both directions, whom they may join, and what is refused."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise
PERSON, ORGANIZATION = "person", "organization"
EARLIEST = date(1900, 1, 1)


class Refused(ValueError):
    """A relationship that cannot be, in words for the person who enters it."""

    def __init__(self, words: Words) -> None:
        super().__init__(str(words))
        self.words = words


@dataclass(frozen=True, slots=True)
class Kind:
    """``forward`` says what the first is to the second, ``backward`` what the second is to the first.

    The same words both ways: neither comes first. ``first`` and ``second`` are the types it joins; empty for any.
    """

    forward: Words
    backward: Words
    first: str = ""
    second: str = ""

    @property
    def symmetric(self) -> bool:
        """Whether both are the same to each other."""
        return self.forward is self.backward


def _same(words: Words, each: str = "") -> Kind:
    return Kind(words, words, each, each)


KINDS: Mapping[str, Kind] = {
    "spouse": _same(_("Spouse or partner of"), PERSON),
    "parent": Kind(_("Parent of"), _("Child of"), PERSON, PERSON),
    "sibling": _same(_("Brother or sister of"), PERSON),
    "relative": _same(_("Relative of"), PERSON),
    "friend": _same(_("Friend of"), PERSON),
    "neighbor": _same(_("Neighbor of")),
    "colleague": _same(_("Colleague of"), PERSON),
    "knows": _same(_("Knows")),
    "employee": Kind(_("Works for"), _("Employs"), PERSON),
    "reports_to": Kind(_("Reports to"), _("Manages"), PERSON, PERSON),
    "board": Kind(_("On the board of"), _("Has on its board"), PERSON, ORGANIZATION),
    "member": Kind(_("Member of"), _("Has as a member"), "", ORGANIZATION),
    "volunteer": Kind(_("Volunteers for"), _("Has as a volunteer"), PERSON),
    "donor_advisor": Kind(_("Donor advisor of"), _("Advised on giving by"), PERSON),
    "funder": Kind(_("Gives money to"), _("Gets money from")),
    "introduced_by": Kind(_("Introduced to us by"), _("Introduced to us"), "", PERSON),
    "covers": Kind(_("Reports in the press on"), _("In the press through")),
    "represents": Kind(_("Represents"), _("Represented by"), PERSON),
    "ally": _same(_("Allied with")),
    "part": Kind(_("Part of"), _("Includes"), ORGANIZATION, ORGANIZATION),
}  # fmt: skip
STRENGTHS: Mapping[int, Words] = {
    3: _("They know each other well"),
    2: _("They know each other"),
    1: _("They met once or twice"),
}
# Of these, nobody can be above themselves, however long the way round.
WITHOUT_LOOPS = frozenset({"parent", "reports_to", "part"})
FORWARD, BACKWARD = "forward", "backward"


@dataclass(frozen=True, slots=True)
class NewTie:
    """A relationship as entered on somebody's page: they are ``direction`` of ``kind`` to the other."""

    kind: str
    direction: str = FORWARD
    strength: int = 2
    since: date | None = None
    until: date | None = None
    note: str = ""


def choices(mine: str, other: str) -> list[tuple[str, Words]]:
    """What somebody of type ``mine`` may be to one of type ``other``: ``kind:direction`` and words, in their order."""
    found: list[tuple[str, Words]] = []
    for code, kind in KINDS.items():
        if _fits(kind, mine, other):
            found.append((f"{code}:{FORWARD}", kind.forward))
        if not kind.symmetric and _fits(kind, other, mine):
            found.append((f"{code}:{BACKWARD}", kind.backward))
    return found


def _fits(kind: Kind, first: str, second: str) -> bool:
    return kind.first in ("", first) and kind.second in ("", second)


def words_of(code: str, direction: str) -> Words:
    """What the one whose page it is is to the other. A kind that is no more speaks for itself."""
    kind = KINDS.get(code)
    if kind is None:
        return code
    return kind.forward if direction == FORWARD else kind.backward


def ordered(tie: NewTie, mine: int, other: int) -> tuple[int, int]:
    """The first and the second of the row; of a symmetric kind the lower number comes first, so that one row is all."""
    kind = KINDS[tie.kind]
    if kind.symmetric:
        return min(mine, other), max(mine, other)
    return (mine, other) if tie.direction == FORWARD else (other, mine)


def check(tie: NewTie, mine: int, other: int, types: Mapping[int, str], today: date) -> tuple[int, int]:
    """The first and the second, once the tie makes sense in itself. Raises Refused."""
    if mine == other:
        raise Refused(_("Nobody is related to themselves. Choose somebody else."))
    kind = KINDS.get(tie.kind)
    if kind is None or tie.direction not in (FORWARD, BACKWARD):
        raise Refused(_("Choose what they are to each other."))
    first, second = ordered(tie, mine, other)
    if not _fits(kind, types[first], types[second]):
        raise Refused(_("This kind of relationship does not fit a person or an organization here. Choose another."))
    if tie.strength not in STRENGTHS:
        raise Refused(_("Choose how well they know each other."))
    check_days(tie.since, tie.until, today)
    return first, second


def check_days(since: date | None, until: date | None, today: date) -> None:
    """The days of a relationship. Raises Refused."""
    for day in (since, until):
        if day is not None and day < EARLIEST:
            raise Refused(_("Enter a day after 1900, or leave it empty if you do not know."))
    if since is not None and since > today:
        raise Refused(_("It cannot begin in the future. Enter today or an earlier day."))
    if since is not None and until is not None and until < since:
        raise Refused(_("It cannot end before it begins. Check the two days."))


def overlaps(since: date | None, until: date | None, others: Iterable[tuple[date | None, date | None]]) -> bool:
    """Whether a stretch of time touches one of ``others``; an end that is not known is open."""
    begin, end = since or date.min, until or date.max
    return any(begin <= (theirs or date.max) and (first or date.min) <= end for first, theirs in others)


def strength_words(strength: int) -> Words:
    """How well two know each other, in words."""
    return STRENGTHS.get(strength, STRENGTHS[1])
