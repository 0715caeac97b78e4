"""Counting finished conversations, and releasing the number."""

from datetime import UTC, datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max

from audit.log.actions import record
from coalition.platform.counts import EPSILON, question_digest, release_count
from coalition.platform.tenancy import Actor, acting, owned
from orgs.actions.crossing import crossing
from sharing import policies
from sharing.actions.counts import NOISE_KEY
from sharing.models import CallList, CallListEntry, Campaign, ReleasedCount
from sharing.queries.campaigns import get_campaign
from sharing.queries.progress import CONVERSATIONS

BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


def snapshot_progress(*, actor: Actor, now: datetime, campaign_id: int) -> int:
    """Release how many conversations each organization had since its last release; how many organizations it was.

    An organization waits until there are as many new conversations as the threshold. Every conversation is counted in
    one release only, so nobody's part of the numbers grows with time and the budget is not touched.
    Raises PermissionDenied and Http404.
    """
    with transaction.atomic():
        campaign = get_campaign(actor, campaign_id)
        if not policies.can_read_overlap(actor, campaign):
            raise PermissionDenied
        Campaign.objects.select_for_update().get(pk=campaign.pk)
        lists = owned(CallList.objects.all(), actor).filter(campaign=campaign)
        organizations = list(lists.values_list("organization_id", flat=True).distinct())
        if not organizations:
            return 0
        since = _last_release(actor, campaign)
        rows = []
        for own in crossing("progress", organizations, actor=actor, coalitions=[campaign.coalition_id]):
            start = since.get(own.organization_id or 0, BEGINNING)
            with acting(own):
                people = _conversations(own, campaign, start, now)
            if people >= campaign.agreement.count_threshold:
                rows.append(_row(campaign, own.organization_id or 0, start, now, people))
        ReleasedCount.objects.bulk_create(rows)
        if rows:
            record(
                "sharing.progress.snapshot",
                actor=actor,
                object_type="campaign",
                object_ref=campaign.pk,
                campaign=campaign.pk,
                detail={"organizations": len(rows)},
            )
    return len(rows)


def _last_release(actor: Actor, campaign: Campaign) -> dict[int, datetime]:
    released = owned(ReleasedCount.objects.all(), actor).filter(campaign=campaign, topic=CONVERSATIONS)
    newest = released.values_list("organizations").annotate(newest=Max("released_at"))
    return {organizations[0]: at for organizations, at in newest}


def _conversations(own: Actor, campaign: Campaign, since: datetime, until: datetime) -> int:
    entries = owned(CallListEntry.objects.all(), own).filter(call_list__campaign=campaign)
    talked = entries.filter(outcome=CallListEntry.Outcome.TALKED, finished_at__gt=since, finished_at__lte=until)
    return talked.count()


def _row(campaign: Campaign, organization_id: int, since: datetime, until: datetime, people: int) -> ReleasedCount:
    basis = (since.isoformat(), until.isoformat())
    asked = (campaign.coalition_id, campaign.pk, CONVERSATIONS, (organization_id,), basis)
    released = release_count(
        people,
        inputs=[people],
        question=asked,
        secret=settings.ROOT_KEY.derive(NOISE_KEY),
        threshold=1,  # the count itself waited for the threshold; a noisy part of a sum below it is no secret
    )
    return ReleasedCount(
        coalition_id=campaign.coalition_id,
        campaign=campaign,
        topic=CONVERSATIONS,
        organizations=[organization_id],
        value=released.value or 0,
        margin=released.margin,
        epsilon=EPSILON,
        question=question_digest(asked),
        released_at=until,
    )
