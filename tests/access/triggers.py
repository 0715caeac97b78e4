"""Triggers of an organization in the world of the matrix: one that ran, one that asks for an amount, a deleted one."""

from typing import Any

from django.utils import timezone

from coalition.platform.tenancy import acting, system_actor
from orgs.actions.interactions import log_interaction
from orgs.actions.trigger_runs import run_triggers
from orgs.actions.triggers import delete_trigger, pause_trigger, save_trigger
from orgs.models import Organization, Trigger, TriggerNotice, TriggerRun, User
from orgs.rules.triggers import Plan
from tests.factories import actor_of


def make_triggers(owner: Organization, users: dict[str, User], ids: dict[str, Any], canary: str) -> dict[str, Any]:
    """The ids of a trigger, of what it did, of what it told the admin; of another about money, and of a deleted one.

    Something waits for it; it listens to no more.
    """
    now, admin, own = timezone.now(), actor_of(users["admin"], owner), system_actor(organization_id=owner.pk)
    members = tuple(users[role].pk for role in ("admin", "organizer", "fundraiser"))
    telling = {"effect": "tell", "who": "members", "members": members}
    plans = {
        "trigger": Plan(f"{canary} trigger", "interaction", detail="letter", **telling),  # type: ignore[arg-type]
        "rich_trigger": Plan(f"{canary} rich", "gift", least=10**6, currency="USD", **telling),  # type: ignore[arg-type]
        "deleted_trigger": Plan(f"{canary} gone", "person", **telling),  # type: ignore[arg-type]
    }
    with acting(admin):
        made = {name: save_trigger(actor=admin, now=now, plan=plan).pk for name, plan in plans.items()}
        delete_trigger(actor=admin, now=now, trigger_id=made["deleted_trigger"])
        for waits in (False, True):
            log_interaction(actor=admin, now=now, person_id=ids["person"], kind="letter", summary=f"{canary} letter")
            if not waits:
                with acting(own):
                    run_triggers(actor=own, now=now)
        pause_trigger(actor=admin, now=now, trigger_id=made["trigger"])
        pause_trigger(actor=admin, now=now, trigger_id=made["rich_trigger"])
        run = TriggerRun.objects.get(trigger__in=Trigger.objects.filter(organization=owner))
        told = TriggerNotice.objects.get(run=run, member=users["admin"])
    return {**made, "run": run.pk, "told": told.pk}
