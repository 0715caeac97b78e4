"""What one organization holds of a person, read under that organization's scope."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count

from coalition.platform.keys import ContactKind
from coalition.platform.keys.envelope import Unreadable
from coalition.platform.tenancy import Actor, owned
from consent.portal.rules.masks import masked_email, masked_phone
from orgs.models import Constituent, ConstituentInterest, ContactPoint, Interaction, Organization
from orgs.queries.contacts import data_key, open_contact
from sharing.models import Campaign


@dataclass(frozen=True, slots=True)
class Record:
    """One person on an organization's list who has the proven identifier. Contact points are masked."""

    name: str
    source: str
    emails: tuple[str, ...]
    phones: tuple[str, ...]
    place: str
    interests: tuple[str, ...]
    interactions: int
    subjects: tuple[int, ...]


def records_of(own: Actor, subject_id: int) -> list[Record]:
    """The acting organization's people who have the identifier. Several are a household: their names are masked."""
    people = list(
        owned(Constituent.objects.all(), own)
        .filter(id__in=owned(ContactPoint.objects.all(), own).filter(subject_id=subject_id).values("constituent_id"))
        .order_by("id")
    )
    if not people:
        return []
    ids = [person.pk for person in people]
    points = _points(own, ids)
    interests = _interests(own, ids)
    told = owned(Interaction.objects.all(), own).filter(constituent_id__in=ids).order_by()
    counted = dict(told.values_list("constituent_id").annotate(Count("id")))
    return [
        Record(
            name=person.short_name if len(people) == 1 else _initials(person),
            source=person.source,
            emails=tuple(text for kind, text, _ in points[person.pk] if kind == ContactKind.EMAIL),
            phones=tuple(text for kind, text, _ in points[person.pk] if kind == ContactKind.PHONE),
            place=person.city if len(people) == 1 else "",
            interests=tuple(interests[person.pk]) if len(people) == 1 else (),
            interactions=counted.get(person.pk, 0),
            subjects=tuple(subject for _, _, subject in points[person.pk]),
        )
        for person in people
    ]


def organization_names(ids: list[int]) -> dict[int, str]:
    """Names of organizations, which are public."""
    return dict(Organization.objects.filter(id__in=ids).values_list("id", "name"))


def campaign_names(coalition: Actor, ids: set[int]) -> dict[int, str]:
    """Names of campaigns of the acting coalition."""
    return dict(owned(Campaign.objects.all(), coalition).filter(id__in=ids).values_list("id", "name"))


def _points(own: Actor, people: list[int]) -> dict[int, list[tuple[str, str, int]]]:
    key = data_key(own)
    found: dict[int, list[tuple[str, str, int]]] = defaultdict(list)
    for point in owned(ContactPoint.objects.all(), own).filter(constituent_id__in=people).order_by("id"):
        try:
            value = open_contact(key, point)
        except Unreadable:
            value = ""
        text = masked_email(value) if point.kind == ContactKind.EMAIL else masked_phone(value)
        found[point.constituent_id].append((point.kind, text, point.subject_id))
    return found


def _interests(own: Actor, people: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    links = owned(ConstituentInterest.objects.all(), own).filter(constituent_id__in=people)
    for person, name in links.order_by("interest__name").values_list("constituent_id", "interest__name"):
        found[person].append(name)
    return found


def _initials(person: Constituent) -> str:
    return " ".join(f"{part[0]}." for part in (person.given_name, person.family_name) if part)
