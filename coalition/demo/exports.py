"""Files that people of the demo took out: one for the door of an event, one to call; an organizer who may."""

from datetime import datetime

from django.db import transaction

from coalition.demo.accounts import team_member
from coalition.demo.organizations import DemoOrganization
from coalition.platform.tenancy import acting, owned, system_actor
from orgs.actions.export_blocks import produce_export
from orgs.actions.exports import FilePlan, Whom, request_export
from orgs.actions.members import permit_member
from orgs.models import PeopleExport
from orgs.queries.members import member_list
from orgs.queries.people_filter import PeopleFilter, people_found
from orgs.queries.people_lists import people_lists

NOTES = {"en": "The list for the door", "es": "La lista para la puerta"}
COLUMNS = ("given_name", "family_name", "city")


def take_out(own: DemoOrganization, now: datetime) -> None:
    """Let the organizer export, and the administrator export both lists, once."""
    admin = team_member(own, "admin")
    with acting(admin), transaction.atomic():
        if owned(PeopleExport.objects.all(), admin).exists():
            return
        organizer = member_list(admin).filter(role="organizer", active=True).first()
        if organizer is not None:
            permit_member(actor=admin, now=now, membership_id=organizer.pk, may_export=True, may_merge=False)
        plans = (
            FilePlan("event", [], COLUMNS, NOTES[own.language], own.language),
            FilePlan("calling", ["phone"], COLUMNS, "", own.language),
        )
        made = []
        for chosen, plan in zip(people_lists(admin), plans, strict=False):
            people = people_found(admin, PeopleFilter(people_list=chosen), contacts=False)
            whom = Whom(people, people.count(), "list", chosen.pk, chosen.name)
            made.append(request_export(actor=admin, now=now, whom=whom, plan=plan).pk)
    system = system_actor(organization_id=admin.organization_id)
    with acting(system):
        for export_id in made:
            produce_export(actor=system, now=now, export_id=export_id)
