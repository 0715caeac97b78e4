"""Changing the type of a custom field that has values: checked first, then in one transaction, and nothing is lost."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from audit.log.actions import record
from coalition.platform.tenancy import Actor, owned
from orgs import policies
from orgs.actions.custom_fields import (
    WITH_CHOICES,
    FieldRefused,
    definition_of,
    insert_values,
    set_choices,
)
from orgs.actions.keeping import keep_apart
from orgs.models import CustomField, CustomValue, Removal
from orgs.queries.custom_fields import get_field, kind_of
from orgs.queries.turns import take_turn
from orgs.queries.visible import hidden_people
from orgs.rules.custom_values import MOST_CHOICES, BadValue, Kind, Plain, read_value
from orgs.rules.labels import folded, tidy
from orgs.rules.words import listed

SHOWN = 50
_WORDS = """
SELECT v.constituent_id AS person,
       string_agg(CASE v.type WHEN 'text' THEN v.text WHEN 'number' THEN trim_scale(v.number)::text
                              WHEN 'date' THEN to_char(v.date, 'YYYY-MM-DD')
                              WHEN 'yes_no' THEN CASE WHEN v.yes THEN 'yes' ELSE 'no' END ELSE c.label END,
                  ', ' ORDER BY c.position, v.id) AS words
  FROM orgs_customvalue v
  LEFT JOIN orgs_customchoice c
    ON c.organization_id = v.organization_id AND c.field_id = v.field_id AND c.id = v.choice_id
 WHERE v.organization_id = %s AND v.field_id = %s
 GROUP BY v.constituent_id
"""


@dataclass(frozen=True, slots=True)
class Unconverted:
    """A value that the new type does not take: the words, why, how many people have it and one of them.

    Where only restricted records have it, ``person`` is None and the words are not told.
    """

    words: str
    problem: str
    people: int
    person: int | None


@dataclass(frozen=True, slots=True)
class RetypeCheck:
    """What a change of type would do: how many people’s values convert, and those that do not, most people first."""

    converts: int
    fails: int
    unconverted: tuple[Unconverted, ...]
    choices: tuple[str, ...]


def check_retype(*, actor: Actor, now: datetime, field_id: int, to: str, choices: Sequence[str] = ()) -> RetypeCheck:
    """Count what a change of type would do; nothing changes. Without ``choices`` the commonest values become them.

    Raises PermissionDenied, Http404.
    """
    _allow(actor)
    with transaction.atomic():
        field = get_field(actor, field_id)
        return _checked(actor, field, to, choices)[0]


def retype_field(
    *, actor: Actor, now: datetime, field_id: int, to: str, choices: Sequence[str], expected: tuple[int, int]
) -> Removal | None:
    """Change the type of a field and convert its values; those that do not convert are kept apart for 30 days.

    ``expected``: how many convert and how many do not, as the check said. Raises FieldRefused (``changed`` when it is
    otherwise by now, ``no_choices``), PermissionDenied, Http404; then nothing changes.
    """
    _allow(actor)
    with transaction.atomic():
        take_turn(actor)
        field = get_field(actor, field_id)
        check, read = _checked(actor, field, to, choices)
        if (check.converts, check.fails) != expected:
            raise FieldRefused("changed")
        if to in WITH_CHOICES and not check.choices:
            raise FieldRefused("no_choices")
        before = field.type
        rows = _people(actor, field)
        removal = _keep_failing(actor, now, field, rows, read) if check.fails else None
        owned(CustomValue.objects.all(), actor).filter(field=field).delete()
        field.type = to
        field.save(update_fields=["type"])
        set_choices(actor, field, check.choices if to in WITH_CHOICES else ())
        kind = kind_of(get_field(actor, field_id))
        values = {words: _read(kind, words) for words, found in read.items() if found is not None}
        pairs = [(person, value) for person, words in rows if words in values for value in values[words] or ()]
        for start in range(0, len(pairs), 50_000):
            insert_values(actor, field, pairs[start : start + 50_000])
        record("orgs.field.retyped", actor=actor, object_type="field", object_ref=field.pk,
               detail={"from": before, "to": to, "converted": check.converts, "kept_apart": check.fails})  # fmt: skip
    return removal


def _checked(
    actor: Actor, field: CustomField, to: str, choices: Sequence[str]
) -> tuple[RetypeCheck, dict[str, list[Plain] | None]]:
    hidden = list(hidden_people(actor).values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT words, count(*), min(person) FILTER (WHERE person <> ALL (%s))"  # noqa: S608
            f" FROM ({_WORDS}) w GROUP BY words ORDER BY 2 DESC, 1",
            [hidden, actor.organization_id, field.pk],
        )
        found: list[tuple[str, int, int | None]] = cursor.fetchall()
    labels = tuple(choices) or _commonest(to, [words for words, _people, person in found if person is not None])
    # Ids of choices that are still to be made: any number does, to see what converts.
    kind = Kind(to, {folded(label): number for number, label in enumerate(labels)})
    read, failed, converts = dict[str, list[Plain] | None](), list[Unconverted](), 0
    for words, people, person in found:
        try:
            read[words] = _read(kind, words)
            converts += people
        except BadValue as problem:
            read[words] = None
            failed.append(Unconverted("" if person is None else words, str(problem), people, person))
    fails = sum(each.people for each in failed)
    return RetypeCheck(converts, fails, tuple(failed[:SHOWN]), labels if to in WITH_CHOICES else ()), read


def _commonest(to: str, found: Sequence[str]) -> tuple[str, ...]:
    if to not in WITH_CHOICES:
        return ()
    parts = [part for words in found for part in (listed(words, ",;") if to == "choices" else [words])]
    labels: dict[str, str] = {}
    for part in parts:
        if tidy(part):
            labels.setdefault(folded(part), tidy(part))
    return tuple(labels.values())[:MOST_CHOICES]


def _read(kind: Kind, words: str) -> list[Plain]:
    parts = listed(words, ",;") if kind.type == "choices" else [words]
    return list(dict.fromkeys(read_value(kind, part) for part in parts))


def _people(actor: Actor, field: CustomField) -> list[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(f"{_WORDS} ORDER BY 1", [actor.organization_id, field.pk])
        return list(cursor.fetchall())


def _keep_failing(
    actor: Actor, now: datetime, field: CustomField, rows: list[tuple[int, str]], read: dict[str, list[Plain] | None]
) -> Removal:
    definition = {**definition_of(field), "type": "text", "choices": []}
    return keep_apart(
        actor=actor, now=now, kind=Removal.Kind.CUSTOM, name=field.name, definition=definition,
        values=((person, [words]) for person, words in rows if read[words] is None),
    )  # fmt: skip


def _allow(actor: Actor) -> None:
    if not policies.can_manage_fields(actor):
        raise PermissionDenied
