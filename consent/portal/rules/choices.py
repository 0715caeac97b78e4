"""What a person asks for on their page: read from the form, kept to what changes something."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

CHANNELS = ("phone", "sms", "email")
ALL = "all"


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the check page. ``organization`` and ``channel`` empty mean all of them; ``allow`` is yes or no."""

    allow: bool
    organization: int | None = None
    channel: str = ""

    @property
    def field(self) -> tuple[str, str]:
        """Name and value that the form sends for it."""
        if self.channel:
            return f"choice-{self.organization}-{self.channel}", "yes" if self.allow else "no"
        return "stop", ALL if self.organization is None else str(self.organization)


def read_changes(sent: Mapping[str, str], states: Mapping[tuple[int, str], bool]) -> list[Change]:
    """The changes that were asked for: one that stops everything, or one organization, leaves no other.

    ``states`` says for each organization and channel whether contact is allowed now. Unknown fields are ignored, and
    a choice that is already so is none.
    """
    organizations = {organization for organization, _ in states}
    stop = sent.get("stop", "")
    if stop == ALL:
        return [Change(allow=False)]
    if stop:
        return [Change(allow=False, organization=each) for each in sorted(organizations) if str(each) == stop]
    return list(_choices(sent, states))


def _choices(sent: Mapping[str, str], states: Mapping[tuple[int, str], bool]) -> Iterable[Change]:
    for (organization, channel), allowed in states.items():
        answer = sent.get(f"choice-{organization}-{channel}")
        if answer in {"yes", "no"} and (answer == "yes") != allowed:
            yield Change(allow=answer == "yes", organization=organization, channel=channel)
