"""Which lists a caller has, who is in hand, and when calling is allowed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Count, Exists, Min, OuterRef, Q
from django.db.models.functions import Now
from django.http import Http404

from coalition.platform.tenancy import Actor, owned
from orgs.models import ContactPoint, Organization
from orgs.queries.contacts import data_key, open_contact
from orgs.queries.visible import seen_by
from sharing.models import CallList, CallListEntry, Campaign, Grant
from sharing.rules.calling import calls_start_at, dialled, zones_of
from sharing.rules.outcomes import OUTCOMES

State = CallListEntry.State
UNDO = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class ListToCall:
    """A list on the start page: how many are left at all, how many of them only later, from when, and whether the
    campaign and the organization's contribution still stand."""

    call_list: CallList
    left: int
    later: int
    next_at: datetime | None
    running: bool

    @property
    def now(self) -> int:
        """How many may be called now, as far as the list knows; the gate decides for each."""
        return self.left - self.later if self.running else 0


def get_call_list(actor: Actor, call_list_id: int) -> CallList:
    """One call list with its campaign. Raises Http404."""
    found = owned(CallList.objects.all(), actor).select_related("campaign").filter(pk=call_list_id).first()
    if found is None:
        raise Http404
    return found


def get_entry(actor: Actor, entry_id: int) -> CallListEntry:
    """One person on one of the organization's lists. Raises Http404."""
    found = owned(CallListEntry.objects.all(), actor).select_related("call_list").filter(pk=entry_id).first()
    if found is None:
        raise Http404
    return found


def lists_to_call(actor: Actor, now: datetime) -> list[ListToCall]:
    """The lists that the actor may call, newest first."""
    mine = [object_id for codename, object_id in actor.objects if codename == "call_calllist"]
    left = Q(entries__state__in=(State.QUEUED, State.LEASED))
    later = Q(entries__state=State.QUEUED, entries__due_at__gt=Now())
    lists = owned(CallList.objects.all(), actor).filter(pk__in=mine, closed_at__isnull=True)
    counted = lists.select_related("campaign").annotate(
        left=Count("entries", filter=left),
        later=Count("entries", filter=later),
        next_at=Min("entries__due_at", filter=later),
        running=_running(actor, now),
    )
    return [
        ListToCall(one, one.left, one.later, one.next_at, one.running)
        for one in counted.order_by("-handed_out_at", "-pk")
    ]


def can_go_on(actor: Actor, now: datetime, call_list: CallList) -> bool:
    """Whether the list may be called today: the campaign runs, and the organization's contribution stands."""
    found = owned(CallList.objects.all(), actor).filter(pk=call_list.pk, closed_at__isnull=True)
    return found.filter(_running(actor, now)).exists()


def _running(actor: Actor, now: datetime) -> Q:
    today = now.astimezone(ZoneInfo(own_organization(actor).time_zone)).date()
    grants = owned(Grant.objects.all(), actor).filter(campaign_id=OuterRef("campaign_id"), mode="messenger")
    campaigns = owned(Campaign.objects.all(), actor).filter(pk=OuterRef("campaign_id")).exclude(state="closed")
    return Q(Exists(grants.filter(revoked_at__isnull=True, expires_on__gte=today))) & Q(
        Exists(campaigns.filter(starts_on__lte=today, ends_on__gte=today))
    )


def own_organization(actor: Actor) -> Organization:
    """The acting organization. Raises Http404 when there is none."""
    if actor.organization_id is None:
        raise Http404
    return Organization.objects.get(pk=actor.organization_id)


def my_entry(actor: Actor) -> CallListEntry | None:
    """The person whom the acting user has in hand, on whichever list; nobody once the record is closed to them."""
    mine = owned(CallListEntry.objects.all(), actor).filter(state=State.LEASED, leased_by=actor.user_id)
    mine = mine.filter(seen_by(actor, "constituent"))
    with_person = mine.select_related("constituent", "contact_point", "call_list__campaign")
    return with_person.filter(lease_expires_at__gt=Now()).order_by("pk").first()


def lists_with_expired_calls(actor: Actor) -> list[int]:
    """The organization's lists on which somebody is in the hands of a caller who went away."""
    with transaction.atomic():
        leased = owned(CallListEntry.objects.all(), actor).filter(state=State.LEASED, lease_expires_at__lte=Now())
        return sorted(set(leased.values_list("call_list_id", flat=True)))


def just_recorded(actor: Actor) -> CallListEntry | None:
    """The call whose result the acting user recorded last, while it can be taken back."""
    mine = owned(CallListEntry.objects.all(), actor).filter(leased_by=actor.user_id, attempt__isnull=False)
    mine = mine.filter(seen_by(actor, "constituent"))
    final = [outcome.code for outcome in OUTCOMES.values() if outcome.final]
    recent = mine.filter(finished_at__gt=Now() - UNDO).exclude(state=State.LEASED).exclude(outcome__in=["", *final])
    return recent.select_related("constituent").order_by("-finished_at").first()


def subjects_of(actor: Actor, constituent_id: int) -> list[int]:
    """The consent subjects of all of a person's contact points, in order."""
    points = owned(ContactPoint.objects.all(), actor).filter(constituent_id=constituent_id)
    return sorted(set(points.values_list("subject_id", flat=True)))


def number_of(actor: Actor, entry: CallListEntry) -> ContactPoint | None:
    """The number by which the person of an entry is called: the one handed out, as long as it is not marked as wrong.

    Else another of their numbers, the preferred one first; None when there is none. The gate decides for each.
    """
    point = entry.contact_point
    if point is not None and not point.wrong:
        return point
    numbers = owned(ContactPoint.objects.all(), actor).filter(kind=ContactPoint.Kind.PHONE, wrong=False)
    return numbers.filter(constituent_id=entry.constituent_id).order_by("-preferred", "pk").first()


def zones_of_entry(actor: Actor, entry: CallListEntry) -> tuple[str, ...]:
    """The time zones the person may be in: what their record says, else from the number, else the organization's."""
    if entry.constituent.time_zone:
        return (entry.constituent.time_zone,)
    organization = own_organization(actor)
    if entry.contact_point is None:
        return (organization.time_zone,)
    number = dialled(open_contact(data_key(actor), entry.contact_point), organization.region)
    return zones_of(number, organization.time_zone)


def callable_from(actor: Actor, now: datetime, entry: CallListEntry) -> datetime:
    """When the person may be called next, by the campaign's hours in their zone; ``now`` when that is now."""
    campaign = entry.call_list.campaign
    return calls_start_at(now, zones_of_entry(actor, entry), campaign.calls_from, campaign.calls_until)
