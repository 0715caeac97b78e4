"""Tags of the acting organization, and those of one person."""

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404

from coalition.platform.tenancy import Actor, owned
from orgs.models import Constituent, ConstituentTag, Tag, TriggerRun
from orgs.queries.visible import seen_by
from orgs.rules.labels import folded

SUGGESTED = 50


def tag_list(actor: Actor, query: str = "") -> QuerySet[Tag]:
    """The tags by name with ``people``, how many have each whom the actor may see; ``query`` is in the name."""
    tags = owned(Tag.objects.all(), actor)
    if query.strip():
        tags = tags.filter(folded__contains=folded(query))
    links = owned(ConstituentTag.objects.all(), actor).filter(seen_by(actor, "constituent"), tag=OuterRef("pk"))
    people = links.order_by().values("tag").annotate(people=Count("pk")).values("people")
    return tags.annotate(people=Coalesce(Subquery(people), 0)).order_by("folded", "id")


def get_tag(actor: Actor, tag_id: int) -> Tag:
    """One tag. Raises Http404, also for another organization's."""
    tag = owned(Tag.objects.all(), actor).filter(pk=tag_id).first()
    if tag is None:
        raise Http404
    return tag


def find_tag(actor: Actor, name: str) -> Tag | None:
    """The tag that looks like ``name``."""
    return owned(Tag.objects.all(), actor).filter(folded=folded(name)).first()


def suggested_tags(actor: Actor, query: str = "") -> list[str]:
    """The first tags by name that begin with ``query``, for a list of suggestions."""
    tags = owned(Tag.objects.all(), actor)
    if query.strip():
        tags = tags.filter(folded__startswith=folded(query))
    return list(tags.order_by("folded").values_list("name", flat=True)[:SUGGESTED])


def tags_of(actor: Actor, person: Constituent) -> QuerySet[ConstituentTag]:
    """A person's tags by name, with who put them there and when; ``by_trigger``: the name of the trigger that did."""
    links = owned(ConstituentTag.objects.all(), actor).filter(constituent=person)
    runs = owned(TriggerRun.objects.all(), actor).filter(
        constituent=OuterRef("constituent"), row=OuterRef("pk"), trigger__put_tag=OuterRef("tag")
    )
    links = links.annotate(by_trigger=Subquery(runs.order_by().values("trigger__name")[:1]))
    return links.select_related("tag", "tagged_by").order_by("tag__folded")


def tagged(actor: Actor, name: str) -> QuerySet[ConstituentTag]:
    """Who has the tag that looks like ``name``: to be asked about an outer person."""
    return owned(ConstituentTag.objects.all(), actor).filter(
        tag__in=owned(Tag.objects.all(), actor).filter(folded=folded(name))
    )


def people_with_tag(actor: Actor, tag: Tag) -> int:
    """How many people whom the actor may see have a tag."""
    return owned(ConstituentTag.objects.all(), actor).filter(seen_by(actor, "constituent"), tag=tag).count()
