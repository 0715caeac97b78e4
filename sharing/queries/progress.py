"""How far a campaign has come: released for the coalition, exact for one's own organization."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q

from coalition.platform.tenancy import Actor, owned
from orgs.models import Organization
from orgs.queries.directory import members_of
from sharing.models import CallList, CallListEntry, Campaign, ReleasedCount

CONVERSATIONS = "conversations"
_FIGURES = ("total", "talked", "waiting", "done", "dropped")


@dataclass(frozen=True, slots=True)
class Progress:
    """Released conversations, added up by day. ``total`` is ``None`` while there are too few to show."""

    total: int | None
    points: tuple[tuple[date, int], ...]
    by_organization: dict[int, int]


@dataclass(frozen=True, slots=True)
class ListProgress:
    """One organization's list. Exact figures only for that organization itself; else ``None``.

    ``talked`` is released for the coordinator, and ``None`` while it is hidden.
    """

    organization: Organization
    handed_out_at: datetime
    closed: bool
    talked: int | None
    total: int | None = None
    waiting: int | None = None
    done: int | None = None
    dropped: int | None = None
    list_id: int | None = None


def progress(actor: Actor, campaign: Campaign) -> Progress:
    """The released conversations of a campaign."""
    released = owned(ReleasedCount.objects.all(), actor).filter(campaign=campaign, topic=CONVERSATIONS)
    rows = list(released.order_by("released_at", "id").values_list("organizations", "value", "released_at"))
    by_day: dict[date, int] = {}
    by_organization: dict[int, int] = {}
    total = 0
    for organizations, value, at in rows:
        total += value or 0
        by_day[at.date()] = total
        by_organization[organizations[0]] = by_organization.get(organizations[0], 0) + (value or 0)
    return Progress(total if rows else None, tuple(by_day.items()), by_organization)


def own_conversations(actor: Actor, campaign: Campaign) -> int:
    """The acting organization's conversations, exactly."""
    entries = owned(CallListEntry.objects.all(), actor).filter(call_list__campaign=campaign)
    return entries.filter(outcome=CallListEntry.Outcome.TALKED).count()


def call_lists(actor: Actor, campaign: Campaign) -> list[ListProgress]:
    """The lists of a campaign, newest first: one's own with exact figures, or everybody's with released ones."""
    lists = owned(CallList.objects.all(), actor).filter(campaign=campaign).order_by("-handed_out_at", "organization_id")
    members = {organization.pk: organization for organization in members_of(campaign.coalition_id)}
    found = [entry for entry in lists if entry.organization_id in members]
    if actor.organization_id is None:
        talked = progress(actor, campaign).by_organization
        return [
            ListProgress(
                members[entry.organization_id],
                entry.handed_out_at,
                entry.closed_at is not None,
                None if entry.closed_at else talked.get(entry.organization_id),
            )
            for entry in found
        ]
    figures = _figures(actor, found)
    return [
        ListProgress(
            members[entry.organization_id],
            entry.handed_out_at,
            entry.closed_at is not None,
            **figures.get(entry.pk, {}),
            list_id=entry.pk,
        )
        for entry in found
    ]


def _figures(actor: Actor, lists: list[CallList]) -> dict[int, dict[str, int]]:
    states = CallListEntry.State
    entries = owned(CallListEntry.objects.all(), actor).filter(call_list_id__in=[entry.pk for entry in lists])
    counted = entries.values("call_list_id").annotate(
        total=Count("pk"),
        talked=Count("pk", filter=Q(outcome=CallListEntry.Outcome.TALKED)),
        waiting=Count("pk", filter=Q(state__in=[states.QUEUED, states.LEASED])),
        done=Count("pk", filter=Q(state=states.DONE)),
        dropped=Count("pk", filter=Q(state=states.DROPPED)),
    )
    return {row["call_list_id"]: {name: row[name] for name in _FIGURES} for row in counted}  # type: ignore[literal-required]
