"""Saving, opening and deleting views of the people table; choosing its columns."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from audit.log.actions import record
from coalition.platform.tenancy import Actor, owned
from orgs import policies
from orgs.models import SavedView, SavedViewUse, Workspace
from orgs.queries.people_table import available_columns
from orgs.queries.saved_views import get_view
from orgs.queries.turns import take_turn
from orgs.rules.labels import tidy
from orgs.rules.people_columns import SORTS, chosen_columns


class ViewRefused(ValueError):
    """A view without a name."""


def save_view(
    *, actor: Actor, now: datetime, name: str, shared: bool, filters: Mapping[str, str], columns: Sequence[str],
    sort: str,
) -> SavedView:  # fmt: skip
    """Keep a view under a name; what the actor kept under that name before is replaced.

    ``filters`` are parameters of the table's address, without searched words. Raises ViewRefused, PermissionDenied.
    """
    if not policies.can_save_views(actor):
        raise PermissionDenied
    name = tidy(name)[:100]
    if not name:
        raise ViewRefused
    with transaction.atomic():
        take_turn(actor)
        kept = {
            "shared": shared, "filters": dict(filters), "sort": sort if sort in SORTS else "",
            "columns": chosen_columns(columns, available_columns(actor)),
        }  # fmt: skip
        mine = owned(SavedView.objects.all(), actor).filter(owner=actor.user_id, name__iexact=name).first()
        view = mine or SavedView(organization_id=actor.organization_id or 0, owner_id=actor.user_id or 0)
        for field, value in kept.items():
            setattr(view, field, value)
        view.name = name
        view.save()
        record("orgs.view.saved", actor=actor, object_type="saved_view", object_ref=view.pk, detail={"shared": shared})
        _used(actor, now, view)
    return view


def share_view(*, actor: Actor, now: datetime, view_id: int, shared: bool) -> SavedView:
    """Show a view to colleagues, or keep it for oneself again. Raises PermissionDenied, Http404."""
    with transaction.atomic():
        view = _own_view(actor, view_id)
        view.shared = shared
        view.save(update_fields=["shared"])
        record("orgs.view.saved", actor=actor, object_type="saved_view", object_ref=view.pk, detail={"shared": shared})
    return view


def delete_view(*, actor: Actor, now: datetime, view_id: int) -> None:
    """Delete a view. Raises PermissionDenied, Http404."""
    with transaction.atomic():
        view = _own_view(actor, view_id)
        view.delete()
        record("orgs.view.deleted", actor=actor, object_type="saved_view", object_ref=view_id)


def open_view(*, actor: Actor, now: datetime, view_id: int) -> SavedView:
    """Note that the actor opened a view, so that it stands first. Raises PermissionDenied, Http404."""
    if not policies.can_save_views(actor):
        raise PermissionDenied
    with transaction.atomic():
        view = get_view(actor, view_id)
        _used(actor, now, view)
    return view


def choose_columns(*, actor: Actor, now: datetime, columns: Sequence[str]) -> None:
    """Keep the columns that the actor wants to see in the people table. Raises PermissionDenied."""
    if not policies.can_save_views(actor):
        raise PermissionDenied
    with transaction.atomic():
        chosen = chosen_columns(columns, available_columns(actor))
        Workspace.objects.bulk_create(
            [Workspace(organization_id=actor.organization_id or 0, user_id=actor.user_id or 0, columns=chosen)],
            update_conflicts=True, unique_fields=["organization", "user"], update_fields=["columns"],
        )  # fmt: skip


def close_first_week(*, actor: Actor, now: datetime) -> None:
    """Put the path of the first week away, for the actor. Raises PermissionDenied."""
    if not policies.can_follow_first_week(actor):
        raise PermissionDenied
    with transaction.atomic():
        mine = Workspace(organization_id=actor.organization_id or 0, user_id=actor.user_id or 0)
        mine.first_week_closed_at = now
        Workspace.objects.bulk_create(
            [mine],
            update_conflicts=True, unique_fields=["organization", "user"], update_fields=["first_week_closed_at"],
        )  # fmt: skip


def _own_view(actor: Actor, view_id: int) -> SavedView:
    if not policies.can_save_views(actor):
        raise PermissionDenied
    view = get_view(actor, view_id)
    if not policies.can_change_view(actor, view):
        raise PermissionDenied
    return view


def _used(actor: Actor, now: datetime, view: SavedView) -> None:
    SavedViewUse.objects.bulk_create(
        [SavedViewUse(organization_id=view.organization_id, view=view, user_id=actor.user_id or 0, used_at=now)],
        update_conflicts=True, unique_fields=["organization", "view", "user"], update_fields=["used_at"],
    )  # fmt: skip
