"""What a person can do, and how well."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from audit.log.actions import record
from coalition.platform.tenancy import Actor, owned
from orgs import policies
from orgs.actions.keeping import keep_fact
from orgs.actions.preferences import MOST_SKILLS
from orgs.models import ConstituentSkill, Removal, Skill
from orgs.queries.people import get_person, subjects_of
from orgs.rules.skills import LEVELS


class InvalidSkill(ValueError):
    """Refused: ``reason`` is empty, level or many (more than MOST_SKILLS of one person)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def set_skill(*, actor: Actor, now: datetime, person_id: int, name: str, level: str = "") -> None:
    """Note a skill with its level; one that is noted gets the new level.

    Raises PermissionDenied, Http404, InvalidSkill.
    """
    if not policies.can_edit_people(actor) or actor.organization_id is None:
        raise PermissionDenied
    wanted = " ".join(name.split())[:100]
    if not wanted:
        raise InvalidSkill("empty")
    if level and level not in LEVELS:
        raise InvalidSkill("level")
    with transaction.atomic():
        person = get_person(actor, person_id)
        mine = owned(ConstituentSkill.objects.all(), actor).filter(constituent=person)
        skill = owned(Skill.objects.all(), actor).filter(name__iexact=wanted).first()
        if skill is None:
            skill = Skill.objects.create(organization_id=actor.organization_id, name=wanted)
        if not mine.filter(skill=skill).update(level=level):
            if mine.count() >= MOST_SKILLS:
                raise InvalidSkill("many")
            ConstituentSkill.objects.create(
                organization_id=actor.organization_id, constituent=person, skill=skill, level=level
            )
        record("orgs.skill.set", actor=actor, object_type="constituent", subjects=subjects_of(actor, person_id))


def remove_skill(*, actor: Actor, now: datetime, person_id: int, skill_id: int) -> Removal | None:
    """Take a skill off the record; it can be put back. One that is not there needs nothing.

    Raises PermissionDenied, Http404.
    """
    if not policies.can_edit_people(actor):
        raise PermissionDenied
    with transaction.atomic():
        person = get_person(actor, person_id)
        mine = owned(ConstituentSkill.objects.all(), actor).filter(constituent=person, skill=skill_id)
        offered = mine.select_related("skill").first()
        if offered is None:
            return None
        value = {"name": offered.skill.name, "level": offered.level}
        removal = keep_fact(actor=actor, now=now, person_id=person.pk, fact="skill", value=value)
        offered.delete()
        record("orgs.skill.removed", actor=actor, object_type="constituent", subjects=subjects_of(actor, person_id))
    return removal
