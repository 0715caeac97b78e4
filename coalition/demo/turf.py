"""Who sees and looks after whom in the demo: its largest donors are restricted, some people have a steward."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from coalition.demo.accounts import team_member
from coalition.demo.organizations import DemoOrganization
from coalition.platform.tenancy import Actor, acting, owned
from orgs.actions.restricted import GroupFacts, restrict_person, save_group
from orgs.actions.stewardship import set_steward
from orgs.models import Gift, RestrictedGroup

DONORS, STEWARDED = 3, 4


def share_out(own: DemoOrganization, now: datetime) -> None:
    """Restrict the largest donors, and give the next ones a steward; what is there stays."""
    keeper = team_member(own, "fundraiser" if "fundraiser" in own.team else "admin")
    admin = team_member(own, "admin")
    with acting(admin), transaction.atomic():
        if owned(RestrictedGroup.objects.all(), admin).exists():
            return
        donors = _largest_donors(admin)
        facts = GroupFacts("Major donors", "major_donors", keeper=keeper.user_id, roles=("admin", "fundraiser"))
        group = save_group(actor=admin, now=now, facts=facts)
        for person in donors[:DONORS]:
            restrict_person(actor=admin, now=now, person_id=person, group_id=group.pk)
        for number, person in enumerate(donors[DONORS : DONORS + STEWARDED]):
            rule = ("ask_first", "open", "hands_off", "ask_first")[number]
            set_steward(actor=admin, now=now, person_id=person, steward_id=keeper.user_id, rule=rule)


def _largest_donors(actor: Actor) -> list[int]:
    gifts = owned(Gift.objects.all(), actor).filter(taken_back_at=None).order_by()
    largest = gifts.values_list("constituent_id").annotate(most=Max("amount")).order_by("-most", "constituent_id")
    return [person for person, _most in largest[: DONORS + STEWARDED]]
