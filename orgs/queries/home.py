"""The home page: figures of one's own list, and what waits."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q

from coalition.platform.tenancy import Actor, owned
from orgs.models import Constituent, ContactPoint, Import, Segment
from orgs.policies import can_import, can_manage_members, can_record_consent, can_write_messages
from orgs.queries.consent import come_of_age
from orgs.queries.imports import unfinished_imports
from orgs.queries.members import member_list, open_invitations
from orgs.queries.replies import unread_replies
from orgs.queries.visible import visible_people

OF_AGE_MOST = 3


@dataclass(frozen=True, slots=True)
class OwnFigures:
    """How many people there are, and how many can be reached by what."""

    people: int
    with_phone: int
    with_email: int


def own_figures(actor: Actor) -> OwnFigures:
    """Exact figures of the acting organization's own list, in one statement."""
    points = owned(ContactPoint.objects.all(), actor).filter(constituent=OuterRef("pk"))
    counted = visible_people(actor).aggregate(
        people=Count("pk"),
        with_phone=Count("pk", filter=Q(Exists(points.filter(kind="phone")))),
        with_email=Count("pk", filter=Q(Exists(points.filter(kind="email")))),
    )
    return OwnFigures(**counted)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for this role in its own organization."""

    unfinished_imports: list[Import]
    first_import: bool = False
    first_segment: bool = False
    alone: bool = False
    invitations: int = 0
    of_age: tuple[Constituent, ...] = ()
    more_of_age: int = 0
    replies: int = 0


def waiting(actor: Actor, figures: OwnFigures, today: date) -> Waiting:
    """The open ends that the actor's role can tie up."""
    imports, alone, invitations = [], False, 0
    if can_import(actor):
        imports = list(unfinished_imports(actor)[:3])
    if can_manage_members(actor):
        alone = member_list(actor).filter(active=True).count() == 1
        invitations = open_invitations(actor).count()
    of_age = come_of_age(actor, today) if can_record_consent(actor) else []
    return Waiting(
        imports,
        first_import=can_import(actor) and figures.people == 0 and not imports,
        first_segment=figures.people > 0 and not owned(Segment.objects.all(), actor).exists(),
        alone=alone,
        invitations=invitations,
        of_age=tuple(of_age[:OF_AGE_MOST]),
        more_of_age=max(len(of_age) - OF_AGE_MOST, 0),
        replies=unread_replies(actor) if can_write_messages(actor) else 0,
    )
