"""Tags: put on people and taken off, renamed, merged, deleted."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from audit.log.actions import record
from coalition.platform.tenancy import Actor, owned
from orgs import policies
from orgs.actions.field_use import forget_use, pass_use_on
from orgs.actions.keeping import keep_apart, kept_values
from orgs.actions.segment_words import reword_segments, segments_asking
from orgs.actions.trigger_links import drop_deleted_with, pass_tag_on
from orgs.models import ConstituentTag, ContactPoint, Removal, Tag
from orgs.queries.tags import find_tag, get_tag
from orgs.queries.triggers import triggers_using_tag
from orgs.queries.turns import take_turn
from orgs.queries.visible import visible_people
from orgs.rules.labels import folded, tidy


class TagRefused(ValueError):
    """A change that cannot be made. ``code``: empty, taken, itself, unknown, in_use or in_trigger."""

    def __init__(self, code: str, *names: str, tag: Tag | None = None) -> None:
        super().__init__(code)
        self.code, self.names, self.tag = code, names, tag


def tag_people(*, actor: Actor, now: datetime, person_ids: Sequence[int], name: str) -> int:
    """Put a tag on people, made if there is none that looks like it; how many did not have it.

    People whom the actor may not see are left out. Raises TagRefused (``empty``), PermissionDenied.
    """
    _allow(actor)
    if not tidy(name):
        raise TagRefused("empty")
    with transaction.atomic():
        tag = ensure_tag(actor, name)
        people = visible_people(actor).filter(pk__in=list(person_ids))
        fresh = list(people.exclude(tags__tag=tag).order_by("pk").values_list("pk", flat=True))
        put = [
            ConstituentTag(organization_id=tag.organization_id, constituent_id=person, tag=tag,
                           tagged_by_id=actor.user_id, tagged_at=now)
            for person in fresh
        ]  # fmt: skip
        ConstituentTag.objects.bulk_create(put, ignore_conflicts=True, batch_size=2_000)
        _record("orgs.tag.added", actor, tag.pk, fresh)
    return len(fresh)


def untag_people(*, actor: Actor, now: datetime, person_ids: Sequence[int], tag_id: int) -> int:
    """Take a tag off people; how many had it. Raises PermissionDenied, Http404."""
    _allow(actor)
    with transaction.atomic():
        tag = get_tag(actor, tag_id)
        people = visible_people(actor).filter(pk__in=list(person_ids))
        links = owned(ConstituentTag.objects.all(), actor).filter(tag=tag, constituent__in=people)
        had = list(links.values_list("constituent_id", flat=True))
        links.delete()
        _record("orgs.tag.taken", actor, tag.pk, had)
    return len(had)


def rename_tag(*, actor: Actor, now: datetime, tag_id: int, name: str) -> Tag:
    """Give a tag another name, in segments too. Raises TagRefused (``empty``, ``taken``), PermissionDenied, Http404."""
    _allow(actor)
    if not tidy(name):
        raise TagRefused("empty")
    with transaction.atomic():
        take_turn(actor)
        tag = get_tag(actor, tag_id)
        other = find_tag(actor, name)
        if other is not None and other.pk != tag.pk:
            raise TagRefused("taken", other.name, tag=other)
        before, tag.name, tag.folded = tag.name, tidy(name), folded(name)
        tag.save(update_fields=["name", "folded"])
        reword_segments(actor, now, "tag", before, tag.name)
        record("orgs.tag.renamed", actor=actor, object_type="tag", object_ref=tag.pk)
    return tag


def merge_tags(*, actor: Actor, now: datetime, tag_id: int, into: str) -> Removal:
    """Let a tag go up in another, named ``into``: its people get that one, segments ask for it. It can be undone.

    Raises TagRefused (``unknown``, ``itself``), PermissionDenied, Http404.
    """
    _allow(actor)
    with transaction.atomic():
        take_turn(actor)
        tag, target = get_tag(actor, tag_id), find_tag(actor, into)
        if target is None:
            raise TagRefused("unknown")
        if target.pk == tag.pk:
            raise TagRefused("itself")
        had = owned(ConstituentTag.objects.all(), actor).filter(tag=target).values("constituent_id")
        links = owned(ConstituentTag.objects.all(), actor).filter(tag=tag)
        gained = set(links.exclude(constituent_id__in=had).values_list("constituent_id", flat=True))
        definition = {"into": target.pk}
        removal = _kept(actor, now, Removal.Kind.MERGED, tag, definition, links, gained)
        links.filter(constituent_id__in=gained).update(tag=target)
        pass_use_on(actor, f"tag:{tag.pk}", f"tag:{target.pk}")
        pass_tag_on(actor, tag, target)
        reword_segments(actor, now, "tag", tag.name, target.name)
        tag.delete()
        record("orgs.tag.merged", actor=actor, object_type="tag", object_ref=tag_id, detail={"people": removal.people})
    return removal


def delete_tag(*, actor: Actor, now: datetime, tag_id: int) -> Removal:
    """Delete a tag and take it off everybody; it can be undone for 30 days.

    Raises TagRefused (``in_use``, ``in_trigger``: with the names of the segments or triggers that ask for it),
    PermissionDenied, Http404.
    """
    _allow(actor)
    with transaction.atomic():
        take_turn(actor)
        tag = get_tag(actor, tag_id)
        asking = segments_asking(actor, "tag", tag.name)
        if asking:
            raise TagRefused("in_use", *asking)
        using = triggers_using_tag(actor, tag.pk)
        if using:
            raise TagRefused("in_trigger", *using)
        drop_deleted_with(actor, tag=tag)
        links = owned(ConstituentTag.objects.all(), actor).filter(tag=tag)
        removal = _kept(actor, now, Removal.Kind.TAG, tag, {}, links, set())
        forget_use(actor, f"tag:{tag.pk}")
        tag.delete()
        record("orgs.tag.deleted", actor=actor, object_type="tag", object_ref=tag_id, detail={"people": removal.people})
    return removal


def ensure_tag(actor: Actor, name: str) -> Tag:
    """The tag that looks like ``name``, made if there is none. It is called inside a transaction."""
    if actor.organization_id is None:
        raise PermissionDenied
    Tag.objects.bulk_create(
        [Tag(organization_id=actor.organization_id, name=tidy(name), folded=folded(name))], ignore_conflicts=True
    )
    return owned(Tag.objects.all(), actor).get(folded=folded(name))


def restore_tag(actor: Actor, removal: Removal) -> None:
    """Put a removed or merged tag back on its people. It is called inside the transaction of the undo."""
    tag = ensure_tag(actor, removal.name)
    into = removal.definition.get("into")
    for block in kept_values(actor, removal):
        rows = [{"person": row["person"], **row["value"]} for row in block]
        _put_back(actor, tag, rows)
        gained = [row["person"] for row in rows if row.get("gained")]
        if into and gained and into != tag.pk:
            owned(ConstituentTag.objects.all(), actor).filter(tag_id=into, constituent_id__in=gained).delete()


def _put_back(actor: Actor, tag: Tag, rows: list[dict[str, Any]]) -> None:
    values = {"by": [row["by"] for row in rows], "at": [row["at"] for row in rows]}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO orgs_constituenttag (organization_id, constituent_id, tag_id, tagged_by_id, tagged_at)
            SELECT %s, kept.person, %s, u.id, kept.at
              FROM unnest(%s::bigint[], %s::bigint[], %s::timestamptz[]) AS kept (person, tagger, at)
              LEFT JOIN orgs_user u ON u.id = kept.tagger
            ON CONFLICT DO NOTHING
            """,
            [actor.organization_id, tag.pk, [row["person"] for row in rows], values["by"], values["at"]],
        )


def _kept(
    actor: Actor, now: datetime, kind: str, tag: Tag, definition: dict[str, Any], links: Any, gained: set[int]
) -> Removal:
    rows = links.order_by("constituent_id").values_list("constituent_id", "tagged_by_id", "tagged_at").iterator()
    values = ((person, {"by": by, "at": at.isoformat(), "gained": person in gained}) for person, by, at in rows)
    return keep_apart(actor=actor, now=now, kind=kind, name=tag.name, definition=definition, values=values)


def _allow(actor: Actor) -> None:
    if not policies.can_edit_tags(actor):
        raise PermissionDenied


def _record(verb: str, actor: Actor, tag_id: int, people: Sequence[int]) -> None:
    points = owned(ContactPoint.objects.all(), actor).filter(constituent_id__in=people)
    subjects = sorted(set(points.values_list("subject_id", flat=True)))
    record(verb, actor=actor, object_type="tag", object_ref=tag_id, subjects=subjects,
           detail={"people": len(people)})  # fmt: skip
