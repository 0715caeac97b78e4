"""Who may do what in a coalition. Pure predicates; across organizations and coalitions the two walls decide."""

from coalition.platform.tenancy import Actor
from orgs.policies import ADMIN, ORGANIZERS, READERS
from sharing.models import CallList, Campaign, Grant, SharingAgreement

COORDINATORS = frozenset({"coordinator", "system"})


def _coordinates(actor: Actor, coalition_id: int | None) -> bool:
    return coalition_id is not None and actor.coalition_id == coalition_id and actor.role in COORDINATORS


def _belongs(actor: Actor, coalition_id: int) -> bool:
    return actor.organization_id is not None and coalition_id in actor.coalition_ids


def can_read_campaigns(actor: Actor) -> bool:
    """See the campaigns and agreements of one's coalitions: everybody but volunteers."""
    return _coordinates(actor, actor.coalition_id) or (actor.organization_id is not None and actor.role in READERS)


def can_create_agreement(actor: Actor) -> bool:
    """Write a version of the agreement of the acting coalition."""
    return _coordinates(actor, actor.coalition_id)


def can_accept_agreement(actor: Actor, agreement: SharingAgreement) -> bool:
    """Accept for one's organization."""
    return _belongs(actor, agreement.coalition_id) and actor.role in ADMIN


def can_create_campaign(actor: Actor) -> bool:
    """Start a campaign of the acting coalition."""
    return _coordinates(actor, actor.coalition_id)


def can_request_grants(actor: Actor, campaign: Campaign) -> bool:
    """Ask the members to contribute."""
    return _coordinates(actor, campaign.coalition_id)


def can_read_grants(actor: Actor) -> bool:
    """See what one's own organization contributes."""
    return actor.organization_id is not None and actor.role in ORGANIZERS


def can_create_grant(actor: Actor, campaign: Campaign) -> bool:
    """Answer a campaign for one's organization: contribute, or refuse."""
    return _belongs(actor, campaign.coalition_id) and actor.role in ORGANIZERS


def can_refuse_grant(actor: Actor, campaign: Campaign) -> bool:
    """Decline for one's organization."""
    return can_create_grant(actor, campaign)


def can_revoke_grant(actor: Actor, grant: Grant) -> bool:
    """End one's own organization's contribution."""
    return actor.organization_id == grant.organization_id and actor.role in ORGANIZERS


def can_read_overlap(actor: Actor, campaign: Campaign) -> bool:
    """See the released overlap."""
    return _coordinates(actor, campaign.coalition_id)


def can_build_audience(actor: Actor, campaign: Campaign) -> bool:
    """Have an audience built."""
    return _coordinates(actor, campaign.coalition_id)


def can_hand_out_audience(actor: Actor, campaign: Campaign) -> bool:
    """Turn an audience into call lists."""
    return _coordinates(actor, campaign.coalition_id)


CALLERS = ORGANIZERS | {"volunteer"}


def can_open_calls(actor: Actor) -> bool:
    """Open the calling page: volunteers, and those who organize them."""
    return actor.organization_id is not None and actor.role in CALLERS


def can_call_list(actor: Actor, call_list: CallList) -> bool:
    """Be given people of one list: guardian's permission on it, inside its organization."""
    return (
        can_open_calls(actor)
        and actor.organization_id == call_list.organization_id
        and (actor.role == "system" or actor.may("call_calllist", call_list.pk))
    )
