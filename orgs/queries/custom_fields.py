"""Custom fields of the acting organization that the actor may see, and what one person has in them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import Http404

from coalition.platform.database.together import Reading, read
from coalition.platform.tenancy import Actor, owned
from orgs import policies
from orgs.models import Constituent, CustomChoice, CustomField, CustomValue
from orgs.queries.visible import seen_by
from orgs.rules.custom_values import BadValue, Kind, read_value, written
from orgs.rules.labels import folded
from orgs.rules.segments import named_in


@dataclass(frozen=True, slots=True)
class Answer:
    """A field and what a person has in it: the values of its type, and in words."""

    field: CustomField
    values: tuple[str | Decimal | date | bool, ...]
    choices: frozenset[int]

    @property
    def words(self) -> str:
        """All values, as the page shows them."""
        return ", ".join(written(value) for value in self.values)


def custom_fields(actor: Actor) -> QuerySet[CustomField]:
    """The fields that the actor may see, by name."""
    levels = [level for level in CustomField.VisibleTo.values if policies.can_see_field(actor, level)]
    return owned(CustomField.objects.all(), actor).filter(visible_to__in=levels).order_by("folded", "id")


def fields_with_choices(actor: Actor) -> QuerySet[CustomField]:
    """The same with their choices loaded, in order."""
    choices = owned(CustomChoice.objects.all(), actor).order_by("position", "id")
    return custom_fields(actor).prefetch_related(Prefetch("choices", queryset=choices))


def counted_fields(actor: Actor) -> list[CustomField]:
    """The same, each with ``people``, how many whom the actor may see have a value."""
    fields = list(fields_with_choices(actor))
    values = _seen_values(actor).values("field_id").order_by()
    people = dict(values.annotate(people=Count("constituent_id", distinct=True)).values_list("field_id", "people"))
    for field in fields:
        field.people = people.get(field.pk, 0)  # type: ignore[attr-defined]
    return fields


def get_field(actor: Actor, field_id: int) -> CustomField:
    """One field with its choices. Raises Http404, also where the actor may not see it."""
    field = fields_with_choices(actor).filter(pk=field_id).first()
    if field is None:
        raise Http404
    return field


def people_with(actor: Actor, field_id: int) -> int:
    """How many people whom the actor may see have a value in a field."""
    values = _seen_values(actor).filter(field=field_id)
    return values.aggregate(people=Count("constituent_id", distinct=True))["people"] or 0


def _seen_values(actor: Actor) -> QuerySet[CustomValue]:
    return owned(CustomValue.objects.all(), actor).filter(seen_by(actor, "constituent"))


def find_custom_field(actor: Actor, name: str) -> CustomField | None:
    """The organization's field whose name looks like ``name``, whoever sees it."""
    return owned(CustomField.objects.all(), actor).filter(folded=folded(name)).first()


def kind_of(field: CustomField) -> Kind:
    """How words for the field are read; its choices are loaded."""
    return Kind(field.type, {choice.folded: choice.pk for choice in field.choices.all()})


def answers_of(actor: Actor, person: Constituent) -> list[Answer]:
    """What a person has in each field that applies to them and that the actor may see; without a value too."""
    return read(answers_reading(actor, person))


def answers_reading(actor: Actor, person: Constituent) -> Reading[list[Answer]]:
    """The same, to be read together with other panels."""
    fields = custom_fields(actor).filter(applies_to__in=(person.type, "both"))
    values = owned(CustomValue.objects.all(), actor).filter(constituent=person).select_related("choice")
    values = values.order_by("choice__position", "id")
    yield [fields, values]
    had: dict[int, list[CustomValue]] = defaultdict(list)
    for value in values:
        had[value.field_id].append(value)
    return [
        Answer(
            field,
            tuple(plain(value) for value in had[field.pk]),
            frozenset(value.choice_id for value in had[field.pk] if value.choice_id),
        )
        for field in fields
    ]


def plain(value: CustomValue) -> str | Decimal | date | bool:
    """The one column of the value that is filled."""
    if value.choice is not None:
        return value.choice.label
    found = next(each for each in (value.text, value.number, value.date, value.yes) if each is not None)
    return found


def answered(actor: Actor, asked: str) -> QuerySet[CustomValue]:
    """The values that "Field: value" asks for: to be asked about an outer person. Unseen fields have none."""
    name, words = named_in("custom", asked), asked.partition(":")[2].strip()
    same = Q(text__iexact=words) | Q(choice__folded=folded(words))
    for type_, column in (("number", "number"), ("date", "date"), ("yes_no", "yes")):
        try:
            same |= Q(**{column: read_value(Kind(type_, {}), words)})
        except BadValue:
            continue
    fields = custom_fields(actor).filter(folded=folded(name)).order_by()
    return owned(CustomValue.objects.all(), actor).filter(same, field__in=fields)


def custom_suggestions(actor: Actor) -> list[str]:
    """ "Field: " for each field, with each of its choices where it has some."""
    found: list[str] = []
    for field in fields_with_choices(actor):
        answers = ["yes", "no"] if field.type == "yes_no" else [choice.label for choice in field.choices.all()]
        found += [f"{field.name}: {answer}" for answer in answers[:20]] or [f"{field.name}: "]
    return found[:200]
