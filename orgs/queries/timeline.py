"""What happened with a person, newest first, a page at a time."""

from dataclasses import dataclass

from django.db.models import BooleanField, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Now
from django.http import Http404

from coalition.platform.database.together import Reading, read
from coalition.platform.tenancy import Actor, owned
from orgs.models import Ask, Constituent, Interaction
from orgs.policies import can_read_giving
from orgs.rules.interactions import BY_HAND, CHANGEABLE, KIND_NAMES, cursor_of, split_cursor

PER_PAGE = 25
CAMPAIGN = "campaign"  # a filter beside the kinds: contacts for a coalition's campaign


@dataclass(frozen=True, slots=True)
class Timeline:
    """A page of a person's history. ``older`` is the cursor of the next one, "" on the last."""

    lines: list[Interaction]
    kind: str = ""
    before: str = ""
    older: str = ""


def timeline_of(actor: Actor, person: Constituent, *, kind: str = "", before: str = "") -> Timeline:
    """The lines after the cursor ``before``, of one kind if it is given; each with ``changeable`` for its writer,
    and ``asked_for``, the title of the ask it belonged to.
    """
    return read(timeline_reading(actor, person, kind=kind, before=before))


def timeline_reading(actor: Actor, person: Constituent, *, kind: str = "", before: str = "") -> Reading[Timeline]:
    """The same, to be read together with other panels."""
    done = _with_rights(actor).filter(constituent=person).select_related("actor", "topic")
    done = done.annotate(asked_for=_ask_titles(actor))
    kind = kind if kind in KIND_NAMES or kind == CAMPAIGN else ""
    if kind:
        done = done.filter(campaign__isnull=False) if kind == CAMPAIGN else done.filter(kind=kind)
    rows = after(done, before)[: PER_PAGE + 1]
    yield [rows]
    lines = list(rows)
    return Timeline(lines[:PER_PAGE], kind, before, next_cursor(lines, PER_PAGE))


def after(rows: QuerySet[Interaction], cursor: str) -> QuerySet[Interaction]:
    """Newest first, from behind the cursor on; from the start without one."""
    place = split_cursor(cursor)
    if place is not None:
        # As a row, so that the index is entered at this place.
        rows = rows.filter(occurred_at__lte=place[0]).filter(
            RawSQL("(orgs_interaction.occurred_at, orgs_interaction.id) < (%s, %s)", place, BooleanField())
        )
    return rows.order_by("-occurred_at", "-id")


def next_cursor(lines: list[Interaction], most: int) -> str:
    """The cursor behind the last of ``most`` lines, "" when there are no more."""
    return cursor_of(lines[most - 1].occurred_at, lines[most - 1].pk) if len(lines) > most else ""


def get_own_entry(actor: Actor, person_id: int, interaction_id: int) -> Interaction:
    """An entry of the actor's own in a person's history, with ``changeable``. Raises Http404."""
    mine = _with_rights(actor).filter(constituent=person_id, pk=interaction_id, actor_id=actor.user_id)
    entry = mine.select_related("topic").first() if actor.user_id is not None else None
    if entry is None:
        raise Http404
    return entry


def _ask_titles(actor: Actor) -> Subquery | Value:
    if not can_read_giving(actor):
        return Value("")
    return Subquery(owned(Ask.objects.all(), actor).filter(pk=OuterRef("ask_id"), taken_back_at=None).values("title"))


def _with_rights(actor: Actor) -> QuerySet[Interaction]:
    own = Q(actor_id=actor.user_id or 0, source=BY_HAND, created_at__gt=Now() - CHANGEABLE)
    rows = owned(Interaction.objects.all(), actor)
    return rows.annotate(changeable=ExpressionWrapper(own, output_field=BooleanField()))
