"""Segments, and who is in them: answered anew each time, by one statement."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from coalition.platform.tenancy import Actor, owned
from orgs.models import Constituent, ConstituentInterest, ContactPoint, CustomField, Interest, Segment
from orgs.queries.custom_fields import answered, custom_fields
from orgs.queries.tags import tagged
from orgs.queries.visible import visible_people
from orgs.rules.labels import folded
from orgs.rules.segments import Condition, InvalidRules, Rules, language_code, named_in, parse, sentence


class UnseenField(InvalidRules):
    """The rules ask for a custom field that the actor does not see: who is in the segment would tell what it holds."""


def segment_list(actor: Actor) -> QuerySet[Segment]:
    """The organization's segments by name."""
    return owned(Segment.objects.all(), actor).order_by("name", "id")


def segments_with(actor: Actor, field: str) -> list[str]:
    """The names of the segments with a condition on ``field``, sorted."""
    segments = owned(Segment.objects.all(), actor).filter(rules__conditions__contains=[{"field": field}])
    return list(segments.order_by("name").values_list("name", flat=True))


def get_segment(actor: Actor, segment_id: int) -> Segment:
    """One segment. Raises Http404, also for another organization's."""
    segment = owned(Segment.objects.all(), actor).filter(pk=segment_id).first()
    if segment is None:
        raise Http404
    return segment


def segment_members(actor: Actor, segment: Segment) -> QuerySet[Constituent]:
    """The people in a segment now: one queryset, unordered, to be composed further. Raises InvalidRules."""
    return matching(actor, parse(segment.rules))


def matching(actor: Actor, rules: Rules) -> QuerySet[Constituent]:
    """The acting organization's people who meet the rules, and whom the actor may see."""
    return visible_people(actor).filter(_compiled(actor, rules))


def refuse_unseen(actor: Actor, segment: Segment) -> None:
    """Raises UnseenField where the segment asks for a custom field that the actor does not see; InvalidRules."""
    refuse_unseen_rules(actor, parse(segment.rules))


def refuse_unseen_rules(actor: Actor, rules: Rules) -> None:
    """The same of rules that are not saved yet."""
    conditions = rules.conditions
    asked = {folded(named_in("custom", each.value)) for each in conditions if each.question.field == "custom"}
    if not asked:
        return
    there = owned(CustomField.objects.all(), actor).filter(folded__in=asked)
    if there.exclude(pk__in=custom_fields(actor).order_by().values("pk")).exists():
        raise UnseenField(_("This segment asks for a field that you do not see. Ask a colleague who sees it."))


@dataclass(frozen=True, slots=True)
class CountedSegment:
    """A segment with its sentence and how many people are in it now; ``count`` is None for rules that broke."""

    segment: Segment
    sentence: str
    count: int | None


def counted(actor: Actor, segments: list[Segment]) -> list[CountedSegment]:
    """Each segment with its count, all counted in one statement."""
    parsed: dict[int, Rules] = {}
    for segment in segments:
        try:
            parsed[segment.pk] = parse(segment.rules)
        except InvalidRules:
            continue
    counts = visible_people(actor).aggregate(
        **{f"segment_{pk}": Count("pk", filter=_compiled(actor, rules)) for pk, rules in parsed.items()}
    )
    return [
        CountedSegment(
            segment,
            sentence(parsed[segment.pk]) if segment.pk in parsed else "",
            counts.get(f"segment_{segment.pk}"),
        )
        for segment in segments
    ]


def _compiled(actor: Actor, rules: Rules) -> Q:
    parts = [_condition(actor, condition) for condition in rules.conditions]
    if not parts:
        return Q(pk__isnull=False)
    joined = parts[0]
    for part in parts[1:]:
        joined = joined & part if rules.match == "all" else joined | part
    return joined


def _condition(actor: Actor, condition: Condition) -> Q:
    question, value = condition.question, condition.value
    if question.field in ("phone", "email"):
        points = owned(ContactPoint.objects.all(), actor).filter(kind=question.field, constituent=OuterRef("pk"))
        there = Q(Exists(points))
    elif question.field == "tag":
        there = Q(Exists(tagged(actor, value).filter(constituent=OuterRef("pk"))))
    elif question.field == "custom":
        there = Q(Exists(answered(actor, value).filter(constituent=OuterRef("pk"))))
    elif question.field == "interest":
        wanted = owned(Interest.objects.all(), actor).filter(name__iexact=value)
        cared = owned(ConstituentInterest.objects.all(), actor).filter(interest__in=wanted, constituent=OuterRef("pk"))
        there = Q(Exists(cared))
    else:
        wanted_value = language_code(value) if question.field == "language" else value
        there = Q(**{f"{question.field}__iexact": wanted_value})
    return ~there if question.test in ("is_not", "has_not") else there
