"""What an organization reads of a person's consent: what was said, how each channel stands, past contacts. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from consent.ledger.rules.facts import PERSON_ON_PLATFORM
from consent.ledger.rules.words import reason_in_words

# What an organization reports about a person, and may take back itself. A complaint only the person takes back.
OWN_LIFTS = frozenset({"deceased", "bounced", "minor"})
REPORTS = OWN_LIFTS | {"complained"}


@dataclass(frozen=True, slots=True)
class Heard:
    """One statement, on one or several of the person's identifiers. ``elsewhere``: another organization reported it."""

    ids: tuple[UUID, ...]
    subject_ids: tuple[int, ...]
    kind: str
    purpose: str
    channel: str
    everybody: bool
    coalition: int | None
    campaign: int | None
    effective_at: datetime
    until: datetime | None
    recorded_at: datetime
    actor_kind: str
    evidence: int
    method: str
    authority: str
    ours: bool
    elsewhere: bool
    source: str
    evidence_ref: str
    notice_id: int | None


@dataclass(frozen=True, slots=True)
class Said:
    """One statement as it was made: the same words about several channels."""

    heard: Heard
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoticeText:
    """What people were told, word for word. ``since`` and ``consents``: how long, and how many rest on it with us."""

    id: int
    name: str
    version: int
    language: str
    text: str
    sha256: str
    recipients: tuple[str, ...]
    created_at: datetime
    since: datetime | None = None
    consents: int = 0

    def __str__(self) -> str:
        language = get_language_info(self.language)["name_translated"]
        return _("%(name)s, version %(version)s, %(language)s") % {
            "name": self.name, "version": self.version, "language": language,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether the organization may use one channel, why (not), and the statement that decides, if it may read it."""

    channel: str
    allowed: bool
    reason: str
    heard: Heard | None = None
    rule_version: int = 0

    @property
    def words(self) -> Promise:
        """The reason as a sentence."""
        return reason_in_words(self.reason)

    @property
    def may_take_back(self) -> bool:
        """Whether it is the organization's own report, which it may take back."""
        return self.heard is not None and self.heard.ours and self.reason in OWN_LIFTS


@dataclass(frozen=True, slots=True)
class PastContact:
    """A contact of the acting organization, with the decision that was stored with it."""

    id: int
    started_at: datetime
    channel: str
    purpose: str
    campaign: int | None
    reference: str
    state: str
    outcome: str
    reason: str
    event_ids: tuple[UUID, ...]
    decided_at: datetime | None
    rule_version: int
    heard: Heard | None = None


def standing_reports(history: Sequence[Heard]) -> list[Heard]:
    """The organization's own reports that neither it nor the person has taken back; newest first, as ``history``."""
    found: list[Heard] = []
    over: set[tuple[str, str, int]] = set()
    for heard in history:
        kind = heard.kind.removesuffix("_lifted")
        lifts = heard.actor_kind in {"person", "guardian"} and heard.evidence >= PERSON_ON_PLATFORM
        if kind not in REPORTS or not (heard.ours or (lifts and heard.kind != kind)):
            continue
        reached = {(kind, heard.channel, subject) for subject in heard.subject_ids}
        if heard.kind in REPORTS and reached - over:
            found.append(heard)
        over |= reached
    return found


def statements(history: Sequence[Heard]) -> list[Said]:
    """The history with what was said of several channels at once put together, in the same order."""
    together: dict[Heard, list[Heard]] = {}
    for heard in history:
        together.setdefault(replace(heard, ids=(), subject_ids=(), channel=""), []).append(heard)
    return [Said(parts[0], tuple(sorted(part.channel for part in parts))) for parts in together.values()]


def alike(standing: Sequence[Standing]) -> list[tuple[Standing, ...]]:
    """The channels that stand alike for the same reason and by the same statement together, in the same order."""
    together: dict[tuple[bool, str, Heard | None], list[Standing]] = {}
    for each in standing:
        together.setdefault((each.allowed, each.reason, each.heard), []).append(each)
    return [tuple(same) for same in together.values()]
