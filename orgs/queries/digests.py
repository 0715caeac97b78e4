"""What is due for each member of an organization today: numbers for their daily mail, never a name."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import Now

from coalition.platform.tenancy import Actor, owned
from orgs.models import AccessRequest, Digest, Membership, Task, User
from orgs.models.task import OPEN
from orgs.policies import READERS, STAFF
from orgs.queries.access import to_answer
from orgs.queries.members import member_list
from orgs.queries.trigger_log import unread_since
from orgs.queries.trigger_people import restricted_among
from orgs.queries.visible import seen_by, sight_of

NAGS_FOR = timedelta(days=14)  # after its deadline a question is in the mail no more
Kind = AccessRequest.Kind


@dataclass(frozen=True, slots=True)
class DueForMember:
    """How much is due for a member; ``unclaimed``: due today and nobody has it; ``questions`` wait for an answer."""

    user: User
    overdue: int
    today: int
    unclaimed: int
    questions: int
    told: int = 0  # by triggers, since yesterday, and not read

    @property
    def anything(self) -> bool:
        """Whether it is worth a mail."""
        return bool(self.overdue or self.today or self.unclaimed or self.questions or self.told)


def due_for_members(actor: Actor, today: date) -> list[DueForMember]:
    """The members who want a mail, had none on ``today``, and for whom something is due."""
    told = owned(Digest.objects.all(), actor).filter(Q(wanted=False) | Q(sent_on__gte=today))
    members = list(
        member_list(actor)
        .filter(active=True, user__is_active=True, role__in=READERS)
        .exclude(user__in=told.values("user_id"))
    )
    if not members:
        return []
    mine, unclaimed = _tasks(actor, members, today), _unclaimed(actor, today)
    told_by_triggers = unread_since(actor, timedelta(days=1))
    asked = owned(AccessRequest.objects.all(), actor).filter(answer="", due_at__gt=Now() - NAGS_FOR).exists()
    found = [
        DueForMember(
            user=member.user,
            overdue=mine.get(member.user_id, {}).get("overdue", 0),
            today=mine.get(member.user_id, {}).get("due_today", 0),
            unclaimed=unclaimed(member),
            questions=_questions(actor, member) if asked and member.role in STAFF else 0,
            told=told_by_triggers.get(member.user_id, 0) if member.role in STAFF else 0,
        )
        for member in members
    ]
    return [each for each in found if each.anything]


def digest_of(actor: Actor) -> Digest | None:
    """What the actor said about their daily mail; None: nothing yet, so they get it."""
    return owned(Digest.objects.all(), actor).filter(user=actor.user_id or 0).first()


def _tasks(actor: Actor, members: list[Membership], today: date) -> dict[int, dict[str, int]]:
    staff = Q(assignee__in=[each.user_id for each in members if each.role in STAFF])
    others = Q(assignee__in=[each.user_id for each in members if each.role not in STAFF], constituent__isnull=True)
    due = owned(Task.objects.all(), actor).filter(OPEN, staff | others, due__lte=today).order_by()
    counted: Any = due.values("assignee_id").annotate(
        overdue=Count("pk", filter=Q(due__lt=today)), due_today=Count("pk", filter=Q(due=today))
    )
    return {row["assignee_id"]: row for row in counted}


def _unclaimed(actor: Actor, today: date) -> Callable[[Membership], int]:
    """How many tasks are due that nobody has, of those which a member sees in the team's list."""
    free = owned(Task.objects.all(), actor).filter(OPEN, assignee__isnull=True, due=today).order_by()
    people: list[int | None] = list(free.values_list("constituent_id", flat=True))
    about = {person for person in people if person is not None}
    restricted = restricted_among(actor, about) if about else set()

    def unclaimed(member: Membership) -> int:
        if member.role not in STAFF:
            return people.count(None)
        if not restricted:
            return len(people)
        seen = seen_by(sight_of(actor, member.user_id), "constituent")
        return free.filter(Q(constituent__isnull=True) | seen).count()

    return unclaimed


def _questions(actor: Actor, member: Membership) -> int:
    # Who answers which question depends on roles, groups and stewardships: asked as the member would.
    waiting = to_answer(sight_of(actor, member.user_id)).filter(due_at__gt=Now() - NAGS_FOR)
    return waiting.exclude(kind=Kind.BREAK_GLASS, due_at__lte=Now()).count()
