"""What a trigger can be made of: segments that the actor may ask, tags, funds, colleagues."""

from coalition.platform.tenancy import Actor, owned
from orgs.models import Fund, Segment, Tag, Trigger
from orgs.queries.segments import refuse_unseen
from orgs.queries.triggers import team
from orgs.rules.segments import InvalidRules
from orgs.rules.trigger_words import Names

MOST_SEGMENTS, MOST_TAGS = 500, 10_000


def trigger_choices(actor: Actor) -> Names:
    """Everything that can be chosen, by id, in the order of names. Four statements, and one for each segment that asks
    for own fields."""
    segments = owned(Segment.objects.all(), actor).order_by("name", "id")[:MOST_SEGMENTS]
    tags = owned(Tag.objects.all(), actor).order_by("folded", "id")[:MOST_TAGS]
    funds = owned(Fund.objects.all(), actor).filter(closed_at=None).order_by("name", "id")
    return Names(
        segments={segment.pk: segment.name for segment in segments if _askable(actor, segment)},
        tags=dict(tags.values_list("pk", "name")),
        funds=dict(funds.values_list("pk", "name")),
        members=team(actor),
    )


def _askable(actor: Actor, segment: Segment) -> bool:
    try:
        refuse_unseen(actor, segment)
    except InvalidRules:
        return False
    return True


def funds_with(actor: Actor, funds: dict[int, str], trigger: Trigger | None) -> dict[int, str]:
    """The funds to choose from, with that of the trigger though it is closed."""
    if trigger is None or trigger.fund_id is None or trigger.fund_id in funds:
        return funds
    found = owned(Fund.objects.all(), actor).filter(pk=trigger.fund_id)
    return {**funds, **dict(found.values_list("pk", "name"))}
