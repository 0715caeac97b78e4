"""Finding anything of one's own organization by name."""

from dataclasses import dataclass

from coalition.platform.tenancy import Actor, owned
from orgs import policies
from orgs.models import Constituent, PeopleList, Segment, Tag
from orgs.queries.people_filter import PeopleFilter, people_list
from orgs.rules.labels import folded

PEOPLE_MOST, OTHERS_MOST = 10, 5


@dataclass(frozen=True, slots=True)
class Found:
    """The first few of each kind; ``more_people`` when there are further ones."""

    people: list[Constituent]
    more_people: bool
    segments: list[Segment]
    lists: list[PeopleList]
    tags: list[Tag]


def search(actor: Actor, words: str) -> Found:
    """What the actor may find: people by name (or whole address and number), segments, lists and tags by name."""
    people: list[Constituent] = []
    if policies.can_read_people(actor):
        wanted = PeopleFilter(q=words)
        contacts = policies.can_read_contact_points(actor)
        people = list(people_list(actor, wanted, contacts=contacts)[: PEOPLE_MOST + 1])
    segments = owned(Segment.objects.all(), actor).filter(name__icontains=words).order_by("name")
    lists = owned(PeopleList.objects.all(), actor).filter(name__icontains=words).order_by("name")
    tags = owned(Tag.objects.all(), actor).filter(folded__contains=folded(words)).order_by("folded")
    return Found(
        people[:PEOPLE_MOST],
        len(people) > PEOPLE_MOST,
        list(segments[:OTHERS_MOST]) if policies.can_edit_segments(actor) else [],
        list(lists[:OTHERS_MOST]) if policies.can_read_people(actor) else [],
        list(tags[:OTHERS_MOST]) if policies.can_read_tags(actor) else [],
    )
