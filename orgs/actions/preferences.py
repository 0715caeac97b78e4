"""What a person wants to hear about, how they like to be reached, what they offer to do: changes apply at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from audit.log.actions import record
from coalition.platform.tenancy import Actor, owned
from orgs import policies
from orgs.models import Constituent, ConstituentInterest, ConstituentSkill, Interest, Skill
from orgs.queries.people import contact_points, get_person

MOST_SKILLS = 30  # of one person


@dataclass(frozen=True, slots=True)
class Wishes:
    """A change: topics and skills by id to add or remove, a skill in the person's own words, the channel they like.

    ``channel`` is phone, sms, email or "none" for no preference; empty leaves it as it is.
    """

    add_interests: frozenset[int] = frozenset()
    drop_interests: frozenset[int] = frozenset()
    add_skills: frozenset[int] = frozenset()
    drop_skills: frozenset[int] = frozenset()
    new_skill: str = ""
    channel: str = ""


def change_preferences(*, actor: Actor, now: datetime, person_id: int, wishes: Wishes, said_by: Actor) -> None:
    """Change what a person of the acting organization prefers. ``said_by``: the person themselves, or the actor.

    Topics and skills of others are ignored. Raises PermissionDenied, Http404.
    """
    if not policies.can_change_preferences(actor) or actor.organization_id is None:
        raise PermissionDenied
    with transaction.atomic():
        person = get_person(actor, person_id)
        _interests(actor, person, wishes)
        _skills(actor, person, wishes)
        if wishes.channel:
            person.preferred_channel = "" if wishes.channel == "none" else wishes.channel
            person.save(update_fields=["preferred_channel"])
        record(
            "orgs.preferences.changed",
            actor=actor,
            object_type="constituent",
            subjects=[point.subject_id for point in contact_points(actor, person_id)],
            detail={"said_by": "person" if said_by.role == "subject" else "staff"},
        )


def _interests(actor: Actor, person: Constituent, wishes: Wishes) -> None:
    mine = owned(ConstituentInterest.objects.all(), actor).filter(constituent=person)
    mine.filter(interest_id__in=wishes.drop_interests).delete()
    chosen = owned(Interest.objects.all(), actor).filter(id__in=wishes.add_interests)
    ConstituentInterest.objects.bulk_create(
        [
            ConstituentInterest(organization_id=person.organization_id, constituent=person, interest=each)
            for each in chosen
        ],
        ignore_conflicts=True,
    )


def _skills(actor: Actor, person: Constituent, wishes: Wishes) -> None:
    mine = owned(ConstituentSkill.objects.all(), actor).filter(constituent=person)
    mine.filter(skill_id__in=wishes.drop_skills).delete()
    chosen: Iterable[Skill] = [
        *owned(Skill.objects.all(), actor).filter(id__in=wishes.add_skills),
        *_new(actor, person, wishes),
    ]
    room = MOST_SKILLS - mine.count()
    ConstituentSkill.objects.bulk_create(
        [
            ConstituentSkill(organization_id=person.organization_id, constituent=person, skill=each)
            for each in list(chosen)[: max(room, 0)]
        ],
        ignore_conflicts=True,
    )


def _new(actor: Actor, person: Constituent, wishes: Wishes) -> list[Skill]:
    name = " ".join(wishes.new_skill.split())
    if not name:
        return []
    known = owned(Skill.objects.all(), actor).filter(name__iexact=name).first()
    return [known or Skill.objects.create(organization_id=person.organization_id, name=name)]
