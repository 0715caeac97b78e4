"""Telling the keepers of a restricted record that somebody breaks its glass."""

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.http import Http404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from coalition.platform.tenancy import Actor
from orgs.queries.access import get_request
from orgs.queries.members import acting_organization
from orgs.queries.restricted import keeper_users
from orgs.rules.access import BREAK_GLASS_REASONS


def tell_of_glass(*, actor: Actor, now: datetime, request_id: int) -> int:
    """Mail everybody who keeps the record, without its name; how many mails. Nothing when the request is gone."""
    with transaction.atomic():
        try:
            request = get_request(actor, request_id)
        except Http404:
            return 0
        organization, users = acting_organization(actor), keeper_users(actor, request.constituent_id)
    told = {"request": request, "link": settings.BASE_URL + reverse("orgs:stewardship")}
    for user in users:
        with translation.override(user.language or organization.language):
            told["reason"] = BREAK_GLASS_REASONS.get(request.reason_code, request.reason_code)
            subject = _("A restricted record at %(organization)s: glass broken") % {"organization": organization.name}
            EmailMessage(subject, render_to_string("orgs/mail/glass.txt", told), to=[user.email]).send()
    return len(users)
