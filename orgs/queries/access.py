"""Requests for access: what a closed record says, what waits for an answer, what the actor asked."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Case, Exists, F, Q, QuerySet, Value, When
from django.db.models.functions import Now
from django.http import Http404

from coalition.platform.tenancy import Actor, owned
from orgs import policies
from orgs.models import AccessRequest, Ask, Membership, RestrictedGroup, SavedView, Stewardship, Task, User
from orgs.models.task import OPEN
from orgs.queries.restricted import keepers
from orgs.queries.visible import closed_to, under_age, visible_people

Kind = AccessRequest.Kind
TOLD_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class ClosedRecord:
    """What is told of a record that is closed to the reader: whom to ask, and what they asked for already."""

    person_id: int
    keepers: list[User | str]
    asked: AccessRequest | None
    glass: AccessRequest | None


def closed_record(actor: Actor, person_id: int) -> ClosedRecord:
    """What may be told of a closed record, in three statements."""
    mine = owned(AccessRequest.objects.all(), actor).filter(asked_by=actor.user_id, constituent=person_id, answer="")
    waiting = {each.kind: each for each in mine.select_related("asked")}
    return ClosedRecord(person_id, keepers(actor, person_id), waiting.get(Kind.SEE), waiting.get(Kind.BREAK_GLASS))


def get_request(actor: Actor, request_id: int) -> AccessRequest:
    """One request for access. Raises Http404, also for another organization's."""
    found = (
        owned(AccessRequest.objects.all(), actor)
        .select_related("asked_by", "asked", "answered_by")
        .filter(pk=request_id)
        .first()
    )
    if found is None:
        raise Http404
    return found


def to_answer(actor: Actor) -> QuerySet[AccessRequest]:
    """The open requests that the actor may answer, the most urgent first; ``late`` once the deadline has passed.

    Requests to see a record wait for a keeper of one of its groups who sees it; to reach out, for the steward; to break
    a glass, for any other member of the staff.
    """
    if not policies.can_ask_access(actor):
        return AccessRequest.objects.none()
    waiting = _named(actor).filter(answer="").exclude(asked_by=actor.user_id)
    kept = owned(RestrictedGroup.objects.all(), actor).filter(Q(keeper=actor.user_id) | Q(keeper_role=actor.role))
    child = under_age("constituent") & Q(Exists(kept.filter(includes_minors=True)))
    in_kept = Q(constituent__restrictions__group__in=kept) | child
    steward = owned(Stewardship.objects.all(), actor).filter(steward=actor.user_id).values("constituent_id")
    mine = (
        Q(in_kept, kind=Kind.SEE, constituent__in=visible_people(actor).values("pk"))
        | Q(kind=Kind.REACH_OUT, constituent__in=steward)
        | Q(kind=Kind.BREAK_GLASS)
    )
    return waiting.filter(mine).distinct().order_by("due_at", "id")


def asked_by_me(actor: Actor) -> QuerySet[AccessRequest]:
    """What the actor asked for, newest first."""
    return _named(actor).filter(asked_by=actor.user_id or 0).order_by("-id")


def broken_glass(actor: Actor) -> QuerySet[AccessRequest]:
    """Where the glass was broken, or is to be, in the last days: for everybody on the staff."""
    recent = _named(actor).filter(kind=Kind.BREAK_GLASS, created_at__gt=Now() - TOLD_FOR)
    return recent.select_related("answered_by").order_by("-id")


def open_glass(actor: Actor) -> QuerySet[AccessRequest]:
    """Where a glass is broken at this moment."""
    return broken_glass(actor).filter(answer=AccessRequest.Answer.GRANTED, until__gt=Now())


def looked_after(actor: Actor) -> QuerySet[Stewardship]:
    """Whom the actor looks after, by name."""
    mine = owned(Stewardship.objects.all(), actor).filter(steward=actor.user_id or 0)
    named = mine.select_related("constituent").annotate(closed=closed_to(actor, "constituent"))
    return named.order_by("constituent__family_name", "constituent__given_name", "id")


def stewardship_of(actor: Actor, person_id: int) -> Stewardship | None:
    """Who looks after somebody, if anybody does."""
    return next(iter(stewardships_of(actor, person_id)), None)


def stewardships_of(actor: Actor, person_id: int) -> QuerySet[Stewardship]:
    """The same as one row or none."""
    found = owned(Stewardship.objects.all(), actor).select_related("steward")
    return found.filter(constituent=person_id, steward__isnull=False)[:1]


@dataclass(frozen=True, slots=True)
class Kept:
    """How much a member looks after: people, restricted groups, questions that wait, open tasks, shared views."""

    people: int
    groups: int
    asks: int
    tasks: int
    views: int


def kept_by(actor: Actor, member: Membership) -> Kept:
    """What would have to be handed over if the member left."""
    asks = owned(Ask.objects.all(), actor).filter(asked_by=member.user_id, answer__in=("open", "later"))
    return Kept(
        owned(Stewardship.objects.all(), actor).filter(steward=member.user_id).count(),
        owned(RestrictedGroup.objects.all(), actor).filter(keeper=member.user_id).count(),
        asks.filter(taken_back_at=None).count(),
        owned(Task.objects.all(), actor).filter(OPEN, assignee=member.user_id).count(),
        owned(SavedView.objects.all(), actor).filter(owner=member.user_id, shared=True).count(),
    )


def looks_after_anything(actor: Actor, member: Membership) -> bool:
    """Whether the member looks after anything that a colleague should take over."""
    return kept_by(actor, member) != Kept(0, 0, 0, 0, 0)


def _named(actor: Actor) -> QuerySet[AccessRequest]:
    wishes = owned(AccessRequest.objects.all(), actor).select_related("constituent", "asked_by", "asked")
    late = Case(When(answer="", due_at__lt=Now(), then=Value(True)), default=Value(False))
    return wishes.annotate(closed=closed_to(actor, "constituent"), late=late, now=Now(), asked_name=F("asked__name"))
