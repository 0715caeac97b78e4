"""What a person asks for on their pages: read from the form, kept to what changes something."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

CHANNELS = ("phone", "sms", "email")
PASSING = ("share", "match")
PASSING_ON = "passing"  # an objection to both
MONTHS = (1, 3, 6, 12)
ALL = "all"
# Said alone: one of these leaves no other change. A stop comes before everything else.
ALONE = ("stop", "block", "object", "pause", "resume", "unblock", "alive")


Party = tuple[int | None, int | None]  # (organization, coalition), not both empty


def party_code(party: Party) -> str:
    """A recipient in the name of a field: ``o7``, ``c3``, or ``o7c3`` for an organization within a coalition."""
    organization, coalition = party
    return ("" if organization is None else f"o{organization}") + ("" if coalition is None else f"c{coalition}")


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the check page; empty ``organization``, ``purpose`` and ``channel`` mean all of them.

    ``kind`` is yes, no, or one of ``ALONE``. ``coalition`` names a recipient that is one; ``months`` is a pause's.
    """

    kind: str
    organization: int | None = None
    channel: str = ""
    purpose: str = ""
    coalition: int | None = None
    months: int = 0

    @property
    def allow(self) -> bool:
        """Whether it opens something, and so speaks for the proven identifier alone."""
        return self.kind in {"yes", "resume", "unblock", "alive"}

    @property
    def fields(self) -> tuple[tuple[str, str], ...]:
        """Names and values that the form sends for it."""
        whom = ALL if self.organization is None else str(self.organization)
        if self.kind == "object":
            return (("object", self.purpose or whom),)
        if self.kind == "pause":
            return (("pause", str(self.months)), ("pause-whom", whom))
        if self.kind in ALONE:
            return ((self.kind, whom),)
        if self.purpose in PASSING:
            return ((f"pass-{party_code((self.organization, self.coalition))}-{self.purpose}", self.kind),)
        return ((f"choice-{self.organization}-{self.channel}", self.kind),)


@dataclass(frozen=True, slots=True)
class State:
    """What holds now, as far as a change of it is asked for.

    ``contact``: by organization and channel, whether it is allowed, pauses left out; ``passing``: by recipient and
    purpose; ``refused``: those of both to which a no stands (what was never asked is none); ``paused``: organizations
    whose pause runs (None: everybody's); ``blocks``: hard blocks that stand; ``shared``: those on whose list several
    people have the identifier, ``unsure``: where nobody knows who of them asks.
    """

    contact: Mapping[tuple[int, str], bool]
    passing: Mapping[tuple[Party, str], bool] = field(default_factory=dict)
    paused: frozenset[int | None] = frozenset()
    blocks: frozenset[str] = frozenset()
    refused: frozenset[tuple[object, str]] = frozenset()
    shared: frozenset[int] = frozenset()
    unsure: frozenset[int] = frozenset()

    @property
    def organizations(self) -> list[int]:
        """Those who hold the identifier."""
        return sorted({organization for organization, _ in self.contact})


def read_changes(sent: Mapping[str, str], now: State) -> list[Change]:
    """The changes that were asked for. One that stops, blocks, pauses or resumes leaves no other beside it.

    Unknown fields are ignored, and a choice that is already so is none.
    """
    for kind in ALONE:
        if value := sent.get(kind, ""):
            change = _alone(kind, value, sent, now)
            return [change] if change else []
    return [*_contact(sent, now), *_passing(sent, now)]


def _alone(kind: str, value: str, sent: Mapping[str, str], now: State) -> Change | None:
    if kind == "pause":
        whom, months = sent.get("pause-whom", ""), int(value) if value in {str(each) for each in MONTHS} else 0
        return _to(kind, whom, now, months=months) if months else None
    if kind == "object" and value == PASSING_ON:
        return Change(kind, purpose=value)
    if kind in {"unblock", "block", "alive"}:
        standing = {"unblock": "do_not_contact", "block": "do_not_contact", "alive": "deceased"}[kind] in now.blocks
        return Change(kind) if standing == (kind != "block") else None
    change = _to(kind, value, now)
    return None if kind == "resume" and change and change.organization not in now.paused else change


def _to(kind: str, whom: str, now: State, months: int = 0) -> Change | None:
    if whom == ALL:
        return Change(kind, months=months)
    return next((Change(kind, each, months=months) for each in now.organizations if str(each) == whom), None)


def _contact(sent: Mapping[str, str], now: State) -> Iterable[Change]:
    for (organization, channel), allowed in now.contact.items():
        answer = sent.get(f"choice-{organization}-{channel}")
        if answer == "yes" and not allowed and not now.blocks and organization not in now.unsure:
            yield Change(answer, organization, channel, "contact")
        # Whoever has not said yes themselves may still stop what another of the household gets; and a no to what nobody
        # asked yet is kept, for whoever claims a yes later.
        if answer == "no" and (organization in now.shared or (organization, channel) not in now.refused):
            yield Change(answer, organization, channel, "contact")


def _passing(sent: Mapping[str, str], now: State) -> Iterable[Change]:
    for (party, purpose), allowed in now.passing.items():
        answer = sent.get(f"pass-{party_code(party)}-{purpose}")
        said_no = answer == "no" and (party, purpose) not in now.refused
        if said_no or (answer == "yes" and not allowed and not now.blocks):
            yield Change("no" if said_no else "yes", party[0], "", purpose, party[1])
