"""What an organization collects and has not used for a year: in no segment, contribution or message."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import CharField, Count, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat

from coalition.platform.tenancy import Actor, owned
from orgs.models import CustomField, FieldUse, Removal, Tag
from orgs.queries.custom_fields import people_with
from orgs.queries.members import acting_organization
from orgs.queries.removals import removals_of
from orgs.queries.tags import tag_list
from orgs.queries.visible import visible_people
from orgs.rules.facts_collected import REMOVABLE
from orgs.rules.labels import folded
from orgs.rules.segments import Rules, named_in

YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Unused:
    """A fact or custom field without use; ``key`` names it in URLs, ``used_at`` is None if it never was."""

    key: Any
    name: Any
    people: int
    since: datetime
    used_at: datetime | None


def refs_of(actor: Actor, rules: Iterable[Rules]) -> set[str]:
    """What the segments' conditions use: ``tag:12``, ``custom:3``, ``fact:city``."""
    lines = [condition for each in rules for condition in each.conditions]
    names = {field: {folded(named_in(field, c.value)) for c in lines if c.question.field == field}
             for field in ("tag", "custom")}  # fmt: skip
    refs = {f"fact:{c.question.field}" for c in lines if c.question.field not in names}
    for field, model in (("tag", Tag), ("custom", CustomField)):
        if names[field]:
            rows: QuerySet[Any] = owned(model.objects.all(), actor)
            found = rows.filter(folded__in=names[field])
            refs |= {f"{field}:{pk}" for pk in found.values_list("pk", flat=True)}
    return refs


def unused_tags(actor: Actor, now: datetime) -> QuerySet[Tag]:
    """Tags older than a year and not used for one, with ``people`` and ``used_at``, by name."""
    return _unused(tag_list(actor), actor, now, "tag").order_by("folded", "id")


def unused_fields(actor: Actor, now: datetime) -> list[Unused]:
    """The same of custom fields, whoever sees them."""
    fields = _unused(owned(CustomField.objects.all(), actor), actor, now, "custom").order_by("folded")
    return [Unused(f.pk, f.name, people_with(actor, f.pk), f.created_at, f.used_at) for f in fields]


def unused_facts(actor: Actor, now: datetime) -> list[Unused]:
    """The same of facts that somebody whom the actor sees has and that the organization could do without."""
    since = acting_organization(actor).created_at
    used = dict(owned(FieldUse.objects.all(), actor).filter(ref__startswith="fact:").values_list("ref", "used_at"))
    people = visible_people(actor).aggregate(**{fact: Count("pk", filter=~Q(**{fact: ""})) for fact in REMOVABLE})
    rows = [Unused(fact, name, people[fact], since, used.get(f"fact:{fact}")) for fact, name in REMOVABLE.items()]
    return [row for row in rows if row.people and max(row.since, row.used_at or row.since) < now - YEAR]


def _unused(things: QuerySet[Any], actor: Actor, now: datetime, kind: str) -> QuerySet[Any]:
    ref = Concat(Value(f"{kind}:"), Cast(OuterRef("pk"), CharField()))
    last = owned(FieldUse.objects.all(), actor).filter(ref=ref).values("used_at")
    old = things.filter(created_at__lt=now - YEAR).annotate(used_at=Subquery(last))
    unused: QuerySet[Any] = old.filter(Q(used_at=None) | Q(used_at__lt=now - YEAR))
    return unused


def facts_to_collect_again(actor: Actor, now: datetime) -> dict[str, Any]:
    """The facts that are not asked for any more and whose values cannot be put back, with their names."""
    standing = removals_of(actor, now, (Removal.Kind.FACT,)).values_list("name", flat=True)
    gone = set(acting_organization(actor).not_collected) - set(standing)
    return {fact: name for fact, name in REMOVABLE.items() if fact in gone}
