"""Handing out an audience: each organization's part becomes the list that its volunteers call."""

from datetime import datetime

from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from guardian.shortcuts import assign_perm

from audit.log.actions import record
from coalition.platform.tenancy import Actor, acting, owned
from consent.ledger.queries.obligations import overdue
from orgs.actions.crossing import crossing
from orgs.queries.actors import group_name
from sharing import policies
from sharing.actions.call_lists import end_call_lists
from sharing.actions.refusals import Refused
from sharing.models import Audience, CallList, Campaign, Mode
from sharing.queries.audiences import get_audience
from sharing.queries.campaigns import get_campaign, live_grants

CALLERS = ("admin", "organizer", "volunteer")

# Best known first. The number of entries is also the length of the list.
_ENTRIES = """
INSERT INTO sharing_calllistentry (
    coalition_id, organization_id, call_list_id, constituent_id, contact_point_id, position, state, outcome,
    dropped_because, tries)
SELECT coalition_id, organization_id, %(list)s, constituent_id, contact_point_id,
       row_number() OVER (ORDER BY affinity DESC, md5(constituent_id::text)), 'queued', '', '', 0
  FROM sharing_audiencemember WHERE organization_id = %(organization)s AND audience_id = %(audience)s
"""
_SUBJECTS = """
SELECT coalesce(array_agg(DISTINCT point.subject_id), '{}')
  FROM sharing_audiencemember member
  JOIN orgs_contactpoint point
    ON point.organization_id = member.organization_id AND point.id = member.contact_point_id
 WHERE member.organization_id = %(organization)s AND member.audience_id = %(audience)s
"""


def hand_out_audience(*, actor: Actor, now: datetime, audience_id: int) -> int:
    """Give every organization whose grant still stands its call list; how many lists were made.

    Volunteers, organizers and admins of each organization may call its list. Lists of earlier versions end: whoever
    is still waiting on them is dropped there. An organization with overdue withdrawals gets none. Raises Refused
    (``not_ready``, ``handed_out``, ``empty``, ``overdue``), PermissionDenied and Http404.
    """
    with transaction.atomic():
        audience = Audience.objects.select_for_update().get(pk=get_audience(actor, audience_id).pk)
        campaign = get_campaign(actor, audience.campaign_id)
        if not policies.can_hand_out_audience(actor, campaign):
            raise PermissionDenied
        _check(audience)
        granted = live_grants(actor, [campaign.pk], now.date()).filter(mode=Mode.MESSENGER)
        # A contribution that ends meanwhile ends before, and gets no list, or after, and closes its list.
        granted = granted.select_for_update(no_key=True)
        organizations = list(granted.values_list("organization_id", flat=True))
        entered = crossing("hand_out", organizations, actor=actor, coalitions=[campaign.coalition_id])
        punctual = [own for own in entered if not _is_late(own)]
        made = [
            organization_id
            for own in punctual
            if (organization_id := _hand_to(own, now, campaign, audience)) is not None
        ]
        if not made:
            raise Refused("empty" if punctual else "overdue")
        audience.handed_out_at = now
        audience.save(update_fields=["handed_out_at"])
        campaign.state = Campaign.State.RUNNING
        campaign.save(update_fields=["state"])
        record(
            "sharing.audience.handed_out",
            actor=actor,
            object_type="audience",
            object_ref=audience.pk,
            campaign=campaign.pk,
            channel=campaign.channel,
            purpose=campaign.purpose,
            organizations=made,
            detail={
                "version": audience.version,
                "organizations": len(made),
                "left_out_overdue": len(entered) - len(punctual),
            },
        )
    return len(made)


def _is_late(own: Actor) -> bool:
    with acting(own):
        return overdue(own) > 0


def _check(audience: Audience) -> None:
    if audience.state != Audience.State.READY:
        raise Refused("not_ready")
    if audience.handed_out_at is not None:
        raise Refused("handed_out")


def _hand_to(own: Actor, now: datetime, campaign: Campaign, audience: Audience) -> int | None:
    """One organization's list, in its scope; its id, or ``None`` when it has nobody in the audience.

    Its event, with the people in it, has that organization as its only party: the coalition learns no exact number.
    """
    with acting(own), connection.cursor() as cursor:
        end_call_lists(own, now, campaign, "superseded")
        values = {"organization": own.organization_id, "audience": audience.pk}
        cursor.execute(_SUBJECTS, values)
        subjects = cursor.fetchone()[0]
        if not subjects or own.organization_id is None:
            return None
        call_list = CallList.objects.create(
            coalition_id=campaign.coalition_id,
            organization_id=own.organization_id,
            campaign=campaign,
            audience=audience,
            name=campaign.name,
            handed_out_at=now,
        )
        cursor.execute(_ENTRIES, {**values, "list": call_list.pk})
        owned(CallList.objects.all(), own).filter(pk=call_list.pk).update(total=cursor.rowcount)
        for role in CALLERS:
            assign_perm("call_calllist", Group.objects.get(name=group_name(own.organization_id, role)), call_list)
        record(
            "sharing.call_list.created",
            actor=own,
            object_type="call_list",
            object_ref=call_list.pk,
            subjects=subjects,
            campaign=campaign.pk,
            channel=campaign.channel,
            purpose=campaign.purpose,
        )
    return own.organization_id
