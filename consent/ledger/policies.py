"""Who may write what into the ledger. Pure predicates."""

from coalition.platform.tenancy import Actor
from consent.ledger.rules.new_event import NewEvent, Withdrawal

FACTS = frozenset({"deceased", "bounced", "complained"})
LIFTS = frozenset({"resumed", "do_not_contact_lifted", "deceased_lifted"})
ORGANIZATION_MAXIMUM = 2  # an organization's word, or its dated artefact; more comes from a form of the platform


def can_record_event(actor: Actor, event: NewEvent) -> bool:
    """A person speaks for their own proven identifiers; an organization for itself, and never lifts anything."""
    if actor.role == "subject":
        return event.actor_kind == "person" and event.subject_id in actor.subject_ids
    if actor.organization_id is None or event.actor_kind not in {"staff", "import", "system"}:
        return False
    if event.evidence > ORGANIZATION_MAXIMUM or event.kind in LIFTS:
        return False
    if event.kind in FACTS:
        return True
    if event.kind == "granted" and event.purpose != "contact":
        return event.evidence == ORGANIZATION_MAXIMUM
    return event.recipient_organization == actor.organization_id


def can_record_imported(actor: Actor) -> bool:
    """Record what an organization's own list says; of the list's importing, that floor decides."""
    return actor.organization_id is not None and actor.role in {"admin", "organizer", "system"}


def can_withdraw(actor: Actor, subject_ids: list[int], scope: Withdrawal) -> bool:
    """The person themselves, as far as they like; or whom they told it to, for that organization."""
    if actor.role == "subject":
        return set(subject_ids) <= set(actor.subject_ids)
    if actor.organization_id is None or scope.recipient_organization != actor.organization_id:
        return False
    return actor.role in {"admin", "organizer", "fundraiser", "volunteer", "system"}


def can_claim_contact(actor: Actor) -> bool:
    """Those who talk to people, in the name of their organization."""
    return actor.organization_id is not None and actor.role in {
        "admin", "organizer", "fundraiser", "volunteer", "system",
    }  # fmt: skip


def can_ensure_notice(actor: Actor) -> bool:
    """Whoever may record a consent that names it."""
    return actor.role == "subject" or can_record_imported(actor)
