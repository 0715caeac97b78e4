"""How engaged somebody is: one number with its parts, and its reasons in words.

The same formula in SQL, for a whole list at once: orgs/actions/engagement.py; a test holds the two against each other.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# How much of themselves people give, by kind of interaction. What only we do (sending, writing a note) counts nothing.
DEPTH_OF: Mapping[str, int] = {
    "call": 2, "letter": 2, "meeting": 5, "event": 4, "petition": 1, "gift": 5, "shift": 6, "social": 1, "press": 2,
}  # fmt: skip
# Outcomes of a try at which nobody was spoken to, or who answered wants no more of it.
IN_VAIN = ("no_answer", "left_message", "wrong_number", "do_not_call")
SPOKEN = ("call", "meeting")
YEAR_DAYS, WINDOW_DAYS = 365, 730
RECENCY_MOST, FREQUENCY_MOST, DEPTH_MOST = 40, 30, 30
EACH_TIME = 3  # points of frequency
STRONG = 60


@dataclass(frozen=True, slots=True)
class Deed:
    """One interaction: its kind, its day, and how it ended."""

    kind: str
    day: date
    outcome: str = ""

    @property
    def counts(self) -> bool:
        """Whether the person had a part in it."""
        return self.kind in DEPTH_OF and self.outcome not in IN_VAIN


@dataclass(frozen=True, slots=True)
class Score:
    """0 to 100, as the sum of three parts."""

    recency: int  # 40 today, one less about every nine days, none after a year
    frequency: int  # 3 for each time within a year, at most 30
    depth: int  # by what it was, within two years, at most 30

    @property
    def total(self) -> int:
        """The number itself."""
        return self.recency + self.frequency + self.depth


def score(deeds: Iterable[Deed], today: date) -> Score | None:
    """The score of somebody by what they did; None for nothing within two years."""
    ages = [((today - deed.day).days, DEPTH_OF[deed.kind]) for deed in deeds if deed.counts and deed.day <= today]
    within = [(age, depth) for age, depth in ages if age < WINDOW_DAYS]
    if not within:
        return None
    return Score(
        recency=max(0, RECENCY_MOST * (YEAR_DAYS - min(age for age, _depth in within)) // YEAR_DAYS),
        frequency=min(FREQUENCY_MOST, EACH_TIME * sum(age < YEAR_DAYS for age, _depth in within)),
        depth=min(DEPTH_MOST, sum(depth for _age, depth in within)),
    )


def level(total: int) -> str:
    """The score in one word: a code for its colour and its words."""
    return "strong" if total >= STRONG else "some" if total >= STRONG // 2 else "faint"


def level_words(total: int) -> str:
    """How engaged that is."""
    return {"strong": _("Very engaged"), "some": _("Engaged"), "faint": _("Loosely engaged")}[level(total)]


def times_words(kind: str, times: int) -> str:
    """How often somebody did something, as the end of a sentence about them."""
    sentence = {
        "call": ngettext("%(count)s call", "%(count)s calls", times),
        "letter": ngettext("%(count)s letter", "%(count)s letters", times),
        "meeting": ngettext("%(count)s meeting", "%(count)s meetings", times),
        "event": ngettext("came to %(count)s event", "came to %(count)s events", times),
        "petition": ngettext("signed %(count)s petition", "signed %(count)s petitions", times),
        "gift": ngettext("%(count)s gift", "%(count)s gifts", times),
        "shift": ngettext("%(count)s volunteer shift", "%(count)s volunteer shifts", times),
        "social": ngettext("%(count)s mention on social media", "%(count)s mentions on social media", times),
        "press": ngettext("%(count)s piece in the press", "%(count)s pieces in the press", times),
    }.get(kind, "")
    return sentence % {"count": times}


def ago_words(days: int) -> str:
    """How long ago a day is: today, yesterday, 12 days ago, 5 months ago."""
    if days <= 1:
        return _("yesterday") if days == 1 else _("today")
    if days < 60:
        return ngettext("%(count)s day ago", "%(count)s days ago", days) % {"count": days}
    if days < WINDOW_DAYS:
        return ngettext("%(count)s month ago", "%(count)s months ago", days // 30) % {"count": days // 30}
    return ngettext("%(count)s year ago", "%(count)s years ago", days // 365) % {"count": days // 365}


def reasons(year: Mapping[str, int], spoken_days: int | None, last_days: int) -> list[str]:
    """Why the score is what it is, deepest first: "came to 3 events this year", "last spoken to 12 days ago"."""
    done = [kind for kind in sorted(DEPTH_OF, key=lambda kind: -DEPTH_OF[kind]) if year.get(kind)]
    words = [times_words(kind, year[kind]) for kind in done]
    within = [_("In the last twelve months: %(what)s.") % {"what": ", ".join(words)}] if words else []
    if spoken_days is None:
        return [*within, _("Did something with us %(ago)s.") % {"ago": ago_words(last_days)}]
    return [*within, _("Last spoken to %(ago)s.") % {"ago": ago_words(spoken_days)}]
