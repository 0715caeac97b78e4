"""What a trigger can be made of: segments that the actor may ask, tags, funds, colleagues."""

from collections.abc import Iterable

from django.db.models import Q

from coalition.platform.tenancy import Actor, owned
from orgs.models import Fund, Segment, Tag, Trigger
from orgs.queries.segments import refuse_unseen
from orgs.queries.triggers import team
from orgs.rules.labels import folded
from orgs.rules.segments import InvalidRules
from orgs.rules.trigger_words import Names

MOST_SEGMENTS = 500


def trigger_choices(actor: Actor, *, tags: Iterable[str] = (), trigger: Trigger | None = None) -> Names:
    """What can be chosen, by id, in the order of names; of tags those that look like ``tags``, and the trigger's own.

    Four statements, and one for each segment that asks for own fields.
    """
    segments = owned(Segment.objects.all(), actor).order_by("name", "id")[:MOST_SEGMENTS]
    named = Q(folded__in=[folded(name) for name in tags if name.strip()])
    if trigger is not None:
        named |= Q(pk__in=[pk for pk in (trigger.tag_id, trigger.put_tag_id) if pk is not None])
    funds = owned(Fund.objects.all(), actor).filter(closed_at=None).order_by("name", "id")
    return Names(
        segments={segment.pk: segment.name for segment in segments if _askable(actor, segment)},
        tags=dict(owned(Tag.objects.all(), actor).filter(named).values_list("pk", "name")),
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
