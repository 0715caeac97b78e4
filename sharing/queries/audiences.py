"""Audiences: what the coordinator may see of them, and each organization's own part."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils.functional import Promise

from coalition.platform.tenancy import Actor, owned
from orgs.queries.directory import members_of
from sharing.models import Audience, AudienceTally, Campaign
from sharing.rules.audience import HELD_BACK, INCLUDED, REASONS, for_organization, next_step


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many people are not in, and why, in words; ``people`` is ``None`` when the number is hidden."""

    reason: str
    words: Promise
    people: int | None


@dataclass(frozen=True, slots=True)
class Part:
    """One organization's part of an audience. Exact for the organization itself, released for the coordinator."""

    name: str
    included: int | None
    left_out: tuple[LeftOut, ...]

    @property
    def next_step(self) -> Promise:
        """What to do when nobody is in."""
        return next_step({line.reason: line.people for line in self.left_out})


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole audience as the coordinator sees it: sums of released numbers; ``None`` when all are hidden."""

    parts: tuple[Part, ...]
    included: int | None
    left_out: tuple[LeftOut, ...]
    frozen: bool

    @property
    def next_step(self) -> Promise:
        """What to do when nobody is in."""
        return next_step({line.reason: line.people for line in self.left_out})


def audiences(actor: Actor, campaign: Campaign) -> QuerySet[Audience]:
    """The versions of a campaign's audience, newest first."""
    return owned(Audience.objects.all(), actor).filter(campaign=campaign).order_by("-version")


def get_audience(actor: Actor, audience_id: int, campaign_id: int | None = None) -> Audience:
    """One audience, of the given campaign if there is one. Raises Http404, also for another coalition's."""
    found = owned(Audience.objects.all(), actor).select_related("campaign", "campaign__coalition")
    if campaign_id is not None:
        found = found.filter(campaign_id=campaign_id)
    audience = found.filter(pk=audience_id).first()
    if audience is None:
        raise Http404
    return audience


def whole(actor: Actor, audience: Audience) -> Whole:
    """The released numbers of an audience, for its coordinator."""
    members = {organization.pk: organization for organization in members_of(audience.campaign.coalition_id)}
    lines = [line for line in audience.result.get("organizations", []) if line["organization"] in members]
    parts = tuple(_part(members[line["organization"]].name, line) for line in lines)
    shown = [part.included for part in parts if part.included is not None]
    return Whole(parts, sum(shown) if shown else None, _summed(parts), bool(audience.result.get("frozen")))


def own_part(actor: Actor, audience: Audience, name: str) -> Part | None:
    """The acting organization's own part, exact, under its ``name``; ``None`` when it contributed nobody."""
    found = owned(AudienceTally.objects.all(), actor).filter(audience=audience)
    tally = dict(found.values_list("reason", "people"))
    if not tally:
        return None
    told = for_organization(tally)
    return Part(name, told.get(INCLUDED, 0), _lines(told))


def _part(name: str, line: dict[str, Any]) -> Part:
    # Only what was released: that a hidden number stands behind a reason would say that it has people.
    left_out = {entry["reason"]: entry["value"] for entry in line["left_out"] if entry["value"] is not None}
    return Part(name, line["included"]["value"], _lines(left_out))


def _lines(left_out: Mapping[str, int | None]) -> tuple[LeftOut, ...]:
    return tuple(
        LeftOut(reason, words, left_out[reason])
        for reason, words in {**REASONS, **HELD_BACK}.items()
        if reason in left_out
    )


def _summed(parts: tuple[Part, ...]) -> tuple[LeftOut, ...]:
    sums: dict[str, int | None] = {}
    for line in (line for part in parts for line in part.left_out):
        before = sums.get(line.reason)
        sums[line.reason] = (before or 0) + line.people if line.people is not None else before
    return _lines(sums)
