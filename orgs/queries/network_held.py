"""What an organization holds of people's ties and engagement, for themselves and for the answer to their requests.

Who the other one of a tie is, and the note on it, speaks of somebody else too: neither is told.
"""

from collections import defaultdict
from collections.abc import Collection

from django.db.models import Q

from coalition.platform.tenancy import Actor, owned
from orgs.models import Engagement, InferredInterest, Relationship
from orgs.rules.ties import BACKWARD, FORWARD

Row = dict[str, str]


def network_held(actor: Actor, people: Collection[int]) -> dict[int, list[Row]]:
    """For each of the acting organization's people their ties, score and inferred topics, in plain values.

    ``what`` is tie (``kind`` and ``direction``, ``on`` and ``until``), score, or seems (``value``). Three statements.
    """
    found: dict[int, list[Row]] = defaultdict(list)
    wanted = set(people)
    rows = owned(Relationship.objects.all(), actor).filter(Q(person_id__in=wanted) | Q(other_id__in=wanted))
    for row in rows.filter(removed_at__isnull=True).order_by("pk"):
        for person, direction in ((row.person_id, FORWARD), (row.other_id, BACKWARD)):
            if person in wanted:
                found[person].append(_tie(row, direction))
    for score in owned(Engagement.objects.all(), actor).filter(constituent_id__in=wanted):
        found[score.constituent_id].append({"what": "score", "value": str(score.score)})
    topics = owned(InferredInterest.objects.all(), actor).filter(constituent_id__in=wanted)
    for topic in topics.select_related("interest").order_by("interest__name"):
        found[topic.constituent_id].append({"what": "seems", "value": topic.interest.name})
    return found


def _tie(row: Relationship, direction: str) -> Row:
    return {
        "what": "tie",
        "kind": row.kind,
        "direction": direction,
        "on": row.since.isoformat() if row.since else "",
        "until": row.until.isoformat() if row.until else "",
    }
