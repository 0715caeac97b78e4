"""Saving and deleting segments."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import ProtectedError

from audit.log.actions import record
from coalition.platform.tenancy import Actor, owned
from orgs import policies
from orgs.actions.field_use import touch_segment
from orgs.actions.trigger_links import drop_deleted_with
from orgs.models import Segment
from orgs.queries.segments import get_segment, refuse_unseen_rules
from orgs.queries.triggers import triggers_about
from orgs.queries.turns import take_turn
from orgs.rules.segments import InvalidRules, Rules, parse


class SegmentRefused(ValueError):
    """A segment that cannot be saved or deleted; ``code``: ``name_taken``, ``in_use``, ``in_trigger`` (with names)."""

    def __init__(self, code: str, *names: str) -> None:
        super().__init__(code)
        self.code, self.names = code, names


def save_segment(
    *, actor: Actor, now: datetime, name: str, rules: Mapping[str, Any], segment_id: int | None = None
) -> Segment:
    """Create a segment, or change the one given. Whoever changes it sees every field that it asks or asked for.

    Raises InvalidRules (UnseenField), SegmentRefused, PermissionDenied, Http404.
    """
    if not policies.can_edit_segments(actor) or actor.organization_id is None:
        raise PermissionDenied
    asked = parse(rules)
    stored = asked.stored()
    with transaction.atomic():
        take_turn(actor)
        segment = (
            Segment(organization_id=actor.organization_id, created_by_id=actor.user_id)
            if segment_id is None
            else get_segment(actor, segment_id)
        )
        _refuse_unseen(actor, segment, asked)
        if owned(Segment.objects.all(), actor).filter(name__iexact=name).exclude(pk=segment.pk).exists():
            raise SegmentRefused("name_taken")
        segment.name, segment.rules, segment.updated_at = name, stored, now
        segment.rules_by_id = actor.user_id
        segment.save()
        touch_segment(actor, now, segment)
        record(
            "orgs.segment.saved",
            actor=actor,
            object_type="segment",
            object_ref=segment.pk,
            detail={"new": segment_id is None, "conditions": len(stored["conditions"])},
        )
    return segment


def _refuse_unseen(actor: Actor, segment: Segment, asked: Rules) -> None:
    # A colleague who sees the field may have contributed the segment: a narrower question would be answered to them.
    refuse_unseen_rules(actor, asked)
    try:
        before = parse(segment.rules)
    except InvalidRules:
        return
    refuse_unseen_rules(actor, before)


def delete_segment(*, actor: Actor, now: datetime, segment_id: int) -> None:
    """Delete a segment; the people stay. Raises SegmentRefused, PermissionDenied, Http404."""
    if not policies.can_edit_segments(actor):
        raise PermissionDenied
    with transaction.atomic():
        segment = get_segment(actor, segment_id)
        using = triggers_about(actor, segment_id)
        if using:
            raise SegmentRefused("in_trigger", *using)
        drop_deleted_with(actor, segment=segment)
        try:
            segment.delete()
        except ProtectedError as error:
            raise SegmentRefused("in_use") from error
        record("orgs.segment.deleted", actor=actor, object_type="segment", object_ref=segment_id)
