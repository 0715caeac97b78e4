"""Who looks after whom: setting a steward, and handing over everything of a colleague who leaves."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat, Left, Now

from audit.log.actions import record
from coalition.platform.tenancy import Actor, owned
from orgs import policies
from orgs.actions.trigger_links import pass_triggers_on
from orgs.models import Ask, Membership, RestrictedGroup, SavedView, Stewardship, Task
from orgs.models.task import OPEN
from orgs.queries.access import stewardship_of
from orgs.queries.members import get_member, member_list
from orgs.queries.people import contact_points, get_person


class StewardRefused(ValueError):
    """``code`` says why: ``not_yours`` (somebody else looks after them), ``not_a_member``, ``same``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class HandedOver:
    """How much changed hands: people, restricted groups to keep, questions that wait for an answer, open tasks, views
    of the people table that colleagues use."""

    people: int
    groups: int
    asks: int
    tasks: int
    views: int


def set_steward(
    *, actor: Actor, now: datetime, person_id: int, steward_id: int | None, rule: str
) -> Stewardship | None:
    """Say who looks after a person and what others do who want to write or call; ``None`` for nobody.

    Raises StewardRefused, PermissionDenied, Http404, RestrictedRecord.
    """
    if actor.organization_id is None or not policies.can_restrict_people(actor):
        raise PermissionDenied
    with transaction.atomic():
        person = get_person(actor, person_id)
        before = stewardship_of(actor, person_id)
        if not policies.can_set_steward(actor, before.steward_id if before else None):
            raise StewardRefused("not_yours")
        kept = owned(Stewardship.objects.all(), actor).filter(constituent=person)
        subjects = [point.subject_id for point in contact_points(actor, person_id)]
        if steward_id is None:
            kept.delete()
            if before is not None:
                record("orgs.stewardship.ended", actor=actor, object_type="stewardship", subjects=subjects)
            return None
        _require_member(actor, steward_id)
        found, _ = Stewardship.objects.update_or_create(
            organization_id=actor.organization_id,
            constituent=person,
            defaults={"steward_id": steward_id, "rule": rule, "since": Now()},
        )
        record(
            "orgs.stewardship.set",
            actor=actor,
            object_type="stewardship",
            subjects=subjects,
            detail={"steward": steward_id, "rule": rule},
        )
    return found


def hand_over(*, actor: Actor, now: datetime, membership_id: int, successor_id: int) -> HandedOver:
    """Give everything that a member looks after to a colleague, in one step: people, and restricted groups to keep,
    questions that wait for an answer, open tasks, shared views, what triggers turn to them for.
    Lists and segments are everybody's and stay as they are.

    Raises StewardRefused (``not_a_member``, ``same``), PermissionDenied, Http404.
    """
    if not policies.can_hand_over(actor):
        raise PermissionDenied
    with transaction.atomic():
        member = get_member(actor, membership_id)
        if member.user_id == successor_id:
            raise StewardRefused("same")
        _require_member(actor, successor_id)
        people = owned(Stewardship.objects.all(), actor).filter(steward=member.user_id).update(steward=successor_id)
        groups = owned(RestrictedGroup.objects.all(), actor).filter(keeper=member.user_id).update(keeper=successor_id)
        asks = owned(Ask.objects.all(), actor).filter(asked_by=member.user_id, answer__in=("open", "later"))
        moved = asks.filter(taken_back_at=None).update(asked_by=successor_id)
        open_tasks = owned(Task.objects.all(), actor).filter(OPEN, assignee=member.user_id)
        tasks = open_tasks.update(assignee=successor_id, given_by=actor.user_id, seen_at=None)
        views = _pass_views_on(actor, member.user_id, successor_id)
        triggers = pass_triggers_on(actor, member.user_id, successor_id)
        record(
            "orgs.member.handed_over",
            actor=actor,
            object_type="membership",
            object_ref=member.pk,
            detail={"to": successor_id, "people": people, "groups": groups, "asks": moved, "tasks": tasks,
                    "views": views, "triggers": triggers},
        )  # fmt: skip
    return HandedOver(people, groups, moved, tasks, views)


def _pass_views_on(actor: Actor, leaver_id: int, successor_id: int) -> int:
    """A shared view is changed by its owner alone. Where the successor uses its name already, its number follows it."""
    shared = owned(SavedView.objects.all(), actor).filter(owner=leaver_id, shared=True)
    taken = owned(SavedView.objects.all(), actor).filter(owner=successor_id).values("name")
    number = Concat(Value(" "), Cast("pk", CharField()))
    shared.filter(name__in=taken).update(name=Concat(Left("name", 80), number))
    return shared.update(owner=successor_id)


def _require_member(actor: Actor, user_id: int) -> None:
    working = (Membership.Role.ADMIN, Membership.Role.ORGANIZER, Membership.Role.FUNDRAISER)
    if not member_list(actor).filter(user=user_id, active=True, role__in=working).exists():
        raise StewardRefused("not_a_member")
