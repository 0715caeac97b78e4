"""What the acting organization contributes."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.http import Http404

from coalition.platform.tenancy import Actor, owned
from orgs.models import Constituent
from orgs.queries.segments import UnseenField, counted, refuse_unseen, segment_members
from orgs.queries.visible import seen_by, sight_of
from sharing.models import Campaign, Grant, GrantRequest


@dataclass(frozen=True, slots=True)
class Contribution:
    """A grant as its own organization sees it: ``people`` is how many are in the segment now (exact; theirs)."""

    grant: Grant
    people: int | None
    sentence: str
    live: bool


def grants(actor: Actor) -> QuerySet[Grant]:
    """Every grant of the acting organization, newest first."""
    if actor.organization_id is None:
        return Grant.objects.none()
    found = owned(Grant.objects.all(), actor).select_related("campaign", "campaign__coalition", "segment")
    return found.order_by("-created_at", "-id")


def get_grant(actor: Actor, grant_id: int) -> Grant:
    """One of the acting organization's grants. Raises Http404, also for another organization's."""
    found = grants(actor).filter(pk=grant_id).first()
    if found is None:
        raise Http404
    return found


def contributions(actor: Actor, found: list[Grant], today: date) -> list[Contribution]:
    """The grants with the size of each segment now."""
    segments = {grant.segment_id: grant.segment for grant in found}
    sizes = {line.segment.pk: line for line in counted(actor, list(segments.values()))} if segments else {}
    return [
        Contribution(
            grant,
            sizes[grant.segment_id].count,
            sizes[grant.segment_id].sentence,
            grant.revoked_at is None and grant.expires_on >= today,
        )
        for grant in found
    ]


def granted_people(own: Actor, grant: Grant) -> QuerySet[Constituent]:
    """The people of a granted segment now: those whom its contributor finds by it, and whoever wrote its rules last.

    So that nobody learns from the counts of a contribution what they may not see. Call it in the organization's scope.
    Raises InvalidRules.
    """
    people = segment_members(sight_of(own, grant.granted_by_id), grant.segment)
    if grant.segment.rules_by_id in (None, grant.granted_by_id):
        return people
    writer = sight_of(own, grant.segment.rules_by_id)
    if writer.user_id is None:  # who is no member any more reads no counts
        return people
    try:
        refuse_unseen(writer, grant.segment)
    except UnseenField:
        return people.none()
    return people.filter(seen_by(writer))


def request_of(actor: Actor, campaign: Campaign) -> GrantRequest | None:
    """The question that the acting organization was asked for a campaign, if it was."""
    return owned(GrantRequest.objects.all(), actor).filter(campaign=campaign).first()


def live_grant(actor: Actor, campaign: Campaign) -> Grant | None:
    """The acting organization's grant for a campaign that it has not revoked, expired or not."""
    return grants(actor).filter(campaign=campaign, revoked_at__isnull=True).first()


def open_campaigns(actor: Actor, today: date) -> list[Campaign]:
    """Campaigns of the organization's coalitions that have not ended and that it has neither granted nor refused."""
    answered = set(grants(actor).filter(revoked_at__isnull=True).values_list("campaign_id", flat=True))
    refused = owned(GrantRequest.objects.all(), actor).filter(refused_at__isnull=False)
    answered |= set(refused.values_list("campaign_id", flat=True))
    found = owned(Campaign.objects.all(), actor).filter(ends_on__gte=today).select_related("coalition")
    return [campaign for campaign in found.order_by("ends_on", "id") if campaign.pk not in answered]
