"""A campaign with one call list, ready to be called: people of Alder who agreed to be called by Alder."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone
from guardian.shortcuts import assign_perm

from coalition.platform.tenancy import Actor, acting, system_actor
from consent.ledger.actions.events import record_events
from consent.ledger.rules.new_event import NewEvent
from orgs.models import Coalition, Constituent, ContactPoint, Membership, Organization, User
from orgs.queries.actors import group_name
from sharing.models import Audience, CallList, CallListEntry, Campaign, Grant, SharingAgreement
from tests.factories import actor_of, make_coalition, make_member, make_organization, make_person, make_segment


class PhoneBank:
    """Alder with ``people`` on a list of the campaign Rent Freeze, always callable unless hours are given."""

    def __init__(self, people: int = 3, *, volunteers: int = 2, **campaign: Any) -> None:
        self.alder: Organization = make_organization("alder", name="Alder Tenants")
        self.valley: Coalition = make_coalition("valley", [self.alder])
        self.volunteers: list[User] = [
            make_member(self.alder, "volunteer", f"Vera{number} Alder") for number in range(volunteers)
        ]
        with acting(system_actor(coalition_id=self.valley.pk)):
            self.campaign = self._campaign(campaign)
            self.audience = Audience.objects.create(coalition=self.valley, campaign=self.campaign, version=1)
        self.own = system_actor(organization_id=self.alder.pk)
        self.sweeper = replace(self.own, coalition_ids=(self.valley.pk,))
        with acting(self.own):
            self._grant()
            self.call_list = self._call_list(self.alder)
        self.people: list[Constituent] = [self.add_person(number) for number in range(people)]

    def _campaign(self, fields: dict[str, Any]) -> Campaign:
        agreement = SharingAgreement.objects.create(
            coalition=self.valley, version=1, title="Agreement", text="We share.", modes=["messenger"],
            purposes=["contact"], channels=["phone"], recipients=[self.alder.pk],
        )  # fmt: skip
        today = timezone.now().date()
        hours = {"calls_from": 0, "calls_until": 24}
        return Campaign.objects.create(
            coalition=self.valley, agreement=agreement, name="Rent Freeze", objective="Freeze the rent.",
            script="Hello {name}, this is {caller} of {organization}.", script_es="Hola {name}, soy {caller}.",
            starts_on=today - timedelta(days=2), ends_on=today + timedelta(days=30), **(hours | fields),
        )  # fmt: skip

    def _grant(self) -> None:
        segment = make_segment(self.alder, "Everybody")
        expires = timezone.now().date() + timedelta(days=30)
        self.grant = Grant.objects.create(
            coalition=self.valley, organization=self.alder, campaign=self.campaign, segment=segment,
            mode="messenger", expires_on=expires,
        )  # fmt: skip

    def _call_list(self, organization: Organization) -> CallList:
        call_list = CallList.objects.create(
            coalition=self.valley, organization=organization, campaign=self.campaign, audience=self.audience,
            name="Alder's people",
        )  # fmt: skip
        for role in (Membership.Role.VOLUNTEER, Membership.Role.ORGANIZER, Membership.Role.ADMIN):
            assign_perm("call_calllist", Group.objects.get(name=group_name(organization.pk, role)), call_list)
        return call_list

    def add_person(self, number: int, *, consent: bool = True, **fields: Any) -> Constituent:
        """Person ``number`` with a phone and an e-mail, last on the list."""
        codes = ("415", "510", "408", "650", "925", "707")
        phone = f"+1{codes[number // 100]}55501{number % 100:02}"
        given = {"given_name": f"Person{number}", "family_name": "Canary"} | fields
        person = make_person(self.alder, phone=phone, email=f"p{number}@example.com", **given)
        with acting(self.own), transaction.atomic():
            point = ContactPoint.objects.get(organization=self.alder, constituent=person, kind="phone")
            if consent:
                self._consent(point.subject_id, person.given_name)
            CallListEntry.objects.create(
                coalition=self.valley, organization=self.alder, call_list=self.call_list, constituent=person,
                contact_point=point, position=number,
            )  # fmt: skip
        return person

    def _consent(self, subject: int, named: str) -> None:
        granted = NewEvent(
            subject_id=subject, kind="granted", actor_kind="import", evidence=1, purpose="contact", channel="phone",
            recipient_organization=self.alder.pk, named=named,
        )  # fmt: skip
        record_events(actor=self.own, now=timezone.now(), events=[granted])

    def actor(self, volunteer: int = 0) -> Actor:
        """A volunteer as an Actor."""
        return actor_of(self.volunteers[volunteer], self.alder)

    def entry(self, person: Constituent) -> CallListEntry:
        """The person's place on the list, read anew."""
        with acting(self.own):
            return CallListEntry.objects.get(organization=self.alder, constituent=person)

    def subjects(self, person: Constituent) -> list[int]:
        """The consent subjects of a person."""
        with acting(self.own):
            points = ContactPoint.objects.filter(organization=self.alder, constituent=person)
            return sorted(points.values_list("subject_id", flat=True))
