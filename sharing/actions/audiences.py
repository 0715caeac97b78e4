"""Building an audience: whom each organization may contact for a campaign, at most one organization for a person."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Max

from audit.log.actions import record
from coalition.platform import jobs
from coalition.platform.tenancy import Actor, acting, owned
from consent.ledger.queries.obligations import overdue
from orgs.actions.crossing import crossing
from orgs.actions.field_use import touch_segment
from sharing import policies
from sharing.actions.allocation import allocate
from sharing.actions.audience_counts import release_tallies, tallies_of
from sharing.actions.components import connect_people, open_tables
from sharing.actions.refusals import Refused
from sharing.actions.staging import stage_candidates
from sharing.models import Audience, AudienceTally, Campaign, Grant, Mode
from sharing.queries.audiences import get_audience
from sharing.queries.campaigns import get_campaign, live_grants
from sharing.rules.audience import Tallies

_WRITE_MEMBERS = """
INSERT INTO sharing_audiencemember (
    coalition_id, organization_id, audience_id, constituent_id, contact_point_id, affinity)
SELECT %(coalition)s, organization, %(audience)s, person, contact_point, affinity
  FROM person_record WHERE organization = %(organization)s AND reason = 'included'
"""
# Whoever owes answers about withdrawals gets nobody until they are given, as at the hand-out.
_LATE = "UPDATE person_record SET reason = 'overdue' WHERE organization = %s"
_TALLY = "SELECT reason, count(*) FROM person_record WHERE organization = %s GROUP BY reason"


def build_audience(*, actor: Actor, now: datetime, campaign_id: int) -> Audience:
    """Ask for the next version of a campaign's audience; a job builds it.

    Raises Refused (``nobody_granted``, ``closed``), PermissionDenied and Http404.
    """
    with transaction.atomic():
        campaign = get_campaign(actor, campaign_id)
        if not policies.can_build_audience(actor, campaign):
            raise PermissionDenied
        if campaign.ends_on < now.date():
            raise Refused("closed")
        if not _messengers(actor, campaign, now).exists():
            raise Refused("nobody_granted")
        Campaign.objects.select_for_update().get(pk=campaign.pk)
        newest = owned(Audience.objects.all(), actor).filter(campaign=campaign).aggregate(Max("version"))
        audience = Audience.objects.create(
            coalition_id=campaign.coalition_id,
            campaign=campaign,
            version=(newest["version__max"] or 0) + 1,
            created_by_id=actor.user_id,
        )
        _record("sharing.audience.requested", actor, audience, campaign)
        jobs.defer("sharing.audience.build", coalition_id=campaign.coalition_id, audience_id=audience.pk)
    return audience


def start_audience(*, actor: Actor, now: datetime, audience_id: int) -> bool:
    """Say that the work has begun; false when it is done already (a job may come twice). Raises Http404."""
    with transaction.atomic():
        audience = get_audience(actor, audience_id)
        if not policies.can_build_audience(actor, audience.campaign):
            raise PermissionDenied
        if audience.state in (Audience.State.READY, Audience.State.FAILED):
            return False
        audience.state, audience.progress = Audience.State.BUILDING, 20
        audience.save(update_fields=["state", "progress"])
    return True


def complete_audience(*, actor: Actor, now: datetime, audience_id: int) -> Audience:
    """Fill the audience from the grants in force at this moment, in one transaction; a second time changes nothing.

    Writes each organization's part into that organization's rows, and released counts for the coalition.
    Raises Http404.
    """
    with transaction.atomic():
        audience = Audience.objects.select_for_update().get(pk=get_audience(actor, audience_id).pk)
        campaign = get_campaign(actor, audience.campaign_id)
        if not policies.can_build_audience(actor, campaign):
            raise PermissionDenied
        if audience.state == Audience.State.READY:
            return audience
        capacities = dict(_messengers(actor, campaign, now).values_list("organization_id", "capacity"))
        before = _fill(actor, now, campaign, audience, capacities)
        after = _write(actor, campaign, audience, list(capacities))
        audience.result = release_tallies(actor, campaign, audience, before, after)
        audience.state, audience.progress, audience.built_at = Audience.State.READY, 100, now
        audience.save(update_fields=["result", "state", "progress", "built_at"])
        _record("sharing.audience.built", actor, audience, campaign, organizations=list(capacities))
    return audience


def fail_audience(*, actor: Actor, now: datetime, audience_id: int, reason: str) -> None:
    """Say that the audience could not be built; ``reason`` is a code. Raises Http404."""
    with transaction.atomic():
        audience = get_audience(actor, audience_id)
        if not policies.can_build_audience(actor, audience.campaign):
            raise PermissionDenied
        if audience.state == Audience.State.READY:
            return
        audience.state = Audience.State.FAILED
        audience.save(update_fields=["state"])
        _record("sharing.audience.failed", actor, audience, audience.campaign, detail={"reason": reason})


def _messengers(actor: Actor, campaign: Campaign, now: datetime) -> Any:
    return live_grants(actor, [campaign.pk], now.date()).filter(mode=Mode.MESSENGER)


def _fill(
    actor: Actor, now: datetime, campaign: Campaign, audience: Audience, capacities: Mapping[int, int]
) -> Tallies:
    """Stage, connect, allocate; the exact tallies behind the numbers that were released last."""
    open_tables()
    released = owned(Audience.objects.all(), actor).filter(campaign=campaign, state=Audience.State.READY)
    newest = released.order_by("-version").first()
    basis = newest.result.get("basis") if newest else None
    before: Tallies = {}
    for own in crossing("audience", list(capacities), actor=actor, coalitions=[campaign.coalition_id]):
        with acting(own):
            grants = owned(Grant.objects.all(), own).select_related("segment")
            grant = grants.get(campaign=campaign, revoked_at__isnull=True)
            stage_candidates(own, campaign, grant)
            touch_segment(own, now, grant.segment)
            if overdue(own):
                with connection.cursor() as cursor:
                    cursor.execute(_LATE, [own.organization_id])
            if basis is not None:
                before.update(tallies_of(own, basis))
    connect_people()
    allocate(capacities)
    return before


def _write(actor: Actor, campaign: Campaign, audience: Audience, organizations: Sequence[int]) -> Tallies:
    after: Tallies = {}
    entered = crossing("audience_parts", organizations, actor=actor, coalitions=[campaign.coalition_id])
    for organization_id, own in zip(sorted(organizations), entered, strict=True):
        values = {"coalition": campaign.coalition_id, "audience": audience.pk, "organization": organization_id}
        with acting(own), connection.cursor() as cursor:
            cursor.execute(_WRITE_MEMBERS, values)
            cursor.execute(_TALLY, [organization_id])
            after[organization_id] = dict(cursor.fetchall())
            AudienceTally.objects.bulk_create(
                AudienceTally(
                    coalition_id=campaign.coalition_id,
                    organization_id=organization_id,
                    audience=audience,
                    reason=reason,
                    people=people,
                )
                for reason, people in after[organization_id].items()
            )
    return after


def _record(
    verb: str,
    actor: Actor,
    audience: Audience,
    campaign: Campaign,
    organizations: Sequence[int] = (),
    detail: dict[str, str | int | bool | None] | None = None,
) -> None:
    record(
        verb,
        actor=actor,
        object_type="audience",
        object_ref=audience.pk,
        campaign=campaign.pk,
        channel=campaign.channel,
        purpose=campaign.purpose,
        organizations=organizations,
        detail={"version": audience.version, **(detail or {})},
    )
