"""Starting campaigns, and asking the members to contribute."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from audit.log.actions import record
from coalition.platform import jobs
from coalition.platform.tenancy import Actor
from orgs.queries.directory import members_of
from orgs.queries.turns import take_turn
from sharing import policies
from sharing.actions.refusals import Refused
from sharing.models import Campaign, GrantRequest, SharingAgreement
from sharing.queries.agreements import current_agreement
from sharing.queries.campaigns import answers, campaign_named, get_campaign


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignPlan:
    """What a coordinator decides about a campaign. Hours are the person's local hours; 0 to 24 is always."""

    name: str
    starts_on: date
    ends_on: date
    objective: str = ""
    purpose: str = "contact"
    channel: str = "phone"
    goal: int = 0
    script: str = ""
    script_es: str = ""
    calls_from: int = 9
    calls_until: int = 20


def create_campaign(*, actor: Actor, now: datetime, plan: CampaignPlan) -> Campaign:
    """Start a campaign of the acting coalition under its current agreement.

    Raises Refused (``no_agreement``, ``not_in_agreement``, ``name_taken``, ``dates``) and PermissionDenied.
    """
    if not policies.can_create_campaign(actor) or actor.coalition_id is None:
        raise PermissionDenied
    with transaction.atomic():
        take_turn(actor)
        agreement = _agreement_for(actor, actor.coalition_id, plan)
        campaign = Campaign.objects.create(
            coalition_id=actor.coalition_id,
            agreement=agreement,
            name=plan.name,
            objective=plan.objective,
            purpose=plan.purpose,
            channel=plan.channel,
            goal=plan.goal,
            starts_on=plan.starts_on,
            ends_on=plan.ends_on,
            script=plan.script,
            script_es=plan.script_es,
            calls_from=plan.calls_from,
            calls_until=plan.calls_until,
            created_by_id=actor.user_id,
        )
        record(
            "sharing.campaign.created",
            actor=actor,
            object_type="campaign",
            object_ref=campaign.pk,
            campaign=campaign.pk,
            channel=campaign.channel,
            purpose=campaign.purpose,
            organizations=[organization.pk for organization in members_of(actor.coalition_id)],
        )
    return campaign


def request_grants(*, actor: Actor, now: datetime, campaign_id: int) -> int:
    """Ask every member that has not answered, by mail to its admins; how many were asked.

    Raises Refused (``nobody_to_ask``, ``closed``), PermissionDenied and Http404.
    """
    with transaction.atomic():
        campaign = get_campaign(actor, campaign_id)
        if not policies.can_request_grants(actor, campaign):
            raise PermissionDenied
        if campaign.ends_on < now.date():
            raise Refused("closed")
        silent = [a.organization.pk for a in answers(actor, campaign, now.date()) if a.state in ("asked", "silent")]
        if not silent:
            raise Refused("nobody_to_ask")
        for organization_id in silent:
            GrantRequest.objects.update_or_create(
                coalition_id=campaign.coalition_id,
                organization_id=organization_id,
                campaign=campaign,
                defaults={"sent_at": now},
            )
        record(
            "sharing.grants.requested",
            actor=actor,
            object_type="campaign",
            object_ref=campaign.pk,
            campaign=campaign.pk,
            organizations=silent,
            detail={"organizations": len(silent)},
        )
        for organization_id in silent:
            jobs.defer(
                "sharing.grants.request",
                coalition_id=campaign.coalition_id,
                campaign_id=campaign.pk,
                organization_id=organization_id,
            )
    return len(silent)


def _agreement_for(actor: Actor, coalition_id: int, plan: CampaignPlan) -> SharingAgreement:
    agreement = current_agreement(actor, coalition_id)
    if agreement is None:
        raise Refused("no_agreement")
    if plan.channel not in agreement.channels or plan.purpose not in agreement.purposes:
        raise Refused("not_in_agreement")
    if plan.ends_on < plan.starts_on:
        raise Refused("dates")
    if campaign_named(actor, coalition_id, plan.name) is not None:
        raise Refused("name_taken")
    return agreement
