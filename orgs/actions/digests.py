"""The daily mail: what is due for a member, in numbers and with a link. No name and no title ever leaves by it."""

import logging
from datetime import date, datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from audit.log.actions import record
from coalition.platform.tenancy import Actor, owned
from orgs import policies
from orgs.models import Digest, Organization
from orgs.queries.digests import DueForMember, due_for_members
from orgs.queries.members import acting_organization

LOG = logging.getLogger(__name__)


def send_digests(*, actor: Actor, now: datetime, today: date) -> int:
    """Mail every member for whom something is due, at most once on ``today``; how many mails.

    A mail and the note that it went are one transaction each: whoever got none gets it with the next run.
    Raises PermissionDenied.
    """
    if actor.role != "system":
        raise PermissionDenied
    with transaction.atomic():
        organization, waiting = acting_organization(actor), due_for_members(actor, today)
    sent = sum(_send(actor, organization, each, today) for each in waiting)
    if sent:
        with transaction.atomic():
            record("orgs.digest.sent", actor=actor, object_type="organization", detail={"mails": sent})
    return sent


def switch_digest(*, actor: Actor, now: datetime, wanted: bool) -> None:
    """Switch the actor's own daily mail on or off. Raises PermissionDenied."""
    if not policies.can_switch_digest(actor) or actor.organization_id is None or actor.user_id is None:
        raise PermissionDenied
    with transaction.atomic():
        Digest.objects.update_or_create(
            organization_id=actor.organization_id, user_id=actor.user_id, defaults={"wanted": wanted}
        )
        record("orgs.digest.switched", actor=actor, object_type="user", object_ref=actor.user_id,
               detail={"wanted": wanted})  # fmt: skip


def _send(actor: Actor, organization: Organization, due: DueForMember, today: date) -> bool:
    try:
        with transaction.atomic():
            if not _claim(actor, organization, due, today):
                return False
            _letter(organization, due).send()
    except OSError as problem:  # the mail server: the others still get theirs
        LOG.warning("a daily mail of organization %s did not go: %s", organization.pk, type(problem).__name__)
        return False
    return True


def _claim(actor: Actor, organization: Organization, due: DueForMember, today: date) -> bool:
    # The row is locked until the mail went: a second worker waits, and finds that it did.
    Digest.objects.bulk_create(
        [Digest(organization_id=organization.pk, user=due.user)], ignore_conflicts=True
    )  # fmt: skip
    mine = owned(Digest.objects.all(), actor).filter(user=due.user, wanted=True)
    return bool(mine.exclude(sent_on__gte=today).update(sent_on=today))


def _letter(organization: Organization, due: DueForMember) -> EmailMessage:
    told = {
        "due": due,
        "organization": organization,
        "tasks": settings.BASE_URL + reverse("orgs:task-list"),
        "stewardship": settings.BASE_URL + reverse("orgs:stewardship"),
        "inbox": settings.BASE_URL + reverse("orgs:inbox"),
        "switch": settings.BASE_URL + reverse("orgs:digest-switch"),
    }
    with translation.override(due.user.language or organization.language):
        subject = _("Due today at %(organization)s") % {"organization": organization.name}
        return EmailMessage(subject, render_to_string("orgs/mail/digest.txt", told), to=[due.user.email])
