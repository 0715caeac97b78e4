"""Jobs of data requests: each takes ids, enters the organization's scope, calls one action."""

import logging

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from coalition.platform.tenancy import acting, system_actor
from consent.requests.actions import answering, erasing, purging
from consent.requests.queries.queue import request_of_erasure

logger = logging.getLogger(__name__)


# The answer and the deletion have a deadline: they are tried for a day.
AGAIN = RetryStrategy(max_attempts=15, wait=60, exponential_wait=2)


@app.task(name="consent.request.send_letter", retry=AGAIN)
def send_letter(organization_id: int, request_id: int) -> None:
    """Mail the answer to a request."""
    actor = system_actor(organization_id=organization_id)
    with acting(actor):
        answering.send_letter(actor=actor, now=timezone.now(), request_id=request_id)


@app.task(name="consent.request.send_extension", retry=AGAIN)
def send_extension(organization_id: int, request_id: int) -> None:
    """Mail why an answer takes longer."""
    actor = system_actor(organization_id=organization_id)
    with acting(actor):
        answering.send_extension(actor=actor, now=timezone.now(), request_id=request_id)


@app.task(name="consent.erasure.run", retry=AGAIN)
def run_erasure(organization_id: int, erasure_id: int) -> None:
    """Tell the person, while their address is there, then delete everything held of them."""
    actor = system_actor(organization_id=organization_id)
    with acting(actor):
        try:
            request_id = request_of_erasure(actor, erasure_id)
            answering.send_letter(actor=actor, now=timezone.now(), request_id=request_id)
        except OSError:
            # A mail server that does not answer is no reason to keep what must go.
            logger.warning("the letter about an erasure could not be mailed", exc_info=False)
        erasing.run_erasure(actor=actor, now=timezone.now(), erasure_id=erasure_id)


@app.periodic(cron="37 3 * * *")
@app.task(name="consent.requests.purge")
def purge_requests(timestamp: int) -> None:
    """Forget what was finished three years ago."""
    purging.purge_requests(actor=system_actor(), now=timezone.now())
