"""Saved views of the people table: one's own and those that colleagues share."""

from django.db.models import F, FilteredRelation, Q, QuerySet
from django.http import Http404

from coalition.platform.tenancy import Actor, owned
from orgs.models import SavedView


def saved_views(actor: Actor) -> QuerySet[SavedView]:
    """The views that the actor may open, the last used by them first, then by name."""
    views = owned(SavedView.objects.all(), actor).filter(Q(shared=True) | Q(owner=actor.user_id or 0))
    mine = FilteredRelation("uses", condition=Q(uses__user=actor.user_id or 0))
    return (
        views.annotate(mine=mine, used_at=F("mine__used_at"))
        .select_related("owner")
        .order_by(F("used_at").desc(nulls_last=True), "name", "id")
    )


def get_view(actor: Actor, view_id: int) -> SavedView:
    """One of them. Raises Http404, also for what somebody else keeps for themselves."""
    view = saved_views(actor).filter(pk=view_id).first()
    if view is None:
        raise Http404
    return view
