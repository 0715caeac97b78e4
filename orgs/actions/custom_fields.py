"""Custom fields: made, changed, removed; what people have in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from audit.log.actions import record
from coalition.platform.tenancy import Actor, owned
from orgs import policies
from orgs.actions.field_use import forget_use
from orgs.actions.keeping import keep_apart, kept_values
from orgs.actions.segment_words import reword_segments, segments_asking
from orgs.models import CustomChoice, CustomField, CustomValue, Removal
from orgs.queries.custom_fields import answers_of, find_custom_field, get_field, kind_of
from orgs.queries.people import get_person, subjects_of
from orgs.queries.turns import take_turn
from orgs.rules.custom_values import MOST_CHOICES, Plain, as_words, read_value
from orgs.rules.labels import folded, tidy

WITH_CHOICES = ("choice", "choices")
COLUMNS = {"text": "text", "number": "number", "date": "date", "yes_no": "yes", "choice": "choice_id",
           "choices": "choice_id"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FieldPlan:
    """How a field shall be; ``choices`` are labels in order."""

    name: str
    type: str
    applies_to: str = CustomField.AppliesTo.PERSON
    visible_to: str = CustomField.VisibleTo.STAFF
    help: str = ""
    choices: tuple[str, ...] = ()


class FieldRefused(ValueError):
    """A change that cannot be made. ``code``: ``empty``, ``colon``, ``taken``, ``no_choices``, ``too_many``,
    ``choice_in_use``, ``has_values`` or ``in_use``; ``names`` are what stands against it.
    """

    def __init__(self, code: str, *names: str) -> None:
        super().__init__(code)
        self.code, self.names = code, names


def save_field(*, actor: Actor, now: datetime, plan: FieldPlan, field_id: int | None = None) -> CustomField:
    """Make a field, or change the one given; the type of one that has values is changed by ``retype_field``.

    Raises FieldRefused, PermissionDenied, Http404.
    """
    organization_id = _allow(actor)
    _possible(plan)
    with transaction.atomic():
        take_turn(actor)
        field = CustomField(organization_id=organization_id) if field_id is None else get_field(actor, field_id)
        other = find_custom_field(actor, plan.name)
        if other is not None and other.pk != field.pk:
            raise FieldRefused("taken", other.name)
        if field_id is not None and field.type != plan.type:
            if owned(CustomValue.objects.all(), actor).filter(field=field).exists():
                raise FieldRefused("has_values")
            field.type = plan.type
        before = field.name
        field.name, field.folded, field.type = tidy(plan.name), folded(plan.name), plan.type
        field.applies_to, field.visible_to, field.help = plan.applies_to, plan.visible_to, plan.help
        field.save()
        if before and before != field.name:
            reword_segments(actor, now, "custom", before, field.name)
        set_choices(actor, field, plan.choices if plan.type in WITH_CHOICES else ())
        record("orgs.field.saved", actor=actor, object_type="field", object_ref=field.pk,
               detail={"new": field_id is None, "type": field.type, "visible_to": field.visible_to})  # fmt: skip
    return field


def remove_field(*, actor: Actor, now: datetime, field_id: int) -> Removal:
    """Remove a field with all its values; it can be undone for 30 days.

    Raises FieldRefused (``in_use``, with the names of the segments that ask for it), PermissionDenied, Http404.
    """
    _allow(actor)
    with transaction.atomic():
        take_turn(actor)
        field = get_field(actor, field_id)
        asking = segments_asking(actor, "custom", field.name)
        if asking:
            raise FieldRefused("in_use", *asking)
        removal = keep_apart(
            actor=actor, now=now, kind=Removal.Kind.CUSTOM, name=field.name, definition=definition_of(field),
            values=_worded(actor, field),
        )  # fmt: skip
        forget_use(actor, f"custom:{field.pk}")
        field.delete()
        record("orgs.field.removed", actor=actor, object_type="field", object_ref=field_id,
               detail={"people": removal.people})  # fmt: skip
    return removal


def change_values(*, actor: Actor, now: datetime, person_id: int, values: Mapping[int, Sequence[Plain]]) -> int:
    """Set what a person has in the fields given (by id; nothing: none); how many fields changed.

    Fields that do not apply to them or that the actor may not see stay. Raises PermissionDenied, Http404.
    """
    if not policies.can_edit_custom_values(actor):
        raise PermissionDenied
    with transaction.atomic():
        take_turn(actor)
        person = get_person(actor, person_id)
        changed = []
        for answer in answers_of(actor, person):
            field = answer.field
            wanted = values.get(field.pk)
            had = tuple(answer.choices) if field.type in WITH_CHOICES else answer.values
            if wanted is not None and set(had) != set(wanted):
                changed.append(field.pk)
                owned(CustomValue.objects.all(), actor).filter(constituent=person, field=field).delete()
                insert_values(actor, field, [(person.pk, value) for value in wanted])
        if changed:
            subjects = subjects_of(actor, person_id)
            record("orgs.custom.changed", actor=actor, object_type="constituent", subjects=subjects,
                   detail={"fields": ",".join(map(str, changed))})  # fmt: skip
    return len(changed)


def restore_field(actor: Actor, removal: Removal) -> None:
    """Make a removed field anew, with its values. It is called inside the transaction of the undo.

    Where another field has the name by now, this one comes back as "Name (2)".
    """
    definition, name = removal.definition, removal.name
    number = 2
    while find_custom_field(actor, name) is not None:
        name, number = f"{removal.name[:90]} ({number})", number + 1
    field = CustomField.objects.create(
        organization_id=removal.organization_id, name=tidy(name), folded=folded(name), type=definition["type"],
        applies_to=definition["applies_to"], visible_to=definition["visible_to"], help=definition["help"],
    )  # fmt: skip
    set_choices(actor, field, definition["choices"])
    kind = kind_of(field)
    for block in kept_values(actor, removal):
        insert_values(
            actor, field, [(row["person"], read_value(kind, words)) for row in block for words in row["value"]]
        )


def definition_of(field: CustomField) -> dict[str, Any]:
    """What is needed to make the field anew."""
    return {
        "type": field.type, "applies_to": field.applies_to, "visible_to": field.visible_to, "help": field.help,
        "choices": [choice.label for choice in field.choices.all()],
    }  # fmt: skip


def set_choices(actor: Actor, field: CustomField, labels: Sequence[str]) -> None:
    """Let a field have these choices, in this order. Raises FieldRefused (``choice_in_use``) for one people have."""
    mine = owned(CustomChoice.objects.all(), actor).filter(field=field)
    wanted = {folded(label): (position, tidy(label)) for position, label in enumerate(labels)}
    gone = mine.exclude(folded__in=wanted)
    used = list(gone.filter(values__isnull=False).distinct().order_by("position").values_list("label", flat=True))
    if used:
        raise FieldRefused("choice_in_use", *used)
    gone.delete()
    fresh = [
        CustomChoice(
            organization_id=field.organization_id, field=field, folded=same, label=label[:100], position=position
        )
        for same, (position, label) in wanted.items()
    ]
    CustomChoice.objects.bulk_create(
        fresh, update_conflicts=True, unique_fields=["organization", "field", "folded"],
        update_fields=["label", "position"],
    )  # fmt: skip


def insert_values(actor: Actor, field: CustomField, rows: Sequence[tuple[int, Plain]]) -> None:
    """Write values, each ``(person, value)``, in one statement; who is gone by now is left out."""
    if not rows:
        return
    column = COLUMNS[field.type]
    kind = {"text": "text", "number": "numeric", "date": "date", "yes": "boolean", "choice_id": "bigint"}[column]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO orgs_customvalue (organization_id, constituent_id, field_id, type, {column})"  # noqa: S608
            f" SELECT c.organization_id, c.id, %s, %s, given.value"
            f" FROM unnest(%s::bigint[], %s::{kind}[]) AS given (person, value)"
            f" JOIN orgs_constituent c ON c.organization_id = %s AND c.id = given.person ON CONFLICT DO NOTHING",
            [field.pk, field.type, [row[0] for row in rows], [row[1] for row in rows], actor.organization_id],
        )


def _worded(actor: Actor, field: CustomField) -> Any:
    """``(person, [words])`` of everybody who has a value."""
    values = owned(CustomValue.objects.all(), actor).filter(field=field).select_related("choice")
    person, words = 0, list[str]()
    for value in values.order_by("constituent_id", "id").iterator():
        if value.constituent_id != person:
            if words:
                yield person, words
            person, words = value.constituent_id, []
        words.append(as_words(_one(value)))
    if words:
        yield person, words


def _one(value: CustomValue) -> str | Decimal | date | bool:
    if value.choice is not None:
        return value.choice.label
    return next(each for each in (value.text, value.number, value.date, value.yes) if each is not None)


def _possible(plan: FieldPlan) -> None:
    if not tidy(plan.name):
        raise FieldRefused("empty")
    if ":" in plan.name:
        raise FieldRefused("colon")
    if plan.type in WITH_CHOICES and not plan.choices:
        raise FieldRefused("no_choices")
    if len(plan.choices) > MOST_CHOICES:
        raise FieldRefused("too_many")


def _allow(actor: Actor) -> int:
    if not policies.can_manage_fields(actor) or actor.organization_id is None:
        raise PermissionDenied
    return actor.organization_id
