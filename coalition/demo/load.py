"""Filling the demo, through the same actions that people use. Nothing here runs outside demo mode."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.utils import timezone

from coalition.demo.accounts import coordinator, create_bay_area_housing, create_organizations
from coalition.demo.campaign import agree, agreed, contribute, hand_out, make_calls, report, start_campaign
from coalition.demo.choices import record_choices
from coalition.demo.collected import collect
from coalition.demo.exports import take_out
from coalition.demo.forms import make_forms
from coalition.demo.giving import write_giving
from coalition.demo.history import write_history
from coalition.demo.lists import import_list
from coalition.demo.network import weave_network
from coalition.demo.organizations import ORGANIZATIONS
from coalition.demo.people import people
from coalition.demo.record import describe_people
from coalition.demo.tasks import plan_work
from coalition.demo.triggers import set_triggers
from coalition.demo.turf import share_out
from coalition.demo.workspace import arrange
from coalition.platform.tenancy import acting, owned
from orgs.models import Coalition, Organization
from sharing.models import ReleasedCount
from sharing.queries.progress import CONVERSATIONS

Progress = Callable[[str], None]


def load_demo(progress: Progress) -> None:
    """Fill the database with the demo coalition; a second run changes nothing, an interrupted one is taken up.

    ``progress`` is told each step in words. Raises ImproperlyConfigured outside demo mode.
    """
    if not settings.DEMO:
        raise ImproperlyConfigured("The demo is filled in demo mode only: set COMMONLIST_DEMO=1.")
    if loaded():
        return
    progress("Creating the demo: four organizations and their coalition")
    members = create_organizations()
    coalition = create_bay_area_housing(members)
    _fill_lists(coalition, members, progress)
    _run_campaign(coalition, members, progress)


def loaded() -> bool:
    """Whether the demo is complete: its last step releases what the first calls came to."""
    coalition = Coalition.objects.filter(slug="bay-area-housing").first()
    if coalition is None:
        return False
    actor = coordinator()
    with acting(actor), transaction.atomic():
        return owned(ReleasedCount.objects.all(), actor).filter(topic=CONVERSATIONS).exists()


def _fill_lists(coalition: Coalition, members: dict[str, Organization], progress: Progress) -> None:
    everyone = people()
    for own in ORGANIZATIONS:
        progress(f"{own.name} imports its list")
        import_list(own, everyone, coalition.pk)
        describe_people(own, timezone.now())
        write_history(own, timezone.now())
        write_giving(own, timezone.now())
        collect(own, timezone.now())
        weave_network(own, timezone.now())
        arrange(own, timezone.now())
        share_out(own, timezone.now())
        take_out(own, timezone.now())
        plan_work(own, timezone.now())
        set_triggers(own, timezone.now())
    if not agreed():  # the step after this one
        progress("Some people make their choices in the portal")
        record_choices(everyone, members)


def _run_campaign(coalition: Coalition, members: dict[str, Organization], progress: Progress) -> None:
    progress("The coalition agrees, starts its campaign and builds the audience")
    agree(coalition, members)
    campaign = start_campaign()
    progress("Each opens a sign-up form, and the coalition an opt-in")
    make_forms(campaign)
    for own in ORGANIZATIONS:
        contribute(own, campaign)
    hand_out(campaign)
    progress("Volunteers make their first calls")
    for own in ORGANIZATIONS:
        make_calls(own)
    report(campaign)
