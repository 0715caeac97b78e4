"""What the campaign pages show, put together: cards, progress, charts, the next step."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count as CountRows
from django.db.models import Sum
from django.utils.formats import date_format

from coalition.platform.tenancy import Actor, owned
from sharing.models import Audience, Campaign, ReleasedCount
from sharing.queries.activity import Happening, recent_activity
from sharing.queries.audiences import audiences
from sharing.queries.campaigns import Answer, Tally, answers, live_grants, tally
from sharing.queries.overlap import Count, Overlap, overlap
from sharing.queries.progress import CONVERSATIONS, Progress, own_conversations, progress
from sharing.rules.heat import Row, headings, triangle
from sharing.rules.pace import Pace, pace
from sharing.rules.upset import UpSet, upset


@dataclass(frozen=True, slots=True)
class Charts:
    """The released overlap, ready to be drawn."""

    overlap: Overlap
    heat: list[Row]
    headings: list[tuple[str, str]]
    upset: UpSet
    ranked: list[dict[str, object]]
    shared_share: int | None


@dataclass(frozen=True, slots=True)
class Way:
    """The way to the goal. ``done`` is released for the coalition; ``None`` while it is hidden."""

    done: int | None
    goal: int
    percent: int
    days_left: int
    pace: Pace
    points: list[tuple[str, float]]


@dataclass(frozen=True, slots=True)
class CoordinatorBoard:
    """A campaign as its coordinator sees it."""

    answers: list[Answer]
    tally: Tally
    way: Way
    charts: Charts | None
    audience: Audience | None
    activity: list[Happening]


@dataclass(frozen=True, slots=True)
class MemberBoard:
    """A campaign as one member sees it: its own part exactly, the whole as released."""

    answer: Answer | None
    way: Way
    own: int
    audience: Audience | None
    activity: list[Happening]


@dataclass(frozen=True, slots=True)
class Line:
    """A campaign in the list. ``done`` is released; ``granted`` counts organizations."""

    campaign: Campaign
    done: int | None
    percent: int
    pace: Pace
    granted: int


def coordinator_dashboard(actor: Actor, campaign: Campaign, today: date) -> CoordinatorBoard:
    """Everything on the coordinator's page of a campaign."""
    found = answers(actor, campaign, today)
    return CoordinatorBoard(
        found,
        tally(found),
        _way(campaign, progress(actor, campaign), today),
        overlap_charts(overlap(actor, campaign)),
        audiences(actor, campaign).first(),
        recent_activity(actor, campaign),
    )


def member_dashboard(actor: Actor, campaign: Campaign, today: date) -> MemberBoard:
    """Everything on a member's page of a campaign."""
    found = answers(actor, campaign, today)
    return MemberBoard(
        found[0] if found else None,
        _way(campaign, progress(actor, campaign), today),
        own_conversations(actor, campaign),
        audiences(actor, campaign).filter(state=Audience.State.READY).first(),
        recent_activity(actor, campaign),
    )


def overview(actor: Actor, found: Sequence[Campaign], today: date) -> list[Line]:
    """The campaigns with progress and answers, in two statements however many there are."""
    ids = [campaign.pk for campaign in found]
    released = owned(ReleasedCount.objects.all(), actor).filter(campaign_id__in=ids, topic=CONVERSATIONS)
    done = dict(released.values_list("campaign_id").annotate(total=Sum("value")))
    granted = dict(live_grants(actor, ids, today).values_list("campaign_id").annotate(rows=CountRows("pk")))
    return [
        Line(
            campaign,
            done.get(campaign.pk),
            _percent(done.get(campaign.pk), campaign.goal),
            pace(done.get(campaign.pk) or 0, campaign.goal, campaign.starts_on, campaign.ends_on, today),
            granted.get(campaign.pk, 0),
        )
        for campaign in found
    ]


def overlap_charts(found: Overlap | None) -> Charts | None:
    """The drawings of a released overlap."""
    if found is None:
        return None
    lists = sorted(found.lists, key=lambda count: (-(count.value or 0), count.organizations[0].name))
    names = {count.organizations[0].pk: count.organizations[0].name for count in lists}
    pairs = {_pair(count): count.value for count in found.pairs}
    groups = [([o.pk for o in count.organizations], count.value or 0) for count in found.shared_groups]
    sizes = {count.organizations[0].pk: count.value for count in lists}
    ranked = [
        {"label": " + ".join(o.name for o in count.organizations), "value": count.value}
        for count in found.shared_groups
    ]
    return Charts(
        found,
        triangle(names, pairs),
        headings(list(names.values())),
        upset(names, sizes, groups),
        ranked,  # type: ignore[arg-type]
        _percent(found.shared.value, found.reach or 0) if found.shared.value else None,
    )


def _pair(count: Count) -> tuple[int, int]:
    first, second = sorted(organization.pk for organization in count.organizations)
    return first, second


def _way(campaign: Campaign, so_far: Progress, today: date) -> Way:
    done = so_far.total
    start = [(date_format(campaign.starts_on, "j M"), 0.0)] if so_far.points else []
    return Way(
        done,
        campaign.goal,
        _percent(done, campaign.goal),
        max(0, (campaign.ends_on - today).days),
        pace(done or 0, campaign.goal, campaign.starts_on, campaign.ends_on, today),
        [*start, *((date_format(day, "j M"), float(total)) for day, total in so_far.points)],
    )


def _percent(part: int | None, of: int) -> int:
    return min(100, round(100 * (part or 0) / of)) if of else 0
