"""Jobs of the sharing floor: each takes ids, enters the coalition's scope and calls one action. All may run twice."""

from dataclasses import replace

from django.utils import timezone
from procrastinate.contrib.django import app

from coalition.platform.tenancy import acting, system_actor
from orgs.queries.directory import coalition_ids, members_of
from sharing.actions.audiences import complete_audience, fail_audience, start_audience
from sharing.actions.calls import expire_calls
from sharing.actions.overlap import snapshot_overlap
from sharing.actions.progress import snapshot_progress
from sharing.actions.requests import send_grant_request
from sharing.queries.calls import lists_with_expired_calls
from sharing.queries.campaigns import running_campaign_ids


@app.task(name="sharing.audience.build")
def build_audience(coalition_id: int, audience_id: int) -> None:
    """Build an audience; what goes wrong is said on its page, and in the log."""
    actor = system_actor(coalition_id=coalition_id)
    with acting(actor):
        if not start_audience(actor=actor, now=timezone.now(), audience_id=audience_id):
            return
        try:
            complete_audience(actor=actor, now=timezone.now(), audience_id=audience_id)
        except Exception:
            fail_audience(actor=actor, now=timezone.now(), audience_id=audience_id, reason="error")
            raise


@app.task(name="sharing.overlap.snapshot")
def take_overlap_snapshot(coalition_id: int, campaign_id: int) -> None:
    """Count the overlap of a campaign's lists in their state now."""
    actor = system_actor(coalition_id=coalition_id)
    with acting(actor):
        snapshot_overlap(actor=actor, now=timezone.now(), campaign_id=campaign_id)


@app.task(name="sharing.grants.request")
def send_request(coalition_id: int, campaign_id: int, organization_id: int) -> None:
    """Mail an organization's admins that a campaign waits for their answer."""
    actor = system_actor(coalition_id=coalition_id)
    with acting(actor):
        send_grant_request(actor=actor, now=timezone.now(), campaign_id=campaign_id, organization_id=organization_id)


@app.periodic(cron="*/5 * * * *")
@app.task(name="sharing.progress.snapshot", queueing_lock="sharing.progress.snapshot", pass_context=False)
def take_progress_snapshots(timestamp: int) -> None:
    """Release the conversations of every campaign that runs."""
    for coalition_id in coalition_ids():
        actor = system_actor(coalition_id=coalition_id)
        with acting(actor):
            for campaign_id in running_campaign_ids(actor, timezone.now().date()):
                snapshot_progress(actor=actor, now=timezone.now(), campaign_id=campaign_id)


@app.periodic(cron="23 2 * * *")
@app.task(name="sharing.overlaps.snapshot", queueing_lock="sharing.overlaps.snapshot")
def take_overlap_snapshots(timestamp: int) -> None:
    """Count the overlap of every campaign that has not ended, once a day: lists change without anybody saying so."""
    for coalition_id in coalition_ids():
        actor = system_actor(coalition_id=coalition_id)
        with acting(actor):
            for campaign_id in running_campaign_ids(actor, timezone.now().date()):
                snapshot_overlap(actor=actor, now=timezone.now(), campaign_id=campaign_id)


@app.periodic(cron="*/5 * * * *")
@app.task(name="sharing.calls.expire", queueing_lock="sharing.calls.expire", pass_context=False)
def take_back_calls(timestamp: int) -> None:
    """Take back the people of callers who went away, list by list, each in its organization's scope."""
    for coalition_id in coalition_ids():
        for organization in members_of(coalition_id):
            own = replace(system_actor(organization_id=organization.pk), coalition_ids=(coalition_id,))
            with acting(own):
                for call_list_id in lists_with_expired_calls(own):
                    expire_calls(actor=own, now=timezone.now(), call_list_id=call_list_id)
