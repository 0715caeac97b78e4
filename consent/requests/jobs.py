"""Jobs of data requests: each takes ids, enters the organization's scope, calls one action."""

from django.utils import timezone
from procrastinate.contrib.django import app

from coalition.platform.tenancy import acting, system_actor
from consent.requests.actions import erasing


@app.task(name="consent.erasure.run")
def run_erasure(organization_id: int, erasure_id: int) -> None:
    """Delete everything held of a person, once it is approved."""
    actor = system_actor(organization_id=organization_id)
    with acting(actor):
        erasing.run_erasure(actor=actor, now=timezone.now(), erasure_id=erasure_id)
