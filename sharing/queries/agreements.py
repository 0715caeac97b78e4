"""Agreements of the actor's coalitions, and which members accepted them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Max, QuerySet, Window
from django.http import Http404

from coalition.platform.tenancy import Actor, owned
from orgs.models import Organization
from orgs.queries.directory import members_of
from sharing.models import AgreementAcceptance, SharingAgreement


@dataclass(frozen=True, slots=True)
class Signature:
    """One member's answer to an agreement; ``at`` is empty until it accepts."""

    organization: Organization
    at: datetime | None
    by: str


def agreements(actor: Actor) -> QuerySet[SharingAgreement]:
    """Every version, newest first; ``current`` tells whether it is its coalition's latest."""
    newest = Window(Max("version"), partition_by=F("coalition"))
    found = owned(SharingAgreement.objects.all(), actor).select_related("coalition")
    return found.annotate(newest=newest).order_by("coalition__name", "-version")


def get_agreement(actor: Actor, agreement_id: int) -> SharingAgreement:
    """One version. Raises Http404, also for another coalition's."""
    found = owned(SharingAgreement.objects.all(), actor).select_related("coalition").filter(pk=agreement_id).first()
    if found is None:
        raise Http404
    return found


def current_agreement(actor: Actor, coalition_id: int) -> SharingAgreement | None:
    """The latest version of a coalition's agreement, if it has one."""
    found = owned(SharingAgreement.objects.all(), actor).filter(coalition_id=coalition_id)
    return found.order_by("-version").first()


def signatures(actor: Actor, agreement: SharingAgreement) -> list[Signature]:
    """Each member of the coalition, by name, with its acceptance."""
    accepted = {row.organization_id: row for row in _acceptances(actor, agreement).select_related("accepted_by")}
    answers = []
    for organization in members_of(agreement.coalition_id):
        row = accepted.get(organization.pk)
        by = str(row.accepted_by) if row and row.accepted_by else ""
        answers.append(Signature(organization, row.accepted_at if row else None, by))
    return answers


def accepted_organizations(actor: Actor, agreement: SharingAgreement) -> set[int]:
    """Ids of the organizations that accepted this version."""
    return set(_acceptances(actor, agreement).values_list("organization_id", flat=True))


def accepted_agreements(actor: Actor, organization_id: int) -> set[int]:
    """Ids of the agreements that an organization accepted."""
    found = owned(AgreementAcceptance.objects.all(), actor).filter(organization_id=organization_id)
    return set(found.values_list("agreement_id", flat=True))


def _acceptances(actor: Actor, agreement: SharingAgreement) -> QuerySet[AgreementAcceptance]:
    return owned(AgreementAcceptance.objects.all(), actor).filter(agreement=agreement)
