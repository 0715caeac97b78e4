"""What the columns of the people table hold: each column of one page is read by one statement."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Min

from coalition.platform.tenancy import Actor, owned
from orgs import policies
from orgs.models import (
    Constituent,
    ConstituentDistrict,
    ConstituentInterest,
    ConstituentTag,
    CustomValue,
    Engagement,
    Interaction,
    Stewardship,
    Workspace,
)
from orgs.queries.custom_fields import custom_fields, plain
from orgs.queries.districts import label_of
from orgs.queries.gifts import standing_gifts
from orgs.queries.people_filter import CONTACT_KINDS, current_holders
from orgs.rules.custom_values import written
from orgs.rules.languages import language_words
from orgs.rules.people_columns import COLUMNS, custom_code, custom_ids
from orgs.rules.roles import ROLES

Values = dict[int, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """A person and their cells: ``(code, value)`` in the order of the columns."""

    person: Constituent
    cells: list[tuple[str, Any]]


def available_columns(actor: Actor) -> dict[str, Any]:
    """The columns that the actor may see, custom fields included: code to label."""
    hidden = set() if policies.can_read_giving(actor) else {"donor"}
    found = {code: label for code, label in COLUMNS.items() if code not in hidden}
    return found | {custom_code(field.pk): field.name for field in custom_fields(actor)}


def own_columns(actor: Actor) -> list[str] | None:
    """The columns that the actor chose for themselves; None before they did."""
    mine = owned(Workspace.objects.all(), actor).filter(user=actor.user_id or 0).first()
    return None if mine is None else mine.columns


def table_rows(actor: Actor, people: Sequence[Constituent], codes: Sequence[str]) -> list[Row]:
    """The cells of one page of people. ``codes`` are among the available columns."""
    ids = [person.pk for person in people]
    read: dict[str, Values] = {}
    for code in codes:
        if code in READERS:
            read[code] = READERS[code](actor, ids)
    read |= _custom(actor, ids, custom_ids(codes))
    return [Row(person, [(code, _cell(person, code, read)) for code in codes]) for person in people]


def _cell(person: Constituent, code: str, read: dict[str, Values]) -> Any:
    if code in read:
        return read[code].get(person.pk)
    if code == "language":
        return language_words(person.language) if person.language else ""
    return person if code == "contact" else person.created_at if code == "added" else getattr(person, code, "")


def _many(rows: Iterable[tuple[int, Any]]) -> Values:
    found: Values = defaultdict(list)
    for person, value in rows:
        found[person].append(value)
    return found


def _interests(actor: Actor, ids: list[int]) -> Values:
    rows = owned(ConstituentInterest.objects.all(), actor).filter(constituent__in=ids).order_by("interest__name")
    return _many(rows.values_list("constituent_id", "interest__name"))


def _tags(actor: Actor, ids: list[int]) -> Values:
    rows = owned(ConstituentTag.objects.all(), actor).filter(constituent__in=ids).order_by("tag__folded")
    return _many(rows.values_list("constituent_id", "tag__name"))


def _roles(actor: Actor, ids: list[int]) -> Values:
    held = current_holders(actor).filter(constituent__in=ids).order_by("role")
    return _many((person, ROLES.get(role, role)) for person, role in held.values_list("constituent_id", "role"))


def _last(actor: Actor, ids: list[int]) -> Values:
    touched = owned(Interaction.objects.all(), actor).filter(constituent__in=ids, kind__in=CONTACT_KINDS)
    return dict(touched.order_by().values_list("constituent_id").annotate(last=Max("occurred_at")))


def _engagement(actor: Actor, ids: list[int]) -> Values:
    scores = owned(Engagement.objects.all(), actor).filter(constituent__in=ids)
    return dict(scores.values_list("constituent_id", "score"))


def _districts(actor: Actor, ids: list[int]) -> Values:
    places = owned(ConstituentDistrict.objects.all(), actor).filter(constituent__in=ids).select_related("district")
    rows = places.defer("district__rings", "district__outline").order_by("map__name")
    return _many((place.constituent_id, label_of(place.district)) for place in rows)


def _steward(actor: Actor, ids: list[int]) -> Values:
    kept = owned(Stewardship.objects.all(), actor).filter(constituent__in=ids).select_related("steward")
    return {each.constituent_id: str(each.steward) for each in kept if each.steward is not None}


def _donor(actor: Actor, ids: list[int]) -> Values:
    gifts = standing_gifts(actor).filter(constituent__in=ids)
    return dict(gifts.order_by().values_list("constituent_id").annotate(first=Min("received_on")))


def _custom(actor: Actor, ids: list[int], fields: list[int]) -> dict[str, Values]:
    if not fields:
        return {}
    seen = custom_fields(actor).filter(pk__in=fields).order_by()
    values = owned(CustomValue.objects.all(), actor).filter(constituent__in=ids, field__in=seen)
    found: dict[str, Values] = {custom_code(field): defaultdict(list) for field in fields}
    for value in values.select_related("choice").order_by("choice__position", "id"):
        found[custom_code(value.field_id)][value.constituent_id].append(written(plain(value)))
    return found


READERS: dict[str, Callable[[Actor, list[int]], Values]] = {
    "interests": _interests,
    "tags": _tags,
    "roles": _roles,
    "last": _last,
    "engagement": _engagement,
    "districts": _districts,
    "steward": _steward,
    "donor": _donor,
}
