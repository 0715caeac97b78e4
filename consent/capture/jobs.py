"""Jobs of the forms."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from coalition.platform.tenancy import acting, system_actor
from consent.capture.actions import messages, purging
from consent.capture.queries.public import form_actor, form_actors

AGAIN = RetryStrategy(max_attempts=5, wait=2, exponential_wait=3)


@app.task(name="capture.proof.send", retry=AGAIN)
def send_proof(slug: str, sign_up_id: str, kind: str) -> None:
    """Send what a sign-up is confirmed by."""
    actor = form_actor(slug)
    with acting(actor):
        messages.send_proof(actor=actor, now=timezone.now(), slug=slug, sign_up_id=UUID(sign_up_id), kind=kind)


@app.task(name="capture.receipt.send", retry=AGAIN)
def send_receipt(slug: str, sign_up_id: str, kind: str) -> None:
    """Send a receipt."""
    actor = form_actor(slug)
    with acting(actor):
        messages.send_receipt(actor=actor, now=timezone.now(), slug=slug, sign_up_id=UUID(sign_up_id), kind=kind)


@app.periodic(cron="17 * * * *")
@app.task(name="capture.sign_ups.purge")
def purge_sign_ups(timestamp: int) -> None:
    """Forget what was never confirmed, owner by owner."""
    platform = system_actor()
    with acting(platform), transaction.atomic():
        owners = form_actors()
    for actor in owners:
        with acting(actor):
            purging.purge_sign_ups(actor=actor, now=timezone.now())
    with acting(platform):
        purging.forget_submissions(actor=platform, now=timezone.now())
