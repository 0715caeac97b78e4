"""The released overlap of a campaign's lists, for the pages that show it."""

from dataclasses import dataclass
from datetime import datetime

from coalition.platform.tenancy import Actor, owned
from orgs.models import Organization
from orgs.queries.directory import members_of
from sharing.models import Campaign, OverlapSnapshot


@dataclass(frozen=True, slots=True)
class Count:
    """A released number about some organizations' people; ``value`` is ``None`` when it is hidden."""

    organizations: tuple[Organization, ...]
    value: int | None
    margin: int


@dataclass(frozen=True, slots=True)
class Overlap:
    """What may be shown: every number is released, and approximate."""

    taken_at: datetime
    frozen: bool
    lists: tuple[Count, ...]
    pairs: tuple[Count, ...]
    groups: tuple[Count, ...]
    hidden_groups: int
    shared: Count

    @property
    def reach(self) -> int | None:
        """People on any list: the released parts of the whole, added up; ``None`` while all of them are hidden."""
        alone = [count.value for count in self.groups if len(count.organizations) == 1 and count.value]
        parts = [*alone, *([self.shared.value] if self.shared.value else [])]
        return sum(parts) if parts else None

    @property
    def shared_groups(self) -> tuple[Count, ...]:
        """The groups of two or more organizations, largest first."""
        several = [count for count in self.groups if len(count.organizations) > 1]
        return tuple(sorted(several, key=lambda count: -(count.value or 0)))


def latest_snapshot(actor: Actor, campaign: Campaign) -> OverlapSnapshot | None:
    """The newest snapshot of a campaign, if there is one."""
    return owned(OverlapSnapshot.objects.all(), actor).filter(campaign=campaign).order_by("-taken_at", "-id").first()


def overlap(actor: Actor, campaign: Campaign) -> Overlap | None:
    """The newest released overlap, with the organizations in it."""
    snapshot = latest_snapshot(actor, campaign)
    if snapshot is None:
        return None
    members = {organization.pk: organization for organization in members_of(campaign.coalition_id)}

    def counts(key: str) -> tuple[Count, ...]:
        return tuple(_count(members, line) for line in snapshot.result[key] if _known(members, line))

    return Overlap(
        snapshot.taken_at,
        bool(snapshot.result["frozen"]),
        counts("lists"),
        counts("pairs"),
        counts("groups"),
        snapshot.result["hidden_groups"],
        _count(members, snapshot.result["shared"]),
    )


def _known(members: dict[int, Organization], line: dict[str, object]) -> bool:
    return all(organization in members for organization in line["organizations"])  # type: ignore[attr-defined]


def _count(members: dict[int, Organization], line: dict[str, object]) -> Count:
    found = tuple(members[one] for one in line["organizations"] if one in members)  # type: ignore[attr-defined]
    return Count(found, line["value"], line["margin"])  # type: ignore[arg-type]
