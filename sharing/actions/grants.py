"""An organization answers a campaign: it contributes a segment, refuses, or ends what it contributed."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from audit.log.actions import record
from coalition.platform import jobs
from coalition.platform.tenancy import Actor
from orgs.actions.field_use import touch_segment
from orgs.models import Segment
from orgs.queries.segments import UnseenField, get_segment, refuse_unseen
from orgs.queries.turns import take_turn
from orgs.rules.segments import InvalidRules
from sharing import policies
from sharing.actions.call_lists import end_call_lists
from sharing.actions.refusals import Refused
from sharing.models import Campaign, Grant, GrantRequest
from sharing.queries.agreements import accepted_organizations
from sharing.queries.campaigns import get_campaign
from sharing.queries.grants import get_grant, live_grant


def create_grant(
    *,
    actor: Actor,
    now: datetime,
    campaign_id: int,
    segment_id: int,
    mode: str,
    expires_on: date,
    capacity: int = 500,
) -> Grant:
    """Contribute a segment of one's own people, in ``mode``, until the end of ``expires_on``.

    ``capacity`` is how many people the organization can talk to. An expired grant is ended and replaced.
    Raises Refused (``unseen``, ``broken``, ``not_accepted``, ``mode``, ``expired``, ``closed``, ``capacity``,
    ``already_granted``), PermissionDenied and Http404 (campaign or segment of somebody else).
    """
    with transaction.atomic():
        campaign = get_campaign(actor, campaign_id)
        if not policies.can_create_grant(actor, campaign) or actor.organization_id is None:
            raise PermissionDenied
        take_turn(actor)
        segment = get_segment(actor, segment_id)
        _check_fields(actor, segment)
        _check_terms(actor, campaign, mode, capacity)
        _check_dates(campaign, expires_on, now.date())
        _make_room(actor, now, campaign)
        grant = Grant.objects.create(
            coalition_id=campaign.coalition_id,
            organization_id=actor.organization_id,
            campaign=campaign,
            segment=segment,
            mode=mode,
            capacity=capacity,
            expires_on=expires_on,
            granted_by_id=actor.user_id,
        )
        touch_segment(actor, now, segment)
        _request(actor, campaign, refused_at=None, refused_by_id=None)
        _record("sharing.grant.created", actor, campaign, grant, {"mode": mode, "capacity": capacity})
        _count_again(campaign)
    return grant


def refuse_grant(*, actor: Actor, now: datetime, campaign_id: int) -> GrantRequest:
    """Decline a campaign; a contribution may still be made later. Raises Refused (``already_granted``),
    PermissionDenied and Http404.
    """
    with transaction.atomic():
        campaign = get_campaign(actor, campaign_id)
        if not policies.can_refuse_grant(actor, campaign):
            raise PermissionDenied
        grant = live_grant(actor, campaign)
        if grant is not None and grant.expires_on >= now.date():
            raise Refused("already_granted")
        request = _request(actor, campaign, refused_at=now, refused_by_id=actor.user_id)
        _record("sharing.grant.refused", actor, campaign, None, {})
    return request


def revoke_grant(*, actor: Actor, now: datetime, grant_id: int) -> Grant:
    """End a contribution at once: nothing new is taken from it, and whoever waits on its call lists is dropped.

    A second time changes nothing. Raises PermissionDenied and Http404.
    """
    with transaction.atomic():
        grant = get_grant(actor, grant_id)
        if not policies.can_revoke_grant(actor, grant):
            raise PermissionDenied
        if grant.revoked_at is None:
            grant.revoked_at = now
            grant.save(update_fields=["revoked_at"])
            end_call_lists(actor, now, grant.campaign, "revoked")
            _record("sharing.grant.revoked", actor, grant.campaign, grant, {"mode": grant.mode})
            _count_again(grant.campaign)
    return grant


def _count_again(campaign: Campaign) -> None:
    jobs.defer("sharing.overlap.snapshot", coalition_id=campaign.coalition_id, campaign_id=campaign.pk)


def _check_fields(actor: Actor, segment: Segment) -> None:
    try:
        refuse_unseen(actor, segment)
    except UnseenField as problem:
        raise Refused("unseen") from problem
    except InvalidRules as problem:
        raise Refused("broken") from problem


def _check_terms(actor: Actor, campaign: Campaign, mode: str, capacity: int) -> None:
    if actor.organization_id not in accepted_organizations(actor, campaign.agreement):
        raise Refused("not_accepted")
    if mode not in campaign.agreement.modes:
        raise Refused("mode")
    if capacity < 1:
        raise Refused("capacity")


def _check_dates(campaign: Campaign, expires_on: date, today: date) -> None:
    if campaign.ends_on < today:
        raise Refused("closed")
    if expires_on < today:
        raise Refused("expired")


def _make_room(actor: Actor, now: datetime, campaign: Campaign) -> None:
    before = live_grant(actor, campaign)
    if before is None:
        return
    if before.expires_on >= now.date():
        raise Refused("already_granted")
    before.revoked_at = now
    before.save(update_fields=["revoked_at"])


def _request(actor: Actor, campaign: Campaign, **answer: Any) -> GrantRequest:
    if actor.organization_id is None:
        raise PermissionDenied
    request, _ = GrantRequest.objects.update_or_create(
        coalition_id=campaign.coalition_id,
        organization_id=actor.organization_id,
        campaign=campaign,
        defaults=answer,
    )
    return request


def _record(
    verb: str, actor: Actor, campaign: Campaign, grant: Grant | None, detail: dict[str, str | int | bool | None]
) -> None:
    record(
        verb,
        actor=actor,
        object_type="grant" if grant else "campaign",
        object_ref=grant.pk if grant else campaign.pk,
        coalitions=[campaign.coalition_id],
        campaign=campaign.pk,
        channel=campaign.channel,
        purpose=campaign.purpose,
        grant_id=grant.pk if grant else None,
        detail=detail,
    )
