"""What people pick from in filters and the segment builder: the values that their own list holds."""

from collections import Counter

from coalition.platform.tenancy import Actor, owned
from orgs.models import Interest
from orgs.queries.visible import visible_people

MOST = 200
SAMPLE = 2_000
FIELDS = ("city", "region", "language")


def interest_names(actor: Actor) -> list[str]:
    """The organization's topics by name."""
    interests = owned(Interest.objects.all(), actor).order_by("name")
    return list(interests.values_list("name", flat=True)[:MOST])


def common_values(actor: Actor, field: str) -> list[str]:
    """The values of city, region or language that most people have, sorted; of a long list those of a part of it."""
    if field not in FIELDS:
        raise ValueError(f"not a field to choose from: {field}")
    # In the order of names, which is mixed as to where people live: enough of a long list to suggest from.
    some = visible_people(actor).order_by("family_name", "given_name", "id").values_list(field, flat=True)[:SAMPLE]
    counted = Counter(value for value in some if value)
    return sorted(value for value, _ in counted.most_common(MOST))


def suggestions(actor: Actor) -> dict[str, list[str]]:
    """Suggestions for every field that a segment can ask about by value."""
    return {"interest": interest_names(actor), **{field: common_values(actor, field) for field in FIELDS}}
