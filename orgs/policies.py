"""Who may do what inside one organization. Pure predicates; across organizations the two walls decide."""

from coalition.platform.tenancy import Actor

ADMIN = frozenset({"admin", "system"})
ORGANIZERS = ADMIN | {"organizer"}
STAFF = ORGANIZERS | {"fundraiser"}
READERS = STAFF | {"analyst"}
FUNDRAISERS = ADMIN | {"fundraiser"}


def can_import(actor: Actor) -> bool:
    """Bring spreadsheets in."""
    return actor.organization_id is not None and actor.role in ORGANIZERS


def can_read_people(actor: Actor) -> bool:
    """See the organization's people by name."""
    return actor.organization_id is not None and actor.role in READERS


def can_edit_people(actor: Actor) -> bool:
    """Add and change people."""
    return actor.organization_id is not None and actor.role in ORGANIZERS


def can_log_interactions(actor: Actor) -> bool:
    """Write down what a person did, or was done with them."""
    return actor.organization_id is not None and actor.role in STAFF


def can_read_contact_points(actor: Actor) -> bool:
    """See how to reach people: analysts and volunteers do not."""
    return actor.organization_id is not None and actor.role in STAFF


def can_show_contact(actor: Actor) -> bool:
    """See an address or number of somebody who may not be contacted, for administration."""
    return actor.organization_id is not None and actor.role in ORGANIZERS


def can_read_consent(actor: Actor) -> bool:
    """Read why a person may (not) be contacted, and since when."""
    return can_read_people(actor)


def can_record_consent(actor: Actor) -> bool:
    """Write down what a person said or signed. Volunteers record a no on the calling screen, and nothing else."""
    return actor.organization_id is not None and actor.role in STAFF


def can_report_block(actor: Actor) -> bool:
    """Report that a person died, is under age, complained, or cannot be reached."""
    return actor.organization_id is not None and actor.role in STAFF


def can_take_back_block(actor: Actor) -> bool:
    """Say that such a report was a mistake."""
    return actor.organization_id is not None and actor.role in ORGANIZERS


def can_remove_dead_addresses(actor: Actor) -> bool:
    """Take addresses that do not work off people's records."""
    return can_edit_people(actor)


def can_manage_members(actor: Actor) -> bool:
    """Invite, change roles, deactivate."""
    return actor.organization_id is not None and actor.role in ADMIN


def can_change_organization(actor: Actor) -> bool:
    """Say who answers for the organization's data: legal name, address, contact."""
    return actor.organization_id is not None and actor.role in ADMIN


def can_edit_segments(actor: Actor) -> bool:
    """Save segments."""
    return actor.organization_id is not None and actor.role in READERS


def can_write_messages(actor: Actor) -> bool:
    """Write to people in the organization's name, and read what they answer."""
    return actor.organization_id is not None and actor.role in STAFF


def can_change_preferences(actor: Actor) -> bool:
    """Note what a person wants to hear about, how they like to be reached, and what they offer."""
    return can_edit_people(actor)


def can_read_giving(actor: Actor) -> bool:
    """See that somebody gives, since when, and what they were asked for; without amounts."""
    return actor.organization_id is not None and actor.role in STAFF


def can_read_amounts(actor: Actor) -> bool:
    """See amounts of money next to a name: gifts, asks, and what somebody could give."""
    return actor.organization_id is not None and actor.role in FUNDRAISERS


def can_record_gifts(actor: Actor) -> bool:
    """Record, change and take back gifts and recurring plans, note what somebody could give, keep the funds."""
    return can_read_amounts(actor)


def can_export_gifts(actor: Actor) -> bool:
    """Download gifts with names and amounts."""
    return can_read_amounts(actor)


def can_read_giving_totals(actor: Actor) -> bool:
    """See what was given per fund and month, without names."""
    return actor.organization_id is not None and actor.role in FUNDRAISERS | {"analyst"}


def can_record_asks(actor: Actor) -> bool:
    """Write down what somebody was asked for, and their answer."""
    return actor.organization_id is not None and actor.role in STAFF
