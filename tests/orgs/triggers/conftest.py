"""A small organization with somebody of each role, and triggers made through the actions."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from django.utils import timezone

from coalition.platform.tenancy import Actor, acting, owned, system_actor
from orgs.actions.interactions import log_interaction
from orgs.actions.trigger_runs import run_triggers
from orgs.actions.triggers import save_trigger
from orgs.models import Constituent, Organization, Trigger, TriggerRun, User
from orgs.rules.interactions import Details
from orgs.rules.triggers import Plan
from tests.factories import actor_of, make_member, make_organization, make_person

CALLED = Plan("Called", "interaction", "task", detail="call", title="Write it up", who="team")


@dataclass
class Alder:
    """The organization; ``admin`` and the others are actors."""

    organization: Organization
    users: dict[str, User]
    actors: dict[str, Actor]
    own: Actor = field(init=False)

    def __post_init__(self) -> None:
        self.own = system_actor(organization_id=self.organization.pk)

    def actor(self, role: str = "admin") -> Actor:
        """Whoever has the role."""
        return self.actors[role]

    def person(self, name: str, **fields: Any) -> Constituent:
        """Somebody on the list, with an address."""
        return make_person(self.organization, name, email=f"{name.lower()}@mail.example", **fields)

    def save(self, plan: Plan, role: str = "admin", trigger_id: int | None = None) -> Trigger:
        """Save a plan as ``role``."""
        with acting(self.actors[role]):
            return save_trigger(actor=self.actors[role], now=timezone.now(), plan=plan, trigger_id=trigger_id)

    def log(self, person: Constituent, kind: str = "call", role: str = "organizer", outcome: str = "", **more: Any):  # type: ignore[no-untyped-def]
        """Write something into a person's history."""
        with acting(self.actors[role]):
            return log_interaction(
                actor=self.actors[role], now=timezone.now(), person_id=person.pk, kind=kind, summary="Talked",
                details=Details(outcome=outcome), **more,
            )  # fmt: skip

    def run(self) -> int:
        """Let the triggers work."""
        with acting(self.own):
            return run_triggers(actor=self.own, now=timezone.now())

    def runs(self, trigger: Trigger) -> list[tuple[str, str]]:
        """For each run of a trigger whom it was about, and its state, in order."""
        with acting(self.own):
            found = owned(TriggerRun.objects.all(), self.own).filter(trigger=trigger).order_by("pk")
            return list(found.values_list("constituent__given_name", "state"))


@pytest.fixture
def alder(db: None) -> Alder:
    organization = make_organization("alder")
    users = {role: make_member(organization, role) for role in ("admin", "organizer", "fundraiser", "analyst")}
    return Alder(organization, users, {role: actor_of(user, organization) for role, user in users.items()})
