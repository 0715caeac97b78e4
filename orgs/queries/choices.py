"""What people pick from in filters and the segment builder: the values that their own list holds."""

from django.db.models import Count

from coalition.platform.tenancy import Actor, owned
from orgs.models import Interest
from orgs.queries.visible import visible_people

MOST = 200
FIELDS = ("city", "region", "language")


def interest_names(actor: Actor) -> list[str]:
    """The organization's topics by name."""
    interests = owned(Interest.objects.all(), actor).order_by("name")
    return list(interests.values_list("name", flat=True)[:MOST])


def common_values(actor: Actor, field: str) -> list[str]:
    """The values of city, region or language that most people have, sorted."""
    if field not in FIELDS:
        raise ValueError(f"not a field to choose from: {field}")
    people = visible_people(actor).exclude(**{field: ""})
    rows = people.values_list(field).annotate(people=Count("pk")).order_by("-people", field)
    return sorted(row[0] for row in rows[:MOST])


def suggestions(actor: Actor) -> dict[str, list[str]]:
    """Suggestions for every field that a segment can ask about by value."""
    return {"interest": interest_names(actor), **{field: common_values(actor, field) for field in FIELDS}}
