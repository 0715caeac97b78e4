"""What a new organization does first, and how far it got."""

from dataclasses import dataclass, replace

from coalition.platform.paging import COUNTED
from coalition.platform.tenancy import Actor, owned
from orgs import policies
from orgs.models import Interaction, Segment, Workspace
from orgs.queries.home import all_people
from orgs.queries.members import member_list, open_invitations


@dataclass(frozen=True, slots=True)
class FirstWeek:
    """The steps that are done, with what was won by them. ``people``: how many are on the list."""

    people: int
    colleagues: int
    invited: int
    segments: int
    called: bool
    may_invite: bool

    @property
    def done(self) -> int:
        """How many of the steps are done."""
        steps = [self.people > 0, self.segments > 0, self.called]
        if self.may_invite:
            steps.append(self.colleagues + self.invited > 0)
        return sum(steps)

    @property
    def steps(self) -> int:
        """How many steps there are for the actor."""
        return 4 if self.may_invite else 3


def first_week(actor: Actor, people: int) -> FirstWeek | None:
    """The path; None when it is done or put away, and for whom it is not meant. ``people``: ``people_at_once``."""
    if not policies.can_follow_first_week(actor):
        return None
    called = owned(Interaction.objects.all(), actor).filter(kind="call").exists()
    segments = owned(Segment.objects.all(), actor).count()
    may_invite = policies.can_manage_members(actor)
    colleagues = member_list(actor).filter(active=True).exclude(user=actor.user_id or 0).count()
    invited = open_invitations(actor).count() if may_invite else 0
    path = FirstWeek(people, colleagues, invited, segments, called, may_invite)
    if path.done == path.steps or _closed(actor):
        return None
    return path if people <= COUNTED else replace(path, people=all_people(actor))


def _closed(actor: Actor) -> bool:
    mine = owned(Workspace.objects.all(), actor).filter(user=actor.user_id or 0)
    return mine.filter(first_week_closed_at__isnull=False).exists()
