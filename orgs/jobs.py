"""Jobs of organizations: each takes ids, enters the organization's scope, calls one action."""

from django.utils import timezone
from procrastinate.contrib.django import app

from coalition.platform.tenancy import acting, system_actor
from orgs.actions import invitations


@app.task(name="orgs.invitation.send")
def send_invitation(organization_id: int, invitation_id: int) -> None:
    """Mail an invitation's link."""
    actor = system_actor(organization_id=organization_id)
    with acting(actor):
        invitations.send_invitation(actor=actor, now=timezone.now(), invitation_id=invitation_id)
