"""Who may write what into the ledger. Pure predicates."""

from coalition.platform.tenancy import Actor
from consent.ledger.rules.new_event import NewEvent, Withdrawal

FACTS = frozenset({"deceased", "bounced", "complained", "minor"})
LIFTS = frozenset({"resumed", "do_not_contact_lifted", "complained_lifted"})
OWN_LIFTS = frozenset({f"{kind}_lifted" for kind in ("deceased", "bounced", "minor")})  # of its own report
CROSSING = frozenset({"share", "match"})
ORGANIZATION_MAXIMUM = 2  # an organization's word, or its dated artefact; more comes from a form of the platform


def can_record_event(actor: Actor, event: NewEvent) -> bool:
    """A person speaks for their own proven identifiers; an organization for itself, and lifts only its own reports."""
    if actor.role == "subject":
        return event.subject_id in actor.subject_ids and (event.actor_kind == "person" or _guardian_speaks(event))
    if actor.organization_id is None or event.evidence > ORGANIZATION_MAXIMUM or event.kind in LIFTS:
        return False
    if event.actor_kind == "guardian":
        return _says_a_guardian(actor, event)
    if event.actor_kind not in {"staff", "import", "system"}:
        return False
    return event.kind in FACTS or _says_an_organization(actor, event)


def _guardian_speaks(event: NewEvent) -> bool:
    # On a form of the platform, for a child whose address is proven: by which right, and until it is of age.
    named = event.authority != "" and event.until is not None
    return event.actor_kind == "guardian" and event.kind == "granted" and event.purpose == "contact" and named


def _says_a_guardian(actor: Actor, event: NewEvent) -> bool:
    # A signed form that the organization keeps, for its own contacts, until the child is of age.
    named = event.authority != "" and event.until is not None and event.evidence_ref != ""
    ours = event.purpose == "contact" and event.recipient_organization == actor.organization_id
    return event.kind == "granted" and event.evidence == ORGANIZATION_MAXIMUM and named and ours


def _says_an_organization(actor: Actor, event: NewEvent) -> bool:
    if event.kind in OWN_LIFTS:
        return event.actor_kind in {"staff", "system"} and event.evidence_ref != ""
    if event.kind == "do_not_contact":  # it binds everybody: only on the person's own paper
        return event.evidence == ORGANIZATION_MAXIMUM and event.evidence_ref != "" and event.actor_kind == "staff"
    if event.kind == "granted" and event.purpose != "contact":
        return event.evidence == ORGANIZATION_MAXIMUM
    if event.kind == "refused" and event.purpose in CROSSING and event.recipient_organization is None:
        return event.recipient_coalition in actor.coalition_ids
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


def can_report_block(actor: Actor) -> bool:
    """Say that somebody died, cannot be reached, is under age, or complained: those who work with people."""
    return actor.organization_id is not None and actor.role in {"admin", "organizer", "fundraiser", "system"}


def can_take_back_block(actor: Actor) -> bool:
    """Say that such a report was wrong: those who may change people's records."""
    return actor.organization_id is not None and actor.role in {"admin", "organizer", "system"}


def can_ensure_notice(actor: Actor) -> bool:
    """Whoever may record a consent that names it."""
    return actor.role in {"subject", "fundraiser", "coordinator"} or can_record_imported(actor)


def can_attest_obligations(actor: Actor) -> bool:
    """Say for an organization what it did about a no: its admins, and its own system."""
    return actor.organization_id is not None and actor.role in {"admin", "system"}


def can_run_clock(actor: Actor) -> bool:
    """Mark what is late in one organization: the platform's rounds alone."""
    return actor.organization_id is not None and actor.role == "system"
