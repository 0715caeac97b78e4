"""A coalition at work: Alder, Birch and Cedar with people, an agreement, a campaign, grants."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from coalition.platform.tenancy import Actor, acting, system_actor
from consent.ledger.actions.events import record_events
from consent.ledger.rules.new_event import NewEvent
from orgs.models import Coalition, Constituent, ContactPoint, Interaction, Organization, User
from sharing.actions.agreements import accept_agreement, create_agreement
from sharing.actions.audiences import build_audience, complete_audience
from sharing.actions.campaigns import CampaignPlan, create_campaign
from sharing.actions.grants import create_grant
from sharing.models import Audience, Campaign, Grant, SharingAgreement
from tests.factories import (
    actor_of,
    make_coalition,
    make_member,
    make_organization,
    make_person,
    make_segment,
    make_user,
)

NOW = datetime.now(tz=UTC)
TODAY = NOW.date()
LATER = TODAY + timedelta(days=30)


@dataclass
class World:
    """Alder, Birch and Cedar in Valley; Dune in Coast."""

    alder: Organization
    birch: Organization
    cedar: Organization
    dune: Organization
    valley: Coalition
    coast: Coalition
    maya: User  # coordinates Valley
    noor: User  # coordinates Coast
    admins: dict[int, User]

    def admin(self, organization: Organization) -> Actor:
        """The Actor of an organization's admin."""
        return actor_of(self.admins[organization.pk], organization)

    @property
    def coordinator(self) -> Actor:
        """Valley's coordinator."""
        return actor_of(self.maya, self.valley)

    @property
    def foreigner(self) -> Actor:
        """Coast's coordinator."""
        return actor_of(self.noor, self.coast)


def make_world() -> World:
    """Four organizations with an admin each, two coalitions with a coordinator each."""
    alder, birch, cedar, dune = (make_organization(slug) for slug in ("alder", "birch", "cedar", "dune"))
    maya, noor = make_user("Maya"), make_user("Noor")
    valley = make_coalition("valley", [alder, birch, cedar], [maya])
    coast = make_coalition("coast", [dune], [noor])
    admins = {organization.pk: make_member(organization, "admin") for organization in (alder, birch, cedar, dune)}
    return World(alder, birch, cedar, dune, valley, coast, maya, noor, admins)


def agree(world: World, **changes: object) -> SharingAgreement:
    """An agreement of Valley that all its members accepted."""
    actor = world.coordinator
    terms: dict[str, Any] = {
        "title": "How we work",
        "text": "Each to their own.",
        "modes": ["count", "messenger"],
        "purposes": ["contact"],
        "channels": ["phone"],
        "recipients": [],
    }
    with acting(actor):
        agreement = create_agreement(actor=actor, now=NOW, **{**terms, **changes})
    for organization in (world.alder, world.birch, world.cedar):
        admin = world.admin(organization)
        with acting(admin):
            accept_agreement(actor=admin, now=NOW, agreement_id=agreement.pk)
    return agreement


def make_campaign(world: World, name: str = "Rent Freeze", goal: int = 600) -> Campaign:
    """A campaign of Valley that runs for a month."""
    actor = world.coordinator
    plan = CampaignPlan(name=name, starts_on=TODAY, ends_on=LATER, goal=goal, objective="Freeze the rents.")
    with acting(actor):
        return create_campaign(actor=actor, now=timezone.now(), plan=plan)


def grant(
    world: World, campaign: Campaign, organization: Organization, mode: str = "messenger", capacity: int = 500,
    expires_on: date = LATER, name: str = "Everyone", conditions: Sequence[dict[str, str]] = (),
) -> Grant:  # fmt: skip
    """The organization contributes a segment."""
    admin = world.admin(organization)
    segment = make_segment(organization, f"{name} {campaign.pk}", conditions)
    with acting(admin):
        return create_grant(
            actor=admin,
            now=timezone.now(),
            campaign_id=campaign.pk,
            segment_id=segment.pk,
            mode=mode,
            capacity=capacity,
            expires_on=expires_on,
        )


def say(organization: Organization, person: Constituent, kind: str = "granted", channel: str = "phone") -> None:
    """Record what a person said about being called by the organization, on each of their identifiers."""
    own = system_actor(organization_id=organization.pk)
    with acting(own):
        subjects = ContactPoint.objects.filter(constituent=person).values_list("subject_id", flat=True)
        events = [
            NewEvent(
                subject_id=subject,
                kind=kind,
                actor_kind="import",
                evidence=1,
                recipient_organization=organization.pk,
                purpose="contact",
                channel=channel,
                effective_at=NOW - timedelta(days=1),
                named=person.given_name if kind == "granted" else "",
            )
            for subject in subjects
        ]
        record_events(actor=own, now=NOW, events=events)


def willing(organization: Organization, name: str, phone: str = "", email: str = "", times: int = 0) -> Constituent:
    """Somebody whom the organization may call, and has met ``times`` times."""
    person = make_person(organization, name, "Doe", phone=phone, email=email)
    say(organization, person)
    meet(organization, person, times)
    return person


def meet(organization: Organization, person: Constituent, times: int) -> None:
    """Interactions of the last days."""
    with acting(system_actor(organization_id=organization.pk)), connection.cursor() as cursor:
        cursor.execute("SELECT commonlist.ensure_partitions('orgs_interaction', current_date - 62, current_date)")
        Interaction.objects.bulk_create(
            Interaction(
                organization=organization,
                constituent=person,
                kind="event",
                occurred_at=NOW - timedelta(days=day + 1),
                summary="Came",
            )
            for day in range(times)
        )


def number(index: int) -> str:
    """A reserved phone number, different for each index below 1000."""
    return f"+1{(415, 510, 650, 408, 925, 707, 628, 341, 669, 209)[index // 100]}55501{index % 100:02d}"


def build(world: World, campaign: Campaign) -> Audience:
    """The next audience, built at once."""
    actor = world.coordinator
    with acting(actor):
        audience = build_audience(actor=actor, now=timezone.now(), campaign_id=campaign.pk)
    system = system_actor(coalition_id=campaign.coalition_id)
    with acting(system):
        return complete_audience(actor=system, now=timezone.now(), audience_id=audience.pk)
