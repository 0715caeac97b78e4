"""Campaigns of the actor's coalitions, and what each organization answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.http import Http404

from coalition.platform.tenancy import Actor, owned
from orgs.models import Organization
from orgs.queries.directory import members_of
from sharing.models import Campaign, Grant, GrantRequest
from sharing.queries.agreements import accepted_organizations


@dataclass(frozen=True, slots=True)
class Answer:
    """Where one organization stands with one campaign.

    ``state`` is ``granted``, ``refused``, ``asked`` or ``silent``; ``mode`` only where it granted.
    """

    organization: Organization
    accepted: bool
    state: str
    mode: str = ""
    expires_on: date | None = None
    asked_at: datetime | None = None


def campaigns(actor: Actor) -> QuerySet[Campaign]:
    """The campaigns of the actor's coalitions, the last to end first."""
    found = owned(Campaign.objects.all(), actor).select_related("coalition", "agreement")
    return found.order_by("-ends_on", "name", "id")


def get_campaign(actor: Actor, campaign_id: int) -> Campaign:
    """One campaign. Raises Http404, also for another coalition's."""
    found = campaigns(actor).filter(pk=campaign_id).first()
    if found is None:
        raise Http404
    return found


def campaign_named(actor: Actor, coalition_id: int, name: str) -> Campaign | None:
    """The coalition's campaign of this name, in whatever case it is written."""
    return campaigns(actor).filter(coalition_id=coalition_id, name__iexact=name).first()


def running_campaign_ids(actor: Actor, today: date) -> list[int]:
    """Campaigns that have not ended."""
    found = owned(Campaign.objects.all(), actor).filter(ends_on__gte=today)
    return list(found.order_by("pk").values_list("pk", flat=True))


def live_grants(actor: Actor, campaign_ids: Sequence[int], today: date) -> QuerySet[Grant]:
    """Contributions in force today: not revoked, not expired. One's own, or all of them for a coordinator."""
    in_force = Q(revoked_at__isnull=True, expires_on__gte=today)
    return owned(Grant.objects.all(), actor).filter(in_force, campaign_id__in=campaign_ids)


def answers(actor: Actor, campaign: Campaign, today: date) -> list[Answer]:
    """What every member of the coalition answered, by name. A member sees its own answer only."""
    accepted = accepted_organizations(actor, campaign.agreement)
    grants = {grant.organization_id: grant for grant in live_grants(actor, [campaign.pk], today)}
    requests = owned(GrantRequest.objects.all(), actor).filter(campaign=campaign)
    asked = {request.organization_id: request for request in requests}
    members = members_of(campaign.coalition_id)
    if actor.organization_id is not None:
        members = [organization for organization in members if organization.pk == actor.organization_id]
    return [
        _answer(organization, organization.pk in accepted, grants.get(organization.pk), asked.get(organization.pk))
        for organization in members
    ]


def _answer(organization: Organization, accepted: bool, grant: Grant | None, request: GrantRequest | None) -> Answer:
    asked_at = request.sent_at if request else None
    if grant is not None:
        return Answer(organization, accepted, "granted", grant.mode, grant.expires_on, asked_at)
    if request is not None and request.refused_at is not None:
        return Answer(organization, accepted, "refused", asked_at=asked_at)
    return Answer(organization, accepted, "asked" if asked_at else "silent", asked_at=asked_at)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many members of the coalition answered how."""

    members: int
    granted: int
    waiting: int


def tally(found: Sequence[Answer]) -> Tally:
    """Count the answers: ``waiting`` are those who neither granted nor refused."""
    granted = sum(answer.state == "granted" for answer in found)
    waiting = sum(answer.state in ("asked", "silent") for answer in found)
    return Tally(len(found), granted, waiting)
