"""The home page: figures of one's own list, and what waits."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef

from coalition.platform.paging import COUNTED
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
    """Exact figures of the acting organization's own list: of a very long one they take seconds."""
    people = visible_people(actor)
    points = owned(ContactPoint.objects.all(), actor).filter(constituent=OuterRef("pk"))
    # One after the other: each is a join of two tables, where one statement would look up every person.
    phone, email = (people.filter(Exists(points.filter(kind=kind))) for kind in ("phone", "email"))
    return OwnFigures(people.count(), phone.count(), email.count())


def people_at_once(actor: Actor) -> int:
    """How many people there are, counted to one more than ``COUNTED``: what a page can wait for."""
    return visible_people(actor).values("pk")[: COUNTED + 1].count()


def all_people(actor: Actor) -> int:
    """How many people there are: exactly, however long it takes."""
    return visible_people(actor).count()


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


def waiting(actor: Actor, people: int, today: date) -> Waiting:
    """The open ends that the actor's role can tie up. ``people``: how many there are."""
    imports, alone, invitations = [], False, 0
    if can_import(actor):
        imports = list(unfinished_imports(actor)[:3])
    if can_manage_members(actor):
        alone = member_list(actor).filter(active=True).count() == 1
        invitations = open_invitations(actor).count()
    of_age = come_of_age(actor, today) if can_record_consent(actor) else []
    return Waiting(
        imports,
        first_import=can_import(actor) and people == 0 and not imports,
        first_segment=people > 0 and not owned(Segment.objects.all(), actor).exists(),
        alone=alone,
        invitations=invitations,
        of_age=tuple(of_age[:OF_AGE_MOST]),
        more_of_age=max(len(of_age) - OF_AGE_MOST, 0),
        replies=unread_replies(actor) if can_write_messages(actor) else 0,
    )
