"""Districts of the acting organization: the maps, how many people live in each, those of one person."""

from dataclasses import dataclass

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils.text import slugify

from coalition.platform.tenancy import Actor, owned
from orgs.models import Constituent, ConstituentDistrict, District, DistrictMap, PostcodePlace
from orgs.queries.visible import seen_by


@dataclass(frozen=True, slots=True)
class CountedDistrict:
    """A district with how many of the organization's people live there."""

    district: District
    people: int


def maps_of(actor: Actor) -> QuerySet[DistrictMap]:
    """The organization's maps by name, with ``count``, how many districts each has."""
    maps = owned(DistrictMap.objects.all(), actor)
    return maps.annotate(count=Count("districts")).order_by("name", "id")


def get_map(actor: Actor, map_id: int) -> DistrictMap:
    """One map. Raises Http404, also for another organization's."""
    found = owned(DistrictMap.objects.all(), actor).filter(pk=map_id).first()
    if found is None:
        raise Http404
    return found


def counted_districts(actor: Actor, map_: DistrictMap) -> list[CountedDistrict]:
    """Every district of a map by how many people whom the actor may see live there, most first."""
    places = _seen_places(actor).filter(map=map_).values("district_id").order_by()
    people = dict(places.annotate(people=Count("pk")).values_list("district_id", "people"))
    districts = owned(District.objects.all(), actor).filter(map=map_).defer("rings").order_by("code")
    counted = [CountedDistrict(district, people.get(district.pk, 0)) for district in districts]
    return sorted(counted, key=lambda row: -row.people)


def districts_in_numbers(actor: Actor) -> list[CountedDistrict]:
    """The districts of one map by how many people whom the actor may see live there: the newest map that has
    boundaries, else the newest; in one statement. Their ``map`` is read along.
    """
    placed = owned(DistrictMap.objects.all(), actor).filter(placed_at__isnull=False)
    newest = placed.order_by("source", "-created_at", "-pk").values("pk")[:1]  # boundaries come before postal codes
    lives = _seen_places(actor).filter(district=OuterRef("pk")).order_by().values("district")
    people = Coalesce(Subquery(lives.annotate(people=Count("pk")).values("people")), 0)
    districts = owned(District.objects.all(), actor).filter(map__in=newest).select_related("map").defer("rings")
    found = districts.annotate(people=people).order_by("-people", "code")
    return [CountedDistrict(district, getattr(district, "people")) for district in found]  # noqa: B009  # annotated


def districts_of(actor: Actor, person: Constituent) -> QuerySet[ConstituentDistrict]:
    """Where a person lives, one district of each map."""
    places = owned(ConstituentDistrict.objects.all(), actor).filter(constituent=person)
    return places.select_related("district", "map").defer("district__rings", "district__outline").order_by("map__name")


def district_choices(actor: Actor, most: int = 1_000) -> list[tuple[str, list[tuple[str, str]]]]:
    """The districts in which people live, to filter by: ``(map, [(id, name)])``."""
    # For each of the few districts the first one who lives there is enough; EXISTS would read where everybody lives.
    lived = Subquery(_seen_places(actor).filter(district=OuterRef("pk")).values("pk")[:1])
    districts = owned(District.objects.all(), actor).annotate(lived=lived).filter(lived__isnull=False)
    districts = districts.select_related("map").defer("rings", "outline")
    found: dict[str, list[tuple[str, str]]] = {}
    for district in districts.order_by("map__name", "code")[:most]:
        found.setdefault(str(district.map), []).append((str(district.pk), label_of(district)))
    return list(found.items())


def _seen_places(actor: Actor) -> QuerySet[ConstituentDistrict]:
    return owned(ConstituentDistrict.objects.all(), actor).filter(seen_by(actor, "constituent"))


def label_of(district: District) -> str:
    """The name of a district, with its code where that says more."""
    name, code = (slugify(each, allow_unicode=True) for each in (district.name, district.code))
    if district.name and name != code:
        return f"{district.name} ({district.code})"
    return district.name or district.code


def known_postcodes(actor: Actor) -> int:
    """For how many postal codes it is known where they lie."""
    return owned(PostcodePlace.objects.all(), actor).count()
