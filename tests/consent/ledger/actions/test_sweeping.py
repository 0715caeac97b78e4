"""Attempts that were begun and never ended."""

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from coalition.platform.tenancy import Actor, acting, system_actor
from consent.ledger.actions.gate import Claim, finish_attempt
from consent.ledger.actions.sweeping import sweep_attempts
from consent.ledger.jobs import sweep_attempts as job
from consent.ledger.models import Attempt
from tests.consent.ledger.world import World, claim, make_world
from tests.database import superuser_connection

pytestmark = pytest.mark.django_db(transaction=True)


def claimed(world: World, hours: float) -> int:
    """An attempt claimed some hours ago."""
    verdict = claim(world.alder, world.phone, hold=False)
    assert isinstance(verdict, Claim)
    with superuser_connection(settings.DATABASES["default"]["NAME"]) as database:
        database.execute(
            "UPDATE consent_attempt SET started_at = now() - make_interval(secs => %s) WHERE id = %s",
            [hours * 3600, verdict.attempt_id],
        )
    return verdict.attempt_id


def states(world: World) -> dict[int, tuple[str, str]]:
    person = Actor(role="subject", subject_ids=(world.phone,))
    with acting(person), transaction.atomic():
        return {each.pk: (each.state, each.outcome) for each in Attempt.objects.all()}


def test_sweep_attempts_ends_the_stale_ones_alone() -> None:
    world = make_world()
    stale, fresh, ended = claimed(world, 3.1), claimed(world, 2.9), claimed(world, 4)
    with acting(world.alder):
        assert finish_attempt(actor=world.alder, now=timezone.now(), attempt_id=ended, state="sent", outcome="spoke")

    assert sweep_attempts(actor=system_actor(), now=timezone.now()) == 1
    job(timestamp=0)

    assert states(world) == {
        stale: ("uncertain", "interrupted"), fresh: ("claimed", ""), ended: ("sent", "spoke"),
    }  # fmt: skip
    with acting(world.alder):
        assert not finish_attempt(actor=world.alder, now=timezone.now(), attempt_id=stale, state="sent")


def test_sweep_attempts_is_for_the_platform() -> None:
    with pytest.raises(PermissionDenied):
        sweep_attempts(actor=Actor(role="admin", organization_id=1), now=timezone.now())
