"""Lists put together by hand, and who is on them."""

from dataclasses import dataclass

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404

from coalition.platform.database.together import Reading
from coalition.platform.tenancy import Actor, owned
from orgs.models import Constituent, PeopleList, PeopleListMember
from orgs.queries.visible import seen_by

CHOICES_MOST = 500


def people_lists(actor: Actor) -> QuerySet[PeopleList]:
    """The lists by name with ``people``: how many are on each whom the actor may see."""
    members = owned(PeopleListMember.objects.all(), actor).filter(seen_by(actor, "constituent"), list=OuterRef("pk"))
    people = members.order_by().values("list").annotate(people=Count("pk")).values("people")
    lists = owned(PeopleList.objects.all(), actor).select_related("created_by")
    return lists.annotate(people=Coalesce(Subquery(people), 0)).order_by("name", "id")


def get_list(actor: Actor, list_id: int) -> PeopleList:
    """One list. Raises Http404, also for another organization's."""
    found = people_lists(actor).filter(pk=list_id).first()
    if found is None:
        raise Http404
    return found


def list_choices(actor: Actor) -> list[PeopleList]:
    """The lists to choose from, by name."""
    return list(_choices(actor))


def _choices(actor: Actor) -> QuerySet[PeopleList]:
    return owned(PeopleList.objects.all(), actor).order_by("name", "id")[:CHOICES_MOST]


def list_members(actor: Actor, people_list: PeopleList) -> QuerySet[PeopleListMember]:
    """Who is on a list, by name: those whom the actor may see."""
    members = owned(PeopleListMember.objects.all(), actor).filter(seen_by(actor, "constituent"), list=people_list)
    return members.select_related("constituent", "added_by").order_by(
        "constituent__family_name", "constituent__given_name", "constituent_id"
    )


@dataclass(frozen=True, slots=True)
class Listed:
    """The lists a person is on, and those they could be put on."""

    on: list[PeopleListMember]
    others: list[PeopleList]


def listed_reading(actor: Actor, person: Constituent) -> Reading[Listed]:
    """The lists of a person."""
    on = owned(PeopleListMember.objects.all(), actor).filter(constituent=person).select_related("list")
    on, choices = on.order_by("list__name"), _choices(actor)
    yield [on, choices]
    taken = {each.list_id for each in on}
    return Listed(list(on), [each for each in choices if each.pk not in taken])
