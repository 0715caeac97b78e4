"""What a bulk action gives people, or takes from them: found by name, or made in the same transaction."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404

from coalition.platform.tenancy import Actor
from orgs.actions.bulk import change_many
from orgs.actions.people_lists import save_list
from orgs.actions.tags import ensure_tag
from orgs.actions.tasks import task_for_many
from orgs.models import BulkChange, Constituent
from orgs.queries.people_lists import get_list
from orgs.queries.tags import find_tag
from orgs.rules.labels import tidy


def change_chosen(
    *, actor: Actor, now: datetime, kind: str, people: QuerySet[Constituent], stated: int, given: Mapping[str, Any]
) -> BulkChange:
    """Do one of KINDS to ``people`` with what was typed; of a refusal nothing stays, no new tag or list either.

    Raises BulkRefused, ListRefused, TaskRefused, PermissionDenied, Http404 (no such tag or list).
    """
    with transaction.atomic():
        target, words = _aim(actor, now, kind, given)
        return change_many(
            actor=actor, now=now, kind=kind, people=people, target=target, words=words, stated=stated,
            due=given["task_due"] if kind == "task" else None,
        )  # fmt: skip


def _aim(actor: Actor, now: datetime, kind: str, given: Mapping[str, Any]) -> tuple[int | None, str]:
    if kind == "role":
        return None, given["role"]
    if kind == "task":
        return given["task_doer"], task_for_many(actor, given["task"], given["task_doer"])
    if kind in ("tag", "untag"):
        return _tag(actor, tidy(given[kind]), make=kind == "tag")
    if kind == "list" and given["new_list"].strip():
        made = save_list(actor=actor, now=now, name=given["new_list"])
        return made.pk, made.name
    chosen = get_list(actor, given[kind])
    return chosen.pk, chosen.name


def _tag(actor: Actor, name: str, *, make: bool) -> tuple[int, str]:
    found = ensure_tag(actor, name) if make and name else find_tag(actor, name)
    if found is None:
        raise Http404
    return found.pk, found.name
