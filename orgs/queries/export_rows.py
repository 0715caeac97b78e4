"""What the columns of a file of people hold: each column of one block is read by one statement."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Sum

from coalition.platform.database.among import among
from coalition.platform.tenancy import Actor, owned
from orgs.models import Constituent, ConstituentSkill, CustomValue
from orgs.policies import can_read_amounts
from orgs.queries.custom_fields import custom_fields, plain
from orgs.queries.gifts import standing_gifts
from orgs.queries.people_table import READERS, Values
from orgs.rules.currencies import decimals
from orgs.rules.custom_values import as_words
from orgs.rules.exports import columns_seen
from orgs.rules.fields import fields_seen
from orgs.rules.languages import language_words, write_languages
from orgs.rules.people_columns import custom_code, custom_ids


def export_columns(actor: Actor) -> dict[str, Any]:
    """The columns that the actor may take out, custom fields included: code to heading."""
    return columns_seen(fields_seen(actor.role), custom_headings(actor))


def custom_headings(actor: Actor) -> dict[str, str]:
    """The custom fields that the actor sees: code to name."""
    return {custom_code(field.pk): field.name for field in custom_fields(actor)}


def export_cells(actor: Actor, people: Sequence[int], codes: Sequence[str]) -> dict[int, list[str]]:
    """For each of ``people`` (ids) a cell for each of ``codes``, as text that reads the same in every language.

    ``codes`` are among ``export_columns(actor)``.
    """
    ids = list(people)
    read: dict[str, Values] = {code: _READ[code](actor, ids) for code in codes if code in _READ}
    read |= _custom(actor, ids, custom_ids(codes))
    read |= _own(actor, ids, [code for code in codes if code not in read])
    columns = [(read[code], _WORDS.get(code, _text)) for code in codes]
    return {pk: [words(values.get(pk)) for values, words in columns] for pk in ids}


def _own(actor: Actor, ids: list[int], codes: Sequence[str]) -> dict[str, Values]:
    records = owned(Constituent.objects.all(), actor).filter(pk__in=among(ids)).order_by()
    rows = list(records.values_list("pk", *("created_at" if code == "added" else code for code in codes)))
    return {code: {row[0]: row[place] for row in rows} for place, code in enumerate(codes, 1)}


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(UTC).date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _skills(actor: Actor, ids: list[int]) -> Values:
    found: Values = defaultdict(list)
    offered = owned(ConstituentSkill.objects.all(), actor).filter(constituent__in=ids).order_by("skill__name")
    for person, skill in offered.values_list("constituent_id", "skill__name"):
        found[person].append(skill)
    return found


def _given(actor: Actor, ids: list[int]) -> Values:
    found: Values = defaultdict(list)
    if not can_read_amounts(actor):
        return found
    gifts = standing_gifts(actor).filter(constituent__in=ids).order_by()
    sums = gifts.values_list("constituent_id", "currency").annotate(total=Sum("amount")).order_by("currency")
    for person, currency, total in sums:
        found[person].append(f"{total:.{decimals(currency)}f} {currency}")
    return found


def _custom(actor: Actor, ids: list[int], fields: list[int]) -> dict[str, Values]:
    found: dict[str, Values] = {custom_code(field): defaultdict(list) for field in fields}
    if fields:
        seen = custom_fields(actor).filter(pk__in=fields).order_by()
        values = owned(CustomValue.objects.all(), actor).filter(constituent__in=ids, field__in=seen)
        for value in values.select_related("choice").order_by("choice__position", "id"):
            found[custom_code(value.field_id)][value.constituent_id].append(as_words(plain(value)))
    return found


_WORDS: dict[str, Callable[[Any], str]] = {
    "language": lambda code: language_words(code) if code else "",
    "languages": lambda codes: write_languages(codes or []),
}
_READ: dict[str, Callable[[Actor, list[int]], Values]] = READERS | {"skills": _skills, "given": _given}
