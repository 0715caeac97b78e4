"""Identifiers that several people of one list have: there a yes must name the person it speaks for."""

from coalition.platform.database.together import Reading, read
from coalition.platform.tenancy import Actor, owned
from consent.ledger.rules.household import GivenNames
from orgs.models import Constituent, ContactPoint

# The subjects that more than one person of the acting organization has, for statements about many people.
SHARED = """
SELECT subject_id FROM orgs_contactpoint WHERE organization_id = %(organization)s
 GROUP BY subject_id HAVING min(constituent_id) <> max(constituent_id)
"""


def household_of(actor: Actor, person: Constituent) -> GivenNames:
    """Those of a person's subjects that others of the list have too, each with the person's given name."""
    return read(household_reading(actor, person))


def household_reading(actor: Actor, person: Constituent) -> Reading[GivenNames]:
    """The same, to be read together with other panels."""
    points = owned(ContactPoint.objects.all(), actor)
    mine = points.filter(constituent=person).values("subject_id")
    others = points.exclude(constituent=person).filter(subject_id__in=mine)
    shared = others.values_list("subject_id", flat=True).distinct()
    yield [shared]
    return dict.fromkeys(shared, person.given_name)


def households_of(actor: Actor, people: dict[int, Constituent]) -> dict[tuple[int, int], str]:
    """The same for several people (by id), in one statement: the given name by person and subject."""
    points = owned(ContactPoint.objects.all(), actor)
    mine = points.filter(constituent__in=people).values("subject_id")
    holders: dict[int, set[int]] = {}
    for subject, person in points.filter(subject_id__in=mine).values_list("subject_id", "constituent_id"):
        holders.setdefault(subject, set()).add(person)
    return {
        (person, subject): people[person].given_name
        for subject, sharing in holders.items()
        if len(sharing) > 1
        for person in sharing & people.keys()
    }
