"""The numbers of an audience that a coalition may see: released, and the same until enough people changed."""

from typing import Any

from coalition.platform.tenancy import Actor, owned
from sharing.actions.counts import BudgetSpent, CountQuestion, charge, release
from sharing.models import Audience, AudienceTally, Campaign
from sharing.rules.audience import INCLUDED, REASONS, Tallies, for_coalition, moved


def tallies_of(own: Actor, audience_id: int) -> Tallies:
    """The acting organization's exact tally of an audience. Call it in that organization's scope."""
    found = owned(AudienceTally.objects.all(), own).filter(audience_id=audience_id)
    counts = dict(found.values_list("reason", "people"))
    return {own.organization_id: counts} if counts and own.organization_id is not None else {}


def release_tallies(
    actor: Actor, campaign: Campaign, audience: Audience, before: Tallies, after: Tallies
) -> dict[str, Any]:
    """The released counts of an audience, per organization and reason.

    ``basis`` is the audience they were made of: while no organization's tally moved by the threshold since then, the
    numbers of that one are given again. Once the lifetime budget is spent nothing is shown (``frozen``).
    """
    threshold = campaign.agreement.count_threshold
    if before and before.keys() == after.keys() and moved(before, after) < threshold:
        earlier = owned(Audience.objects.all(), actor).filter(campaign=campaign, state=Audience.State.READY)
        newest = earlier.order_by("-version").first()
        if newest is not None:
            return dict(newest.result)
    try:
        charge(actor, campaign, ("audience", audience.pk), tuple(after))
    except BudgetSpent:
        return {"basis": audience.pk, "frozen": True, "organizations": []}
    return {"basis": audience.pk, "frozen": False, "organizations": _released(actor, campaign, audience, after)}


def _released(actor: Actor, campaign: Campaign, audience: Audience, after: Tallies) -> list[dict[str, Any]]:
    questions = [
        CountQuestion(reason, (organization,), ("audience", audience.pk), told.get(reason, 0), (sum(told.values()),))
        for organization, told in ((each, for_coalition(tally)) for each, tally in after.items())
        for reason in (INCLUDED, *REASONS)  # all of them: asking about some would say that they have people
    ]
    keys = [(question.organizations[0], question.topic) for question in questions]
    answers = dict(zip(keys, release(actor, campaign, questions), strict=True))
    return [
        {
            "organization": organization,
            "included": {"value": included.value, "margin": included.margin},
            "left_out": [{"reason": reason, "value": answers[organization, reason].value} for reason in REASONS],
        }
        for organization in after
        for included in [answers[organization, INCLUDED]]
    ]
