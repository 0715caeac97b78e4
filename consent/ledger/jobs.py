"""Jobs of the ledger."""

from django.utils import timezone
from procrastinate.contrib.django import app

from coalition.platform.tenancy import acting, system_actor
from consent.ledger.actions import sweeping


@app.periodic(cron="41 * * * *")
@app.task(name="consent.attempts.sweep", queueing_lock="consent.attempts.sweep", pass_context=False)
def sweep_attempts(timestamp: int) -> None:
    """Note contacts that never ended as uncertain."""
    actor = system_actor()
    with acting(actor):
        sweeping.sweep_attempts(actor=actor, now=timezone.now())
