"""Triggers of a demo organization, and something that set them off."""

from datetime import datetime
from itertools import cycle
from typing import Any

from django.db import transaction
from django.utils import translation

from coalition.demo.accounts import team_member
from coalition.demo.organizations import DemoOrganization
from coalition.platform.tenancy import acting, owned, system_actor
from orgs.actions.interactions import log_interaction
from orgs.actions.roles import InvalidRole, add_role
from orgs.actions.trigger_runs import run_triggers
from orgs.actions.triggers import save_trigger
from orgs.models import Trigger
from orgs.queries.visible import visible_people
from orgs.rules.trigger_words import TEMPLATES
from orgs.rules.triggers import Plan

NEWS = {"en": "Came to the house meeting", "es": "Vino a la reunión en casa"}
MET = 9


def set_triggers(own: DemoOrganization, now: datetime) -> None:
    """Make the triggers that one can begin with, and let some people come to an event or become volunteers, once."""
    admin = team_member(own, "admin")
    with acting(admin), transaction.atomic(), translation.override(own.language):
        if owned(Trigger.objects.all(), admin).exists():
            return
        for template in TEMPLATES:
            values: dict[str, Any] = dict(template.values)
            values["title"] = str(values.get("title", ""))
            save_trigger(actor=admin, now=now, plan=Plan(name=str(template.title), **values))
        people = list(visible_people(admin).order_by("-id").values_list("pk", flat=True)[40 : 40 + MET])
    with acting(admin):
        for person, kind in zip(people, cycle(("event", "role", "event")), strict=False):
            if kind == "event":
                words = NEWS[own.language]
                log_interaction(actor=admin, now=now, person_id=person, kind=kind, summary=words)
                continue
            try:
                add_role(actor=admin, now=now, person_id=person, role="volunteer", since=now.date())
            except InvalidRole:
                continue  # is one already
    system = system_actor(organization_id=admin.organization_id)
    with acting(system):
        run_triggers(actor=system, now=now)
