"""Topics and skills that an organization keeps, and those of one person."""

from dataclasses import dataclass

from coalition.platform.tenancy import Actor, owned
from orgs.models import ConstituentInterest, ConstituentSkill, Interest, Skill
from orgs.queries.people import get_person

MOST = 60  # offered on one page


@dataclass(frozen=True, slots=True)
class Preferences:
    """``(id, name)`` pairs: what the person has, and what else the organization offers."""

    interests: list[tuple[int, str]]
    other_interests: list[tuple[int, str]]
    skills: list[tuple[int, str]]
    other_skills: list[tuple[int, str]]
    channel: str


def preferences_of(actor: Actor, person_id: int) -> Preferences:
    """A person's topics, skills and preferred channel, with what else there is, by name. Raises Http404."""
    person = get_person(actor, person_id)
    cares = owned(ConstituentInterest.objects.all(), actor).filter(constituent=person).values("interest_id")
    offers = owned(ConstituentSkill.objects.all(), actor).filter(constituent=person).values("skill_id")
    interests = owned(Interest.objects.all(), actor).order_by("name").values_list("id", "name")
    skills = owned(Skill.objects.all(), actor).order_by("name").values_list("id", "name")
    return Preferences(
        list(interests.filter(id__in=cares)),
        list(interests.exclude(id__in=cares)[:MOST]),
        list(skills.filter(id__in=offers)),
        list(skills.exclude(id__in=offers)[:MOST]),
        person.preferred_channel,
    )
