"""The clock of duties: whoever forgets is reminded, then barred from new people, and their coalitions are told."""

from datetime import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext

from coalition.platform import jobs
from coalition.platform.tenancy import Actor, owned
from consent.ledger.actions.obligations import escalate_obligations, mark_overdue, remind_of_obligations
from consent.propagation import policies
from consent.propagation.models import Escalation
from consent.propagation.queries.obligations import count_open
from orgs.queries.directory import admins_of, coalitions_of
from orgs.queries.members import acting_organization


def run_clock(*, actor: Actor, now: datetime) -> tuple[int, int]:
    """Do for the acting organization what is due at ``now``: remind, mark overdue, tell its coalitions; how many
    duties it is reminded of, and how many became overdue. Raises PermissionDenied.
    """
    if not policies.can_send_deliveries(actor):
        raise PermissionDenied
    with transaction.atomic():
        reminded = remind_of_obligations(actor=actor, now=now)
        late = mark_overdue(actor=actor, now=now)
        if escalate_obligations(actor=actor, now=now):
            _tell_coalitions(actor, now)
        if reminded or late:
            jobs.defer("propagation.admins.tell", organization_id=actor.organization_id, overdue=bool(late))
    return reminded, late


def tell_admins(*, actor: Actor, now: datetime, overdue: bool) -> int:
    """Mail every admin of the acting organization how many withdrawals wait, or are overdue; how many mails.

    None when everything was attested meanwhile. The mail names nobody.
    """
    waiting, late = count_open(actor)
    count = late if overdue else waiting
    if not count or actor.organization_id is None:
        return 0
    organization = acting_organization(actor)
    admins = admins_of([actor.organization_id])
    link = settings.BASE_URL + reverse("propagation:obligation-list")
    for admin in admins:
        with translation.override(admin.language):
            told = {"admin": admin, "organization": organization, "count": count, "overdue": overdue, "link": link}
            body = render_to_string("propagation/mail/waiting.txt", told)
            EmailMessage(_subject(count, overdue), body, to=[admin.email]).send()
    return len(admins)


def settle(actor: Actor, now: datetime) -> None:
    """Tell the coalitions when nothing of the acting organization is overdue any more, or less is.

    Part of another action's transaction.
    """
    _, left = count_open(actor)
    told = owned(Escalation.objects.all(), actor).filter(settled_at=None)
    told.update(**({"obligations": left} if left else {"settled_at": now, "obligations": 0}))


def _tell_coalitions(actor: Actor, now: datetime) -> None:
    if actor.organization_id is None:
        return
    _, late = count_open(actor)
    told = owned(Escalation.objects.all(), actor)
    told.exclude(settled_at=None).update(settled_at=None, since=now)
    told.update(obligations=late)
    Escalation.objects.bulk_create(
        (
            Escalation(coalition_id=coalition_id, organization_id=actor.organization_id, obligations=late, since=now)
            for coalition_id in coalitions_of(actor.organization_id)
        ),
        ignore_conflicts=True,
    )


def _subject(count: int, overdue: bool) -> str:
    if overdue:
        return ngettext("%(count)d withdrawal is overdue", "%(count)d withdrawals are overdue", count) % {
            "count": count
        }
    return ngettext("%(count)d withdrawal to attest", "%(count)d withdrawals to attest", count) % {"count": count}
