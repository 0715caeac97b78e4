"""The mail that asks an organization to contribute to a campaign."""

from datetime import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from coalition.platform.tenancy import Actor
from orgs.queries.directory import admins_of
from sharing import policies
from sharing.queries.campaigns import get_campaign


def send_grant_request(*, actor: Actor, now: datetime, campaign_id: int, organization_id: int) -> int:
    """Mail every admin of an organization, in their language; how many mails. The request is recorded already.

    Raises PermissionDenied and Http404.
    """
    campaign = get_campaign(actor, campaign_id)
    if not policies.can_request_grants(actor, campaign):
        raise PermissionDenied
    admins = admins_of([organization_id])
    link = settings.BASE_URL + reverse("sharing:grant-create", args=[campaign.pk])
    for admin in admins:
        with translation.override(admin.language):
            values = {"admin": admin, "campaign": campaign, "link": link}
            subject = render_to_string("sharing/grant_request_subject.txt", values).strip()
            EmailMessage(subject, render_to_string("sharing/grant_request.txt", values), to=[admin.email]).send()
    return len(admins)
