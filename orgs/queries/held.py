"""Whom a member may not write to or call: restricted records they do not see, and people who have a steward."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Now

from coalition.platform.tenancy import Actor, owned
from orgs.models import AccessRequest, Stewardship
from orgs.queries.visible import hidden_people

REASONS = ("restricted", "hands_off", "ask_first")


@lru_cache(maxsize=64)  # the words of the statement alone: it is asked for each block of a file
def held_back(actor: Actor) -> tuple[str, tuple[Any, ...]]:
    """A statement of (person, reason) with its parameters: the acting organization's people whom outreach by the actor
    leaves out. Of several reasons the weightiest is the last by the alphabet.

    The platform itself is held back from whoever has a steward's rule: call it with the actor on whose behalf it works.
    """
    hidden = hidden_people(actor).order_by().annotate(why=Value("restricted", CharField())).values_list("pk", "why")
    kept = stewarded(actor).order_by().values_list("constituent_id", "rule")
    return hidden.union(kept, all=True).query.sql_with_params()


def reason_held(actor: Actor, person_id: int) -> str:
    """Why outreach by the actor leaves one person out, of REASONS; "" when it does not. At most two statements."""
    if hidden_people(actor).filter(pk=person_id).exists():
        return "restricted"
    return stewarded(actor).filter(constituent=person_id).values_list("rule", flat=True).first() or ""


def reasons_held(actor: Actor, people: Sequence[int]) -> dict[int, str]:
    """The same reasons for those of some people whom they concern, in one statement."""
    statement, values = held_back(actor)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT person, max(reason) FROM ({statement}) kept (person, reason)"  # noqa: S608  # our own statement
            " WHERE person = ANY (%s) GROUP BY 1",
            [*values, list(people)],
        )
        return dict(cursor.fetchall())


def stewarded(actor: Actor) -> QuerySet[Stewardship]:
    """Stewardships of others that ask the actor to keep away, without those where the steward agreed for a time."""
    rules = owned(Stewardship.objects.all(), actor).exclude(rule=Stewardship.Rule.OPEN).filter(steward__isnull=False)
    if actor.user_id is None:
        return rules
    agreed = owned(AccessRequest.objects.all(), actor).filter(
        kind=AccessRequest.Kind.REACH_OUT,
        asked_by=actor.user_id,
        answer=AccessRequest.Answer.GRANTED,
        until__gt=Now(),
    )
    asked = Q(rule=Stewardship.Rule.ASK_FIRST, constituent__in=agreed.values("constituent_id"))
    return rules.exclude(steward=actor.user_id).exclude(asked)
