"""Names for the ids in events: members of the reader's own organization, coordinators, organizations, campaigns."""

from collections.abc import Iterable
from dataclasses import dataclass

from audit.log.queries.events import Event
from coalition.platform.tenancy import Actor, owned
from orgs.models import Coalition, CoalitionMember, Coordinator, Membership, Organization
from sharing.models import Campaign


@dataclass(frozen=True, slots=True)
class Names:
    """What a page of events calls the ids in it. ``members`` are keyed by ``actor_ref``."""

    organizations: dict[int, str]
    coalitions: dict[int, str]
    campaigns: dict[int, str]
    members: dict[str, str]


def names_in(actor: Actor, events: Iterable[Event]) -> Names:
    """The names behind ``events``. Another organization's members are not named."""
    events = list(events)
    organizations = {
        id
        for event in events
        for id in (event.acting_organization, event.on_behalf_of, event.owner_organization)
        if id is not None
    }
    coalitions = {event.acting_coalition for event in events if event.acting_coalition is not None}
    campaigns = {event.campaign for event in events if event.campaign is not None}
    return Names(
        organizations=dict(Organization.objects.filter(pk__in=organizations).values_list("pk", "name")),
        coalitions=dict(Coalition.objects.filter(pk__in=coalitions).values_list("pk", "name")),
        campaigns=dict(owned(Campaign.objects.all(), actor).filter(pk__in=campaigns).values_list("pk", "name")),
        members=_members(actor, {event.actor_ref for event in events}),
    )


def _members(actor: Actor, refs: set[str]) -> dict[str, str]:
    named: dict[str, str] = {}
    own = _ids(refs, "member-")
    if actor.organization_id is not None and own:
        memberships = Membership.objects.filter(organization_id=actor.organization_id, pk__in=own)
        named |= {f"member-{pk}": name for pk, name in memberships.values_list("pk", "user__name")}
    coordinators = _ids(refs, "coordinator-")
    if coordinators and actor.coalition_ids:
        found = Coordinator.objects.filter(coalition_id__in=actor.coalition_ids, pk__in=coordinators)
        named |= {f"coordinator-{pk}": name for pk, name in found.values_list("pk", "user__name")}
    return named


def _ids(refs: set[str], prefix: str) -> list[int]:
    return [int(ref.removeprefix(prefix)) for ref in refs if ref.startswith(prefix)]


def organization_choices(actor: Actor) -> list[tuple[int, str]]:
    """The organizations whose events the reader may look for: the coalition's, or one's own and its partners."""
    members = CoalitionMember.objects.filter(coalition_id__in=actor.coalition_ids)
    ids = set(members.values_list("organization_id", flat=True))
    if actor.organization_id is not None:
        ids.add(actor.organization_id)
    return list(Organization.objects.filter(pk__in=ids).order_by("name").values_list("pk", "name"))


def campaign_choices(actor: Actor) -> list[tuple[int, str]]:
    """The campaigns the reader may look for, newest first."""
    return list(owned(Campaign.objects.all(), actor).order_by("-id").values_list("pk", "name"))


def home_of(actor: Actor) -> str:
    """The name of the acting organization or coalition."""
    if actor.organization_id is not None:
        return Organization.objects.values_list("name", flat=True).get(pk=actor.organization_id)
    return Coalition.objects.values_list("name", flat=True).get(pk__in=actor.coalition_ids)
