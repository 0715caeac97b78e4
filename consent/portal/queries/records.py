"""What one organization holds of a person, read under that organization's scope."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import Count, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from coalition.platform.keys.envelope import Unreadable
from coalition.platform.tenancy import Actor, owned
from consent.portal.rules.facts import facts_in_words
from consent.portal.rules.gathered import Named
from consent.portal.rules.records import Held, Point
from consent.requests.rules.collected import collected_in_words
from consent.requests.rules.money import money_in_words
from consent.requests.rules.network import network_in_words
from consent.requests.rules.record import record_in_words
from orgs.models import (
    Constituent,
    ConstituentInterest,
    ConstituentSkill,
    ContactPoint,
    Import,
    Interaction,
    Organization,
)
from orgs.queries.collected_held import collected_held
from orgs.queries.contacts import data_key, open_contact
from orgs.queries.money_held import money_held
from orgs.queries.network_held import network_held
from orgs.queries.record_held import record_held
from sharing.models import Campaign

BY_IMPORT = re.compile(r"\Aimport (\d+)\Z")


def records_of(own: Actor, subject_id: int, *, full: bool) -> list[Held]:
    """The acting organization's people who have the identifier: ``rules.masks`` says what of it is shown.

    Without ``full``, nothing is read of what is shown only to whoever has proven enough to read everything.
    """
    points = owned(ContactPoint.objects.all(), own)
    done = owned(Interaction.objects.all(), own).filter(constituent=OuterRef("pk")).order_by()
    told = done.values("constituent").annotate(count=Count("id")).values("count")
    people = list(
        owned(Constituent.objects.all(), own)
        .filter(id__in=points.filter(subject_id=subject_id).values("constituent_id"))
        .annotate(told=Coalesce(Subquery(told), 0))
        .order_by("id")
    )
    if not people:
        return []
    ids = [each.pk for each in people]
    opened = _points(own, points.filter(constituent_id__in=ids).order_by("id"))
    interests, skills = _names(own, ids)
    facts = _facts(own, people) if full else {}
    return [
        Held(
            id=each.pk,
            given_name=each.given_name,
            family_name=each.family_name,
            source=each.source,
            points=tuple(opened[each.pk]),
            interactions=each.told,
            place=each.city,
            interests=tuple(interests[each.pk]),
            skills=tuple(skills[each.pk]),
            preferred_channel=each.preferred_channel,
            facts=facts.get(each.pk, ()),
        )
        for each in people
    ]


def _facts(own: Actor, people: Sequence[Constituent]) -> dict[int, tuple[tuple[str, str], ...]]:
    ids = [each.pk for each in people]
    record, money = record_held(own, ids), money_held(own, ids)
    network, collected = network_held(own, ids), collected_held(own, ids)
    return {
        each.pk: facts_in_words(each)
        + record_in_words(record[each.pk])
        + money_in_words([row.row() for row in money[each.pk]])
        + network_in_words(network[each.pk])
        + collected_in_words(collected[each.pk])
        for each in people
    }


def organizations_named(ids: Iterable[int]) -> dict[int, Named]:
    """Organizations, of which name and country are public."""
    found = Organization.objects.filter(id__in=list(ids)).values_list("id", "name", "region")
    return {id: Named(id, name, region) for id, name, region in found}


def organization_names(ids: list[int]) -> dict[int, str]:
    """Names of organizations, which are public."""
    return dict(Organization.objects.filter(id__in=ids).values_list("id", "name"))


def campaign_names(coalition: Actor, ids: set[int]) -> dict[int, str]:
    """Names of campaigns of the acting coalition."""
    return dict(owned(Campaign.objects.all(), coalition).filter(id__in=ids).values_list("id", "name"))


def import_names(own: Actor, sources: Sequence[str]) -> dict[str, str]:
    """The name of the file behind each source that is an import. No query without one."""
    batches = {int(match[1]): source for source in sources if (match := BY_IMPORT.match(source))}
    if not batches:
        return {}
    found = owned(Import.objects.all(), own).filter(id__in=batches).values_list("id", "file_name")
    return {batches[id]: file_name for id, file_name in found}


def _points(own: Actor, sealed: Iterable[ContactPoint]) -> dict[int, list[Point]]:
    key = data_key(own)
    found: dict[int, list[Point]] = defaultdict(list)
    for point in sealed:
        try:
            value = open_contact(key, point)
        except Unreadable:
            value = ""
        found[point.constituent_id].append(Point(point.kind, value, point.subject_id, point.unproven))
    return found


def _names(own: Actor, people: list[int]) -> tuple[dict[int, list[str]], dict[int, list[str]]]:
    """The topics and the skills of each, by name."""
    cared = owned(ConstituentInterest.objects.all(), own).filter(constituent_id__in=people)
    offered = owned(ConstituentSkill.objects.all(), own).filter(constituent_id__in=people)
    topics = cared.order_by().values_list("constituent_id", Value(True), "interest__name")
    rows = topics.union(offered.order_by().values_list("constituent_id", Value(False), "skill__name"), all=True)
    found: tuple[dict[int, list[str]], dict[int, list[str]]] = (defaultdict(list), defaultdict(list))
    for person, is_topic, name in sorted(rows):
        found[0 if is_topic else 1][person].append(name)
    return found
