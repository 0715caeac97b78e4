"""Segments name tags and custom fields by what they are called: renaming one renames it there."""

from datetime import datetime

from coalition.platform.tenancy import Actor, owned
from orgs.models import Segment
from orgs.rules.labels import folded
from orgs.rules.segments import named_in


def segments_asking(actor: Actor, field: str, name: str) -> list[str]:
    """The names of the segments that ask for the tag or custom field ``name``, sorted."""
    return sorted(segment.name for segment in _asking(actor, field, name))


def reword_segments(actor: Actor, now: datetime, field: str, before: str, after: str) -> None:
    """Let segments that ask for ``before`` ask for ``after``. It is called inside the transaction of the renaming."""
    for segment in _asking(actor, field, before):
        for line in segment.rules["conditions"]:
            if line.get("field") == field and folded(named_in(field, line.get("value", ""))) == folded(before):
                line["value"] = line["value"].replace(named_in(field, line["value"]), after, 1)
        segment.updated_at = now
        segment.save(update_fields=["rules", "updated_at"])


def _asking(actor: Actor, field: str, name: str) -> list[Segment]:
    wanted = folded(name)
    segments = owned(Segment.objects.all(), actor).filter(rules__conditions__contains=[{"field": field}])
    return [
        segment
        for segment in segments
        if any(
            line.get("field") == field and folded(named_in(field, line.get("value", ""))) == wanted
            for line in segment.rules["conditions"]
        )
    ]
