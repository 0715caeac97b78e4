"""The same form sent several times at once, on real connections: one change, and the others hear why not."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections, transaction
from django.utils import timezone

from coalition.platform.tenancy import Actor, acting
from orgs.actions.segments import SegmentRefused, save_segment
from sharing.actions.agreements import create_agreement
from sharing.actions.campaigns import CampaignPlan, create_campaign
from sharing.actions.grants import create_grant
from sharing.actions.refusals import Refused
from tests.factories import make_segment
from tests.sharing.world import LATER, NOW, TODAY, agree, make_campaign, make_world

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 4


def at_once(actor: Actor, change: Callable[[], object]) -> Counter[str]:
    """How ``TIMES`` of the same change end: done, or the code of the refusal."""
    together = Barrier(TIMES)

    def once(_: int) -> str:
        try:
            with acting(actor):
                together.wait(60)
                change()
        except (Refused, SegmentRefused) as refused:
            return refused.code
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(TIMES) as pool:
        return Counter(pool.map(once, range(TIMES)))


def test_changes_sent_several_times_at_once_are_made_once() -> None:
    with transaction.atomic():
        world = make_world()
        agree(world)
        campaign = make_campaign(world)
        segment = make_segment(world.alder, "Everyone")
    maya, admin = world.coordinator, world.admin(world.alder)
    plan = CampaignPlan(name="Again", starts_on=TODAY, ends_on=LATER, goal=5)
    terms = {"title": "T", "text": "t", "modes": ["count"], "purposes": ["contact"], "channels": ["phone"]}
    said = {"campaign_id": campaign.pk, "segment_id": segment.pk, "mode": "count", "expires_on": LATER}
    once = {"done": 1}
    assert at_once(maya, lambda: create_campaign(actor=maya, now=NOW, plan=plan)) == {**once, "name_taken": 3}
    assert at_once(admin, lambda: save_segment(actor=admin, now=NOW, name="One", rules={})) == {**once, "name_taken": 3}
    granted = at_once(admin, lambda: create_grant(actor=admin, now=timezone.now(), **said))  # type: ignore[arg-type]
    assert granted == {**once, "already_granted": 3}
    written = at_once(maya, lambda: create_agreement(actor=maya, now=NOW, recipients=[], **terms))  # type: ignore[arg-type]
    assert written == {"done": TIMES}  # each is the next version
