"""What waits for the actor's answer in their coalitions: the sharing floor's part of the home page."""

from dataclasses import dataclass, field
from datetime import date

from coalition.platform.tenancy import Actor
from sharing.models import Campaign, SharingAgreement
from sharing.policies import can_accept_agreement, can_create_agreement, can_read_grants
from sharing.queries.agreements import accepted_agreements, agreements, current_agreement
from sharing.queries.grants import open_campaigns


@dataclass(frozen=True, slots=True)
class Tasks:
    """Agreements to accept, campaigns to answer, and whether the coalition has no agreement yet."""

    agreements: list[SharingAgreement] = field(default_factory=list)
    campaigns: list[Campaign] = field(default_factory=list)
    write_agreement: bool = False


def tasks(actor: Actor, today: date) -> Tasks:
    """The open questions that the actor's role can answer; none for volunteers."""
    if can_create_agreement(actor) and actor.coalition_id is not None:
        return Tasks(write_agreement=current_agreement(actor, actor.coalition_id) is None)
    if not can_read_grants(actor) or actor.organization_id is None:
        return Tasks()
    current = [each for each in agreements(actor) if each.version == each.newest]  # type: ignore[attr-defined]
    accepted = accepted_agreements(actor, actor.organization_id)
    waiting = [each for each in current if each.pk not in accepted and can_accept_agreement(actor, each)]
    return Tasks(agreements=waiting, campaigns=open_campaigns(actor, today))
