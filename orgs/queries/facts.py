"""What a person's page says about them beside the columns of their own row."""

from dataclasses import dataclass

from django.db.models import QuerySet

from coalition.platform.database.together import Reading
from coalition.platform.tenancy import Actor, owned
from orgs.models import Constituent, ConstituentRole, ConstituentSkill, ContactPoint, PostalAddress, SocialHandle
from orgs.queries.addresses import addresses_of, handles_of
from orgs.queries.roles import roles_of
from orgs.rules.contact_labels import contact_status


@dataclass(frozen=True, slots=True)
class Facts:
    """Further addresses, names on networks, roles (those without an end first), skills, identifiers that bounce."""

    addresses: list[PostalAddress]
    handles: list[SocialHandle]
    roles: list[ConstituentRole]
    skills: list[ConstituentSkill]
    bounced: frozenset[int]

    def status(self, point: ContactPoint) -> str:
        """What is known of an address or number: a key of ``orgs.rules.contact_labels.STATUSES``."""
        return contact_status(wrong=point.wrong, bounced=point.subject_id in self.bounced, unproven=point.unproven)


def facts_reading(actor: Actor, person: Constituent) -> Reading[Facts]:
    """The facts of one person; what bounces is known of their consent, and to be added."""
    places, names = addresses_of(actor, person), handles_of(actor, person)
    roles, skills = roles_of(actor, person), skills_of(actor, person)
    yield [places, names, roles, skills]
    return Facts(list(places), list(names), list(roles), list(skills), bounced=frozenset())


def skills_of(actor: Actor, person: Constituent) -> QuerySet[ConstituentSkill]:
    """What the person can do, by name, with the level."""
    offered = owned(ConstituentSkill.objects.all(), actor).filter(constituent=person)
    return offered.select_related("skill").order_by("skill__name")
