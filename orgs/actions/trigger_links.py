"""What becomes of triggers when a tag, segment or colleague that they name goes away."""

from collections.abc import Collection
from typing import Any

from django.db.models import F, Func, Q

from coalition.platform.forgetting import Forgotten, mentions
from coalition.platform.tenancy import Actor, owned
from orgs.models import Segment, Tag, Trigger

VERSIONS = 50  # earlier ones that a trigger remembers


def drop_deleted_with(actor: Actor, *, tag: Tag | None = None, segment: Segment | None = None) -> None:
    """Forget deleted triggers that name what is to go: they could not be put back. Inside the transaction of that."""
    named = Q(tag=tag) | Q(put_tag=tag) if tag is not None else Q(segment=segment)
    gone = owned(Trigger.objects.all(), actor).filter(deleted_at__isnull=False).filter(named)
    gone._raw_delete(gone.db)  # the database takes the runs along
    if segment is not None and _private(actor, {segment.pk}):
        _close(actor, segment.pk)


def shortened(actor: Actor, earlier: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The last versions; the first of them says so where what is forgotten asked for what not everybody sees."""
    kept, over = earlier[-VERSIONS:], earlier[:-VERSIONS]
    amounts = any(each["least"] or each.get("closed") for each in over)
    if amounts or _private(actor, {each["segment_id"] for each in over if each["segment_id"]}):
        kept = [kept[0] | {"closed": True}, *kept[1:]]
    return kept


def _private(actor: Actor, segments: Collection[int]) -> set[int]:
    """Those of the segments that ask for own fields, which not everybody sees."""
    asking = owned(Segment.objects.all(), actor).filter(rules__conditions__contains=[{"field": "custom"}])
    return set(asking.filter(pk__in=segments).values_list("pk", flat=True)) if segments else set()


def _close(actor: Actor, segment_id: int) -> None:
    # Nobody can look up any more what it asked for: what triggers did with it is for those who see everything.
    for trigger in owned(Trigger.objects.all(), actor).filter(earlier__contains=[{"segment_id": segment_id}]):
        trigger.earlier = [
            each | {"closed": True} if each["segment_id"] == segment_id else each for each in trigger.earlier
        ]
        trigger.save(update_fields=["earlier"])


def pass_tag_on(actor: Actor, tag: Tag, target: Tag) -> None:
    """Let triggers name the tag that another went up in."""
    triggers = owned(Trigger.objects.all(), actor)
    triggers.filter(tag=tag).update(tag=target)
    triggers.filter(put_tag=tag).update(put_tag=target)


def pass_triggers_on(actor: Actor, leaver_id: int, successor_id: int) -> int:
    """Let triggers that turn to somebody who leaves turn to the successor, who answers for theirs; how many."""
    triggers = owned(Trigger.objects.all(), actor)
    named = triggers.filter(members__contains=[leaver_id])
    moved = named.update(members=Func(F("members"), leaver_id, successor_id, function="array_replace"))
    triggers.filter(made_by=leaver_id).update(made_by=successor_id)
    return moved


def forget_named(actor: Actor, who: Forgotten) -> int:
    """Take the words of triggers that name an erased person: the rule stays; how many. Inside the erasure."""
    emptied = 0
    for trigger in owned(Trigger.objects.all(), actor):
        words = [(each["name"], each["title"]) for each in trigger.earlier]
        if any(mentions(list(each), who) for each in [(trigger.name, trigger.title), *words]):
            name, title = f"({trigger.pk})", "…"
            trigger.name, trigger.title = name, title if trigger.title else ""
            # What the versions asked for and did is known on: for whom they are closed, and what an undo takes back.
            trigger.earlier = [
                each | {"name": name, "title": title if each["title"] else ""} for each in trigger.earlier
            ]
            trigger.save(update_fields=["name", "title", "earlier"])
            emptied += 1
    return emptied
