"""Writing and accepting the coalition's agreement."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from audit.log.actions import record
from coalition.platform.tenancy import Actor
from orgs.queries.directory import members_of
from orgs.queries.turns import take_turn
from sharing import policies
from sharing.actions.refusals import Refused
from sharing.models import AgreementAcceptance, Mode, SharingAgreement
from sharing.queries.agreements import current_agreement, get_agreement
from sharing.rules.terms import CHANNELS, PURPOSES

LEAST_EVIDENCE = 2


def create_agreement(
    *,
    actor: Actor,
    now: datetime,
    title: str,
    text: str,
    modes: Sequence[str],
    purposes: Sequence[str],
    channels: Sequence[str],
    recipients: Sequence[int],
    minimum_evidence: int = 3,
) -> SharingAgreement:
    """Write the next version for the acting coalition; members accept it anew.

    ``recipients`` are organization ids among the members. Raises Refused (``evidence``: a grade under E2 may not cross
    organizations; ``recipients``, ``modes``, ``channels``, ``purposes``) and PermissionDenied.
    """
    if not policies.can_create_agreement(actor) or actor.coalition_id is None:
        raise PermissionDenied
    _check(actor.coalition_id, modes, purposes, channels, recipients, minimum_evidence)
    with transaction.atomic():
        take_turn(actor)
        before = current_agreement(actor, actor.coalition_id)
        agreement = SharingAgreement.objects.create(
            coalition_id=actor.coalition_id,
            version=before.version + 1 if before else 1,
            title=title,
            text=text,
            modes=list(modes),
            purposes=list(purposes),
            channels=list(channels),
            minimum_evidence=minimum_evidence,
            recipients=sorted(recipients),
            created_by_id=actor.user_id,
        )
        record(
            "sharing.agreement.created",
            actor=actor,
            object_type="agreement",
            object_ref=agreement.pk,
            organizations=[organization.pk for organization in members_of(actor.coalition_id)],
            detail={"version": agreement.version, "minimum_evidence": minimum_evidence},
        )
    return agreement


def accept_agreement(*, actor: Actor, now: datetime, agreement_id: int) -> AgreementAcceptance:
    """Accept a version for the acting organization; a second time changes nothing.

    Raises Refused (``superseded``: there is a newer version), PermissionDenied and Http404.
    """
    with transaction.atomic():
        agreement = get_agreement(actor, agreement_id)
        if not policies.can_accept_agreement(actor, agreement) or actor.organization_id is None:
            raise PermissionDenied
        newest = current_agreement(actor, agreement.coalition_id)
        if newest is None or newest.pk != agreement.pk:
            raise Refused("superseded")
        acceptance, new = AgreementAcceptance.objects.get_or_create(
            coalition_id=agreement.coalition_id,
            agreement=agreement,
            organization_id=actor.organization_id,
            defaults={"accepted_by_id": actor.user_id},
        )
        if new:
            record(
                "sharing.agreement.accepted",
                actor=actor,
                object_type="agreement",
                object_ref=agreement.pk,
                coalitions=[agreement.coalition_id],
                detail={"version": agreement.version},
            )
    return acceptance


def _check(
    coalition_id: int,
    modes: Sequence[str],
    purposes: Sequence[str],
    channels: Sequence[str],
    recipients: Sequence[int],
    minimum_evidence: int,
) -> None:
    if not LEAST_EVIDENCE <= minimum_evidence <= 4:
        raise Refused("evidence")
    if not modes or not set(modes) <= set(Mode.values):
        raise Refused("modes")
    if not channels or not set(channels) <= CHANNELS.keys():
        raise Refused("channels")
    if not purposes or not set(purposes) <= PURPOSES.keys():
        raise Refused("purposes")
    if not set(recipients) <= {organization.pk for organization in members_of(coalition_id)}:
        raise Refused("recipients")
