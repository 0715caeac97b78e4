"""Counting the overlap of a campaign's lists: one snapshot for each state of the lists, released numbers only."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from audit.log.actions import record
from coalition.platform.counts import Released, question_digest
from coalition.platform.tenancy import Actor, acting, owned
from orgs.actions.crossing import crossing
from sharing import policies
from sharing.actions.components import connect_people, open_tables
from sharing.actions.counts import BudgetSpent, CountQuestion, charge, release
from sharing.actions.list_versions import refresh_list_version
from sharing.models import Campaign, OverlapSnapshot
from sharing.queries.campaigns import get_campaign, live_grants
from sharing.queries.overlap import latest_snapshot
from sharing.rules.groups import Exact, completed, list_sizes, pair_sizes, shared_size

Versions = tuple[tuple[int, int], ...]
_EXACT = """
SELECT organizations, count(*) FROM (
    SELECT array_agg(DISTINCT organization ORDER BY organization) AS organizations
      FROM person_record GROUP BY component
) person GROUP BY organizations
"""
_LOAD = """
INSERT INTO person_key (organization, person, subject)
SELECT organization_id, k.person, k.subject
  FROM sharing_listversion, unnest(people, subjects) AS k(person, subject)
 WHERE organization_id = %s AND campaign_id = %s
"""
_RECORDS = "INSERT INTO person_record (organization, person) SELECT DISTINCT organization, person FROM person_key"


def snapshot_overlap(*, actor: Actor, now: datetime, campaign_id: int) -> OverlapSnapshot | None:
    """Count who is on which granted lists and release the numbers; the snapshot of this state of the lists.

    Nothing is counted anew while no list changed by as many rows as the threshold. ``None`` where nobody contributes.
    Once a pair has spent its lifetime budget, the numbers before stand (``frozen``).
    Raises PermissionDenied and Http404.
    """
    with transaction.atomic():
        campaign = get_campaign(actor, campaign_id)
        if not policies.can_read_overlap(actor, campaign):
            raise PermissionDenied
        Campaign.objects.select_for_update().get(pk=campaign.pk)
        granted = live_grants(actor, [campaign.pk], now.date()).order_by("organization_id")
        organizations = list(granted.values_list("organization_id", flat=True))
        if not organizations:
            return None
        versions = _gather(actor, now, campaign, organizations)
        state = question_digest(("overlap", campaign.pk, versions))
        known = owned(OverlapSnapshot.objects.all(), actor).filter(campaign=campaign, state=state).first()
        if known is not None:
            known.taken_at = now
            known.save(update_fields=["taken_at"])
            return known
        return _take(actor, now, campaign, versions, state)


def _gather(actor: Actor, now: datetime, campaign: Campaign, organizations: Sequence[int]) -> Versions:
    open_tables()
    versions = []
    for own in crossing("overlap", organizations, actor=actor, coalitions=[campaign.coalition_id]):
        with acting(own), connection.cursor() as cursor:
            version = refresh_list_version(own, now, campaign)
            cursor.execute(_LOAD, [own.organization_id, campaign.pk])
        versions.append((version.organization_id, version.version))
    return tuple(versions)


def _take(actor: Actor, now: datetime, campaign: Campaign, versions: Versions, state: bytes) -> OverlapSnapshot:
    try:
        with transaction.atomic():
            result = _released(actor, campaign, versions, _count())
    except BudgetSpent:
        before = latest_snapshot(actor, campaign)
        result = {**(before.result if before else _nothing(versions)), "frozen": True}
    snapshot = OverlapSnapshot.objects.create(
        coalition_id=campaign.coalition_id, campaign=campaign, state=state, result=result, taken_at=now
    )
    record(
        "sharing.overlap.snapshot",
        actor=actor,
        object_type="campaign",
        object_ref=campaign.pk,
        campaign=campaign.pk,
        organizations=[organization for organization, _ in versions],
        detail={"organizations": len(versions), "frozen": bool(result["frozen"])},
    )
    return snapshot


def _count() -> Exact:
    with connection.cursor() as cursor:
        cursor.execute(_RECORDS)
        connect_people()
        cursor.execute(_EXACT)
        return {tuple(organizations): people for organizations, people in cursor.fetchall()}


def _released(actor: Actor, campaign: Campaign, versions: Versions, exact: Exact) -> dict[str, Any]:
    current = dict(versions)
    everybody = tuple(current)
    exact = completed(everybody, exact)
    sizes = list_sizes(exact)
    inputs = tuple(sizes.get(organization, 0) for organization in everybody)
    for pair in pair_sizes(exact):
        charge(actor, campaign, ("pair", _of(pair, current)), pair)
    charge(actor, campaign, ("groups", versions), everybody)
    charge(actor, campaign, ("shared", versions), everybody)
    asked = [
        *(CountQuestion("list", (one,), _of((one,), current), sizes.get(one, 0), (sizes.get(one, 0),))
          for one in everybody),
        *(CountQuestion("pair", pair, _of(pair, current), people, (sizes[pair[0]], sizes[pair[1]]))
          for pair, people in pair_sizes(exact).items()),
        *(CountQuestion("group", group, versions, people, tuple(sizes[one] for one in group))
          for group, people in exact.items()),
        CountQuestion("shared", everybody, versions, shared_size(exact), inputs),
    ]  # fmt: skip
    answers = list(zip(asked, release(actor, campaign, asked), strict=True))
    groups = [_plain(q, answer) for q, answer in answers if q.topic == "group" and not answer.hidden]
    return {
        "frozen": False,
        "lists": [_plain(question, answer) for question, answer in answers if question.topic == "list"],
        "pairs": [_plain(question, answer) for question, answer in answers if question.topic == "pair"],
        "groups": groups,
        # Of all that could be, not of those that are: whether a group has one person or nobody must not show.
        "hidden_groups": 2 ** len(everybody) - 1 - len(groups),
        "shared": _plain(*answers[-1]),
    }


def _of(organizations: Sequence[int], versions: dict[int, int]) -> Versions:
    return tuple((organization, versions[organization]) for organization in organizations)


def _plain(question: CountQuestion, answer: Released) -> dict[str, Any]:
    return {"organizations": list(question.organizations), "value": answer.value, "margin": answer.margin}


def _nothing(versions: Versions) -> dict[str, Any]:
    everybody = [organization for organization, _ in versions]
    hidden = {"value": None, "margin": 0}
    lists = [{"organizations": [organization], **hidden} for organization in everybody]
    return {"lists": lists, "pairs": [], "groups": [], "hidden_groups": 0,
            "shared": {"organizations": everybody, **hidden}}  # fmt: skip
