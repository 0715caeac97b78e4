"""What is written down of what happened with a person: kinds, outcomes, days, and who is named in a note."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

FIRST_DAY = date(1900, 1, 1)
CHANGEABLE = timedelta(days=1)
BY_HAND = "by_hand"

KIND_NAMES = {
    "call": _("Phone call"),
    "mail": _("E-mail"),
    "text": _("Text message"),
    "letter": _("Letter"),
    "meeting": _("Meeting"),
    "event": _("Event"),
    "petition": _("Petition"),
    "gift": _("Gift"),
    "shift": _("Volunteer shift"),
    "social": _("Social media"),
    "press": _("Press coverage"),
    "note": _("Note"),
}
KIND_ICONS = {
    "call": "telephone", "mail": "envelope", "text": "chat-left-text", "letter": "mailbox", "meeting": "people",
    "event": "calendar-event", "petition": "pen", "gift": "gift", "shift": "clock", "social": "megaphone",
    "press": "newspaper", "note": "journal-text",
}  # fmt: skip
# A gift has an amount and a fund: it is recorded as a gift, and appears in the history by itself.
BY_HAND_KINDS = tuple(kind for kind in KIND_NAMES if kind != "gift")
# What says nothing without words.
WORDED = frozenset({"note", "press", "social"})
COVERAGE = ("press", "social")

OUTCOME_NAMES = {
    "talked": _("Talked"),
    "no_answer": _("No answer"),
    "left_message": _("Left message"),
    "call_back": _("Call back later"),
    "wrong_number": _("Wrong number"),
    "came": _("Came"),
    "missed": _("Did not come"),
    "answered": _("Answered"),
    "agreed": _("Said yes"),
    "declined": _("Said no"),
}
# Written by the calling screen and by messages; nobody chooses them here.
OTHER_OUTCOMES = {"do_not_call": _("Do not call again"), "sent": _("Sent")}
SENTIMENT_NAMES = {"good": _("Friendly"), "neutral": _("Neutral"), "bad": _("Critical")}
SENTIMENT_TONES = {"good": "ok", "neutral": "neutral", "bad": "bad"}


@dataclass(frozen=True, slots=True)
class Details:
    """What may be said of an interaction beyond its one line; ``tell`` are users who find it in their inbox."""

    body: str = ""
    outcome: str = ""
    sentiment: str = ""
    topic: str = ""
    outlet: str = ""
    link: str = ""
    ask_id: int | None = None
    tell: tuple[int, ...] = ()


def day_problem(day: date, today: date) -> Any:
    """What is wrong with the day on which something happened, in words; None if nothing."""
    if day < FIRST_DAY:
        return _("Enter a day from 1900 on. Is the year right?")
    if day > today:
        return _("This day is still to come. Enter today or an earlier day.")
    return None


def moment_of(day: date | None, today: date) -> datetime | None:
    """Noon of an earlier day, in UTC; None for today: that is now."""
    return None if day is None or day >= today else datetime.combine(day, time(12), tzinfo=UTC)


def source_in_words(source: str) -> Any:
    """Where an entry came from, if not from the hand of whoever is named beside it."""
    words = {
        "": "", BY_HAND: "", "history": _("earlier records"), "gift": _("gift"), "message": _("sent from here"),
        "call": _("call list"), "import": _("import"), "form": _("form"),
    }  # fmt: skip
    return words.get(source.partition(" ")[0], source)


class Ambiguous(Exception):
    """An @name that two colleagues have. ``name`` is it."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def mentioned(text: str, names: Mapping[int, str]) -> set[int]:
    """Who of ``names`` (user id to name) is named with an @: by the whole name, or by a first name that one has.

    Whatever else follows an @ stays what it is. Raises Ambiguous.
    """
    if "@" not in text:
        return set()
    found: set[int] = set()
    calls = _calls(names)
    for match in re.finditer(r"(?<![\w@.])@(?=\w)", text):
        rest = text[match.end() :]
        called = next((call for call in calls if _starts(rest, call)), None)
        if called is None:
            continue
        if len(calls[called]) > 1:
            raise Ambiguous(rest[: len(called)])
        found |= set(calls[called])
    return found


def _calls(names: Mapping[int, str]) -> dict[str, list[int]]:
    # The longest first: "Ana María" before "Ana".
    calls: dict[str, list[int]] = {}
    for user, name in names.items():
        whole = " ".join(name.split())
        for call in {whole, whole.partition(" ")[0]} - {""}:
            calls.setdefault(call, []).append(user)
    return dict(sorted(calls.items(), key=lambda call: -len(call[0])))


def _starts(rest: str, call: str) -> bool:
    return re.match(rf"{re.escape(call)}(?!\w)", rest, re.IGNORECASE) is not None


def split_cursor(cursor: str) -> tuple[datetime, int] | None:
    """The moment and id after which a page of a timeline begins; None for what is no cursor."""
    match = re.fullmatch(r"(-?\d{1,17})-(\d{1,18})", cursor)
    if match is None:
        return None
    try:
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(match[1]))
    except OverflowError:
        return None
    return moment, int(match[2])


def cursor_of(moment: datetime, number: int) -> str:
    """The cursor after the line of this moment and id."""
    return f"{(moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)}-{number}"


def in_one_line(words: str, most: int = 300) -> str:
    """The first line of a longer text, to stand for it in lists."""
    lines: Sequence[str] = [line.strip() for line in words.splitlines() if line.strip()]
    first = lines[0] if lines else ""
    return first if len(first) <= most else first[: most - 1] + "…"
