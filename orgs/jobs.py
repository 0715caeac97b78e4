"""Jobs of organizations: each takes ids, enters the organization's scope, calls one action."""

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from coalition.platform.tenancy import acting, system_actor
from orgs.actions import bulk, district_places, engagement, glass, import_runs, invitations, message_runs, removals
from orgs.queries.directory import organization_ids


@app.task(name="orgs.invitation.send")
def send_invitation(organization_id: int, invitation_id: int) -> None:
    """Mail an invitation's link."""
    actor = system_actor(organization_id=organization_id)
    with acting(actor):
        invitations.send_invitation(actor=actor, now=timezone.now(), invitation_id=invitation_id)


@app.task(name="orgs.glass.tell")
def tell_of_glass(organization_id: int, request_id: int) -> None:
    """Mail the keepers of a restricted record that its glass is to be broken, or was."""
    actor = system_actor(organization_id=organization_id)
    with acting(actor):
        glass.tell_of_glass(actor=actor, now=timezone.now(), request_id=request_id)


@app.task(name="orgs.import.check")
def check_import(organization_id: int, import_id: int) -> None:
    """Count what an import would change."""
    actor = system_actor(organization_id=organization_id)
    with acting(actor):
        try:
            import_runs.check_import(actor=actor, now=timezone.now(), import_id=import_id)
        except Exception:
            import_runs.fail_import(actor=actor, now=timezone.now(), import_id=import_id, problem="check")
            raise


@app.task(name="orgs.import.run")
def run_import(organization_id: int, import_id: int) -> None:
    """Import the rows of a checked spreadsheet."""
    actor = system_actor(organization_id=organization_id)
    with acting(actor):
        try:
            import_runs.run_import(actor=actor, now=timezone.now(), import_id=import_id)
        except Exception:
            import_runs.fail_import(actor=actor, now=timezone.now(), import_id=import_id, problem="run")
            raise
    refresh_engagement.defer(organization_id=organization_id)


@app.task(name="orgs.message.send", retry=RetryStrategy(max_attempts=5, wait=30))
def send_message(organization_id: int, message_id: int) -> None:
    """Send a message to those who still wait for it."""
    actor = system_actor(organization_id=organization_id)
    with acting(actor):
        message_runs.run_message(actor=actor, now=timezone.now(), message_id=message_id)


@app.task(name="orgs.district.place", retry=RetryStrategy(max_attempts=3, wait=30))
def place_people(organization_id: int, map_id: int | None) -> None:
    """Look up who lives in which district of a map, or of all."""
    actor = system_actor(organization_id=organization_id)
    with acting(actor):
        district_places.place_people(actor=actor, now=timezone.now(), map_ids=None if map_id is None else [map_id])


@app.periodic(cron="43 2 * * *")
@app.task(name="orgs.collected.tidy", queueing_lock="orgs.collected.tidy", pass_context=False)
def tidy_collected(timestamp: int) -> None:
    """Delete what was removed 30 days ago, and look up districts: lists change without anybody saying so."""
    for organization_id in organization_ids():
        actor = system_actor(organization_id=organization_id)
        with acting(actor):
            removals.drop_removals(actor=actor, now=timezone.now())
            bulk.drop_changes(actor=actor, now=timezone.now())
            district_places.place_people(actor=actor, now=timezone.now())


@app.task(name="orgs.engagement.refresh")
def refresh_engagement(organization_id: int) -> None:
    """Compute how engaged an organization's people are, and what they seem to care about."""
    actor = system_actor(organization_id=organization_id)
    with acting(actor):
        engagement.refresh_engagement(actor=actor, now=timezone.now())


@app.periodic(cron="7 2 * * *")
@app.task(name="orgs.engagements.refresh", queueing_lock="orgs.engagements.refresh", pass_context=False)
def refresh_engagements(timestamp: int) -> None:
    """The same for every organization, every night: what was recent yesterday is a day older."""
    for organization_id in organization_ids():
        refresh_engagement(organization_id)
