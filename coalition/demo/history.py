"""Two years of what people did with their organizations."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import connection, transaction

from audit.log.actions import record
from coalition.demo.accounts import team_member
from coalition.demo.coverage import write_coverage
from coalition.demo.organizations import DemoOrganization
from coalition.demo.people import SEED
from coalition.platform.tenancy import acting, owned
from orgs.models import Constituent, Interaction

DAYS = 725
SUMMARIES = {
    "en": {
        "meeting": ("Came to a members' meeting", "Came to the neighborhood assembly", "House meeting on their block"),
        "event": ("Came to the rally at City Hall", "Joined the block party", "Spoke at the hearing"),
        "petition": ("Signed the petition", "Signed the open letter to the council"),
        "gift": ("Gave at the door", "Gave online", "Became a monthly donor"),
        "shift": ("Handed out flyers", "Helped at the phone bank", "Cooked for the assembly"),
        "call": ("Talked on the phone", "Left a message"),
        "mail": ("Opened the newsletter", "Answered an e-mail"),
    },
    "es": {
        "meeting": ("Vino a la reunión de miembros", "Vino a la asamblea del barrio", "Reunión en su casa"),
        "event": ("Vino a la marcha", "Vino a la fiesta del barrio", "Habló en la audiencia"),
        "petition": ("Firmó la petición", "Firmó la carta al concejo"),
        "gift": ("Donó en persona", "Donó en línea"),
        "shift": ("Repartió volantes", "Ayudó a llamar", "Cocinó para la asamblea"),
        "call": ("Hablamos por teléfono", "Dejamos un mensaje"),
        "mail": ("Abrió el boletín", "Contestó un correo"),
    },
}
KINDS = (("meeting", 22), ("event", 18), ("petition", 24), ("gift", 8), ("shift", 8), ("call", 10), ("mail", 10))
# How much people take part: most a little, few a lot.
TIMES = ((0, 30), (1, 22), (2, 16), (4, 14), (7, 10), (12, 6), (18, 2))
_INSERT = """
INSERT INTO orgs_interaction (organization_id, constituent_id, kind, occurred_at, summary, outcome, source)
SELECT %s, line.person, line.kind, line.moment, line.summary, '', 'history'
  FROM unnest(%s::bigint[], %s::text[], %s::timestamptz[], %s::text[]) AS line(person, kind, moment, summary)
"""


def write_history(own: DemoOrganization, now: datetime) -> int:
    """Write the history of an organization's people, once; how many lines."""
    actor = team_member(own, "organizer")
    with acting(actor), transaction.atomic(), connection.cursor() as cursor:
        if owned(Interaction.objects.all(), actor).exists():
            return 0
        people = owned(Constituent.objects.all(), actor).order_by("external_id").values_list("pk", flat=True)
        lines = list(_lines(own, list(people), now))
        cursor.execute(
            "SELECT commonlist.ensure_partitions('orgs_interaction', %s, %s)",
            [(now - timedelta(days=DAYS + 1)).date(), now.date()],
        )
        cursor.execute(_INSERT, [actor.organization_id, *map(list, zip(*lines, strict=True))])
        record("orgs.interaction.logged", actor=actor, object_type="interactions", detail={"lines": len(lines)})
        write_coverage(own, now)
    return len(lines)


def _lines(own: DemoOrganization, people: list[int], now: datetime) -> Iterator[tuple[int, str, datetime, str]]:
    chance = random.Random(f"{SEED} history {own.slug}")  # noqa: S311  # repeatable on purpose, no secret
    kinds, weights = [kind for kind, _ in KINDS], [weight for _, weight in KINDS]
    for person in people:
        for _ in range(chance.choices([times for times, _ in TIMES], [weight for _, weight in TIMES])[0]):
            kind = chance.choices(kinds, weights)[0]
            ago = timedelta(days=chance.triangular(2, DAYS, 60), hours=chance.uniform(0, 5))
            yield person, kind, now - ago, chance.choice(SUMMARIES[own.language][kind])
