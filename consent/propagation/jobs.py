"""Jobs of propagation: each enters one organization's scope and calls one action. All may run twice."""

from django.utils import timezone
from procrastinate.contrib.django import app

from coalition.platform.tenancy import acting, system_actor
from consent.ledger.queries.obligations import holders_with_due
from consent.propagation.actions.clock import run_clock, tell_admins
from consent.propagation.actions.deliveries import send_deliveries
from consent.propagation.actions.feed import BLOCK, publish_withdrawals
from consent.propagation.queries.feed import holders_to_tell, organizations_with_deliveries


@app.task(name="propagation.withdrawals.publish")
def publish_all() -> None:
    """Put every organization's new duties into its feed. Deferred by each no, and tried every minute besides."""
    for organization_id in holders_to_tell():
        actor = system_actor(organization_id=organization_id)
        with acting(actor):
            while publish_withdrawals(actor=actor, now=timezone.now()) == BLOCK:
                pass


@app.task(name="propagation.deliveries.send")
def send(organization_id: int) -> None:
    """Post what is due for one organization."""
    actor = system_actor(organization_id=organization_id)
    with acting(actor):
        send_deliveries(actor=actor, now=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="propagation.round", queueing_lock="propagation.round", pass_context=False)
def go_round(timestamp: int) -> None:
    """Every minute: what no job was deferred for, and what is to be tried again."""
    publish_all()
    for organization_id in organizations_with_deliveries(timezone.now()):
        send.defer(organization_id=organization_id)


@app.periodic(cron="*/10 * * * *")
@app.task(name="propagation.clock.run", queueing_lock="propagation.clock.run", pass_context=False)
def run_clocks(timestamp: int) -> None:
    """Remind, mark overdue and tell coalitions, organization by organization."""
    for organization_id in holders_with_due(timezone.now()):
        actor = system_actor(organization_id=organization_id)
        with acting(actor):
            run_clock(actor=actor, now=timezone.now())


@app.task(name="propagation.admins.tell")
def tell(organization_id: int, overdue: bool) -> None:
    """Mail an organization's admins."""
    actor = system_actor(organization_id=organization_id)
    with acting(actor):
        tell_admins(actor=actor, now=timezone.now(), overdue=overdue)
