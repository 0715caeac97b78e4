"""A person's history: reading it, writing down what happened, changing one's own entry within a day, taking it back."""

from collections.abc import Collection
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import Http404

from audit.log.actions import record
from coalition.platform.tenancy import Actor, owned
from orgs import policies
from orgs.actions.engagement import refresh_score
from orgs.models import Constituent, Interaction, Interest, Mention
from orgs.queries.asks import get_ask
from orgs.queries.mentions import colleagues
from orgs.queries.people import contact_points, get_person
from orgs.queries.timeline import Timeline, get_own_entry, timeline_of
from orgs.rules.interactions import BY_HAND, Details, mentioned

NOTHING_MORE = Details()


class TooLate(Exception):
    """The entry is older than a day, or it is none that its writer may change: a gift, a call, a message."""


def read_timeline(
    *, actor: Actor, now: datetime, person_id: int, kind: str = "", before: str = ""
) -> tuple[Constituent, Timeline]:
    """A page of a person's history, with the reading recorded. Raises PermissionDenied, Http404."""
    if not policies.can_read_people(actor):
        raise PermissionDenied
    with transaction.atomic():
        person = get_person(actor, person_id)
        page = timeline_of(actor, person, kind=kind, before=before)
        record(
            "orgs.person.read",
            actor=actor,
            object_type="constituent",
            subjects=[point.subject_id for point in contact_points(actor, person_id)],
            detail={"history": True},
        )
    return person, page


def log_interaction(
    *,
    actor: Actor,
    now: datetime,
    person_id: int,
    kind: str,
    summary: str,
    occurred_at: datetime | None = None,
    details: Details = NOTHING_MORE,
) -> Interaction:
    """Write down something that happened with a person, now or earlier; colleagues named in it find it in their inbox.

    Raises PermissionDenied, Http404 (also for an ask of somebody else), Ambiguous.
    """
    if not policies.can_log_interactions(actor) or actor.organization_id is None:
        raise PermissionDenied
    moment = occurred_at or now
    with transaction.atomic():
        person = get_person(actor, person_id)
        make_room(moment)
        interaction = Interaction.objects.create(
            organization_id=actor.organization_id,
            constituent=person,
            kind=kind,
            occurred_at=moment,
            summary=summary,
            actor_id=actor.user_id,
            source=BY_HAND,
            **_said(actor, person_id, details),
        )
        refresh_score(actor, now, person_id)
        told = _mention(actor, interaction, details.tell)
        _note("orgs.interaction.logged", actor, interaction, mentions=told)
    return interaction


def change_interaction(
    *, actor: Actor, now: datetime, person_id: int, interaction_id: int, summary: str, details: Details
) -> Interaction:
    """Change the words of one's own entry within a day. Whoever is named anew is told.

    Raises PermissionDenied, Http404, TooLate, Ambiguous.
    """
    if not policies.can_log_interactions(actor):
        raise PermissionDenied
    with transaction.atomic():
        interaction = _changeable(actor, person_id, interaction_id)
        said = _said(actor, person_id, details) | {"summary": summary, "changed_at": now}
        # The moment leads to the one partition.
        rows = owned(Interaction.objects.all(), actor)
        rows.filter(occurred_at=interaction.occurred_at, pk=interaction.pk).update(**said)
        for name, value in said.items():
            setattr(interaction, name, value)
        refresh_score(actor, now, person_id)  # the outcome may say that nobody was reached
        told = _mention(actor, interaction, details.tell)
        _note("orgs.interaction.changed", actor, interaction, mentions=told)
    return interaction


def take_back_interaction(*, actor: Actor, now: datetime, person_id: int, interaction_id: int) -> Interaction:
    """Take one's own entry out of the history, within a day; that it was there stays in the log.

    Raises PermissionDenied, Http404, TooLate.
    """
    if not policies.can_log_interactions(actor):
        raise PermissionDenied
    with transaction.atomic():
        interaction = _changeable(actor, person_id, interaction_id)
        _note("orgs.interaction.taken_back", actor, interaction)
        with connection.cursor() as cursor:  # mentions go with it
            cursor.execute(
                "DELETE FROM orgs_interaction WHERE organization_id = %s AND occurred_at = %s AND id = %s",
                [interaction.organization_id, interaction.occurred_at, interaction.pk],
            )
        refresh_score(actor, now, person_id)
    return interaction


def make_room(moment: datetime) -> None:
    """Make the month's partition, if need be. Everything before 1970 lies in one."""
    if moment.year >= 1970:
        with connection.cursor() as cursor:
            cursor.execute("SELECT commonlist.ensure_partitions('orgs_interaction', %s::date, %s::date)", [moment] * 2)


def _changeable(actor: Actor, person_id: int, interaction_id: int) -> Interaction:
    get_person(actor, person_id)
    entry = get_own_entry(actor, person_id, interaction_id)
    if not entry.changeable:  # type: ignore[attr-defined]
        raise TooLate
    return entry


def _said(actor: Actor, person_id: int, details: Details) -> dict[str, object]:
    return {
        "body": details.body,
        "outcome": details.outcome,
        "sentiment": details.sentiment,
        "outlet": details.outlet,
        "link": details.link,
        "topic_id": _topic(actor, details.topic),
        "ask_id": _ask(actor, person_id, details.ask_id),
    }


def _ask(actor: Actor, person_id: int, ask_id: int | None) -> int | None:
    if ask_id is None:
        return None
    if get_ask(actor, ask_id).constituent_id != person_id:
        raise Http404
    return ask_id


def _topic(actor: Actor, name: str) -> int | None:
    name = " ".join(name.split())
    if not name:
        return None
    known = owned(Interest.objects.all(), actor).filter(name__iexact=name).order_by("pk").first()
    return (known or Interest.objects.create(organization_id=actor.organization_id or 0, name=name)).pk


def _mention(actor: Actor, interaction: Interaction, tell: Collection[int]) -> int:
    names = colleagues(actor)
    named = mentioned(f"{interaction.summary}\n{interaction.body}", names)
    found = sorted((named | set(tell)) & set(names))
    made = [
        Mention(
            organization_id=interaction.organization_id,
            interaction=interaction,
            occurred_at=interaction.occurred_at,
            constituent_id=interaction.constituent_id,
            member_id=member,
            by_id=actor.user_id,
        )
        for member in found
    ]
    Mention.objects.bulk_create(made, ignore_conflicts=True)
    return len(found)


def _note(verb: str, actor: Actor, interaction: Interaction, *, mentions: int = 0) -> None:
    detail: dict[str, str | int | bool | None] = {"kind": interaction.kind}
    if mentions:
        detail["mentions"] = mentions
    record(
        verb,
        actor=actor,
        object_type="interaction",
        object_ref=interaction.pk,
        subjects=[point.subject_id for point in contact_points(actor, interaction.constituent_id)],
        detail=detail,
    )
