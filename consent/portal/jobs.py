"""Jobs of the portal."""

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from coalition.platform.tenancy import acting, system_actor
from consent.portal.actions import links


@app.task(name="portal.link.send", retry=RetryStrategy(max_attempts=5, wait=2, exponential_wait=3))
def send_link(request_id: int) -> None:
    """Answer a request for a link."""
    actor = system_actor()
    with acting(actor):
        links.send_link(actor=actor, now=timezone.now(), request_id=request_id)
