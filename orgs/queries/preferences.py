"""Topics and skills that an organization keeps, and those of one person."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Window
from django.db.models.functions import RowNumber

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
    cares = owned(ConstituentInterest.objects.all(), actor).filter(constituent=person, interest=OuterRef("pk"))
    offers = owned(ConstituentSkill.objects.all(), actor).filter(constituent=person, skill=OuterRef("pk"))
    interests, other_interests = _apart(owned(Interest.objects.all(), actor), cares)
    skills, other_skills = _apart(owned(Skill.objects.all(), actor), offers)
    return Preferences(interests, other_interests, skills, other_skills, person.preferred_channel)


def _apart(words: QuerySet[Any], links: QuerySet[Any]) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """Those that are linked, all of them, and the first of the others; in one statement."""
    marked = words.annotate(
        mine=Exists(links),
        place=Window(RowNumber(), partition_by=[Exists(links)], order_by=["name", "id"]),
    )
    rows = list(marked.filter(Q(mine=True) | Q(place__lte=MOST)).order_by("name").values_list("mine", "id", "name"))
    return [(id, name) for mine, id, name in rows if mine], [(id, name) for mine, id, name in rows if not mine]
