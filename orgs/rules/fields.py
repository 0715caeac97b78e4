"""What each role may see of a person, field by field: the one place that says so.

Policies ask it, pages are given the answer as ``sees``, and a test compares what pages show with it, both ways.
Restricted records come on top: whoever may not see the record sees none of its fields.
"""

from enum import StrEnum


class Field(StrEnum):
    """Groups of facts about a person that are seen together."""

    NAME = "name"
    CONTACT = "contact"  # how they are reached, and their handles on networks
    ADDRESS = "address"  # streets; the town goes with the name
    BIRTHDAY = "birthday"
    NOTE = "note"
    FACTS = "facts"  # languages, pronouns, job, roles, skills, interests, tags, districts
    CONSENT = "consent"
    HISTORY = "history"  # what happened, in words
    RELATIONSHIPS = "relationships"
    GIVING = "giving"  # that and since when they give, what they were asked for
    AMOUNTS = "amounts"  # of gifts, asks, and what they could give


_EVERY = frozenset(Field)
# Volunteers see the person on their screen alone, by first name and initial; analysts see counts.
SEEN: dict[str, frozenset[Field]] = {
    "admin": _EVERY,
    "system": _EVERY,
    "fundraiser": _EVERY,
    "organizer": _EVERY - {Field.AMOUNTS},
    "analyst": frozenset(),
    "volunteer": frozenset(),
}
# Custom fields have a level each, chosen by the organization.
LEVELS: dict[str, frozenset[str]] = {
    "staff": frozenset({"admin", "system", "organizer", "fundraiser"}),
    "organizers": frozenset({"admin", "system", "organizer"}),
    "fundraisers": frozenset({"admin", "system", "fundraiser"}),
    "admins": frozenset({"admin", "system"}),
}


def fields_seen(role: str) -> frozenset[Field]:
    """What the role may see of the people of its own organization; nothing for an unknown role."""
    return SEEN.get(role, frozenset())
