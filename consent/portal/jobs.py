"""Jobs of the portal."""

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from coalition.platform.tenancy import acting, system_actor
from consent.portal.actions import links, proof, receipts, second_links


@app.task(name="portal.link.send", retry=RetryStrategy(max_attempts=5, wait=2, exponential_wait=3))
def send_link(request_id: int) -> None:
    """Answer a request for a link."""
    actor = system_actor()
    with acting(actor):
        links.send_link(actor=actor, now=timezone.now(), request_id=request_id)


@app.task(name="portal.receipt.send", retry=RetryStrategy(max_attempts=5, wait=2, exponential_wait=3))
def send_receipt(session_id: int, reference: str, language: str) -> None:
    """Send a receipt to the address that was proven."""
    actor = system_actor()
    with acting(actor):
        receipts.send_receipt(
            actor=actor, now=timezone.now(), session_id=session_id, reference=reference, language=language
        )


@app.task(name="portal.proof.send", retry=RetryStrategy(max_attempts=3, wait=2))
def send_code(step_id: int) -> None:
    """Send the code that proves a second channel."""
    actor = system_actor()
    with acting(actor):
        proof.send_code(actor=actor, now=timezone.now(), step_id=step_id)


@app.task(name="portal.proof.announce", retry=RetryStrategy(max_attempts=3, wait=2))
def announce_second_link(step_id: int) -> None:
    """Say that a second link was asked for."""
    actor = system_actor()
    with acting(actor):
        second_links.announce_second_link(actor=actor, now=timezone.now(), step_id=step_id)


@app.periodic(cron="*/5 * * * *")
@app.task(name="portal.proof.second", queueing_lock="portal.proof.second")
def send_second_links(timestamp: int) -> None:
    """Send the second links whose day has passed."""
    actor = system_actor()
    with acting(actor):
        second_links.send_second_links(actor=actor, now=timezone.now())
