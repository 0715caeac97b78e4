"""Who may make forms. Pure predicates; the public pages are open to everybody."""

from coalition.platform.tenancy import Actor
from consent.capture.models import Form
from orgs.policies import ORGANIZERS

ORGANIZATION_KINDS = (Form.Kind.SIGN_UP, Form.Kind.PREFERENCES, Form.Kind.CAMPAIGN, Form.Kind.COALITION)
COALITION_KINDS = (Form.Kind.CAMPAIGN, Form.Kind.COALITION)


def can_edit_forms(actor: Actor) -> bool:
    """Make, change, publish and close forms: administrators and organizers, and coordinators for their coalition."""
    if actor.organization_id is not None:
        return actor.role in ORGANIZERS
    return actor.coalition_id is not None and actor.role in {"coordinator", "system"}


def kinds_for(actor: Actor) -> tuple[Form.Kind, ...]:
    """The kinds of form that the actor's organization or coalition makes."""
    return ORGANIZATION_KINDS if actor.organization_id is not None else COALITION_KINDS


def can_take_sign_ups(actor: Actor) -> bool:
    """Receive what people send: the platform, in the name of the form's owner."""
    return actor.role == "system" and (actor.organization_id is not None or actor.coalition_id is not None)
