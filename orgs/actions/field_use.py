"""When what an organization collects was last used: touched by segments, contributions and messages."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from coalition.platform.tenancy import Actor, owned
from orgs.models import FieldUse, Segment
from orgs.queries.unused import refs_of
from orgs.rules.segments import InvalidRules, parse


def touch_fields(actor: Actor, now: datetime, refs: Iterable[str]) -> None:
    """Note that these are used. It is called inside the transaction of the use; at most one write a day for each."""
    wanted = sorted(set(refs))
    if not wanted or actor.organization_id is None:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO orgs_fielduse (organization_id, ref, used_at) SELECT %s, ref, %s FROM unnest(%s::text[]) ref"
            " ON CONFLICT (organization_id, ref) DO UPDATE SET used_at = excluded.used_at"
            " WHERE orgs_fielduse.used_at < excluded.used_at - interval '1 day'",
            [actor.organization_id, now, wanted],
        )


def forget_use(actor: Actor, ref: str) -> None:
    """Drop the note about something that is gone."""
    owned(FieldUse.objects.all(), actor).filter(ref=ref).delete()


def pass_use_on(actor: Actor, ref: str, to: str) -> None:
    """Count the use of something that went up in another as the other's."""
    last = owned(FieldUse.objects.all(), actor).filter(ref=ref).first()
    if last is not None:
        touch_fields(actor, last.used_at, [to])
        last.delete()


def touch_segment(actor: Actor, now: datetime, segment: Segment | None) -> None:
    """Note that what a segment asks for is used: it is saved, or answered for a contribution or a message."""
    if segment is None:
        return
    try:
        rules = parse(segment.rules)
    except InvalidRules:
        return
    touch_fields(actor, now, refs_of(actor, [rules]))
