"""Jobs of organizations: each takes ids, enters the organization's scope, calls one action."""

from zoneinfo import ZoneInfo

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from coalition.platform.tenancy import acting, system_actor
from orgs.actions import (
    bulk,
    digests,
    district_places,
    engagement,
    export_blocks,
    exports,
    glass,
    import_runs,
    invitations,
    message_runs,
    removals,
    tasks,
    trigger_runs,
    trigger_settle,
    triggers,
)
from orgs.queries.directory import organization_ids
from orgs.queries.members import acting_organization
from orgs.queries.triggers import organizations_waiting

MORNING = 7  # the hour, where the organization is


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


@app.task(name="orgs.export.produce")
def produce_export(organization_id: int, export_id: int) -> None:
    """Write a file of people, block by block."""
    actor = system_actor(organization_id=organization_id)
    with acting(actor):
        try:
            export_blocks.produce_export(actor=actor, now=timezone.now(), export_id=export_id)
        except Exception:
            export_blocks.fail_export(actor=actor, now=timezone.now(), export_id=export_id, problem="failed")
            raise


@app.task(name="orgs.export.expire")
def expire_exports(organization_id: int) -> None:
    """Delete the files of an organization whose time is over."""
    actor = system_actor(organization_id=organization_id)
    with acting(actor):
        exports.drop_exports(actor=actor, now=timezone.now())


@app.periodic(cron="43 2 * * *")
@app.task(name="orgs.collected.tidy", queueing_lock="orgs.collected.tidy", pass_context=False)
def tidy_collected(timestamp: int) -> None:
    """Delete what was removed 30 days ago, and look up districts: lists change without anybody saying so."""
    for organization_id in organization_ids():
        actor = system_actor(organization_id=organization_id)
        with acting(actor):
            removals.drop_removals(actor=actor, now=timezone.now())
            bulk.drop_changes(actor=actor, now=timezone.now())
            exports.drop_exports(actor=actor, now=timezone.now())
            tasks.drop_tasks(actor=actor, now=timezone.now())
            triggers.drop_triggers(actor=actor, now=timezone.now())
            trigger_settle.drop_runs(actor=actor, now=timezone.now())
            district_places.place_people(actor=actor, now=timezone.now())


@app.task(name="orgs.trigger.run", retry=RetryStrategy(max_attempts=5, wait=5))
def run_triggers(organization_id: int) -> None:
    """Let an organization's triggers meet what waits. The database calls it (orgs/sql/triggers.sql)."""
    actor = system_actor(organization_id=organization_id)
    with acting(actor):
        trigger_runs.run_triggers(actor=actor, now=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="orgs.triggers.run", queueing_lock="orgs.triggers.run", pass_context=False)
def run_waiting_triggers(timestamp: int) -> None:
    """The same wherever something waits: what a lost call, or a worker that died, left."""
    for organization_id in organizations_waiting():
        run_triggers.defer(organization_id=organization_id)


@app.periodic(cron="19 * * * *")
@app.task(name="orgs.digests.send", queueing_lock="orgs.digests.send", pass_context=False)
def send_digests(timestamp: int) -> None:
    """Mail what is due today, once it is morning where the organization is."""
    for organization_id in organization_ids():
        send_digests_of(organization_id)


def send_digests_of(organization_id: int) -> None:
    """The same for one organization; nothing before seven."""
    actor = system_actor(organization_id=organization_id)
    with acting(actor):
        local = timezone.localtime(timezone=ZoneInfo(acting_organization(actor).time_zone))
        if local.hour >= MORNING:
            digests.send_digests(actor=actor, now=timezone.now(), today=local.date())


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
