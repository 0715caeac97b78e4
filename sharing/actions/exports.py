"""Taking released numbers out of the platform."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from audit.log.actions import record
from coalition.platform.tenancy import Actor
from sharing import policies
from sharing.queries.campaigns import get_campaign
from sharing.queries.overlap import Overlap, overlap


def export_overlap(*, actor: Actor, now: datetime, campaign_id: int) -> Overlap | None:
    """The released overlap of a campaign, to be downloaded; ``None`` before the first count.

    Raises PermissionDenied and Http404.
    """
    with transaction.atomic():
        campaign = get_campaign(actor, campaign_id)
        if not policies.can_read_overlap(actor, campaign):
            raise PermissionDenied
        record(
            "sharing.overlap.exported",
            actor=actor,
            object_type="campaign",
            object_ref=campaign.pk,
            campaign=campaign.pk,
        )
        return overlap(actor, campaign)
