"""What journalists wrote about the demo's organizations, and what staff noted for each other."""

from datetime import datetime, timedelta

from django.db import connection

from coalition.demo.accounts import team_member
from coalition.demo.organizations import DemoOrganization
from coalition.platform.tenancy import owned
from orgs.actions.interactions import log_interaction
from orgs.actions.roles import add_role
from orgs.models import Constituent
from orgs.rules.interactions import Details

# People by their place on the list: two journalists, and whom staff wrote about.
JOURNALISTS, NOTED = (17, 89), (5, 40, 61)
OUTLETS = ("East Bay Ledger", "Radio Norte")
ARTICLES = {
    "en": (
        (12, 0, "{topic}: “We are not going away”", "Long interview with two members. Quotes our figures.", "good"),
        (47, 1, "City Hall hears tenants and workers", "Names us in the first line.", "good"),
        (96, 0, "Who pays for {topic}?", "Gives both sides the same room.", "neutral"),
        (180, 1, "Residents annoyed by rally", "Asked nobody of us. Worth a letter.", "bad"),
    ),
    "es": (
        (12, 0, "{topic}: «No nos vamos»", "Entrevista larga con dos integrantes. Cita nuestras cifras.", "good"),
        (47, 1, "El concejo escucha al barrio", "Nos nombra en la primera línea.", "good"),
        (96, 0, "¿Quién paga: {topic}?", "Da el mismo espacio a ambas partes.", "neutral"),
        (180, 1, "Vecinos molestos por la marcha", "No nos preguntó. Merece una carta.", "bad"),
    ),
}
NOTES = {
    "en": "Wants to help, but only on weekends. @{name}, could you ask about the spring dinner?",
    "es": "Quiere ayudar, pero solo los fines de semana. @{name}, ¿le preguntas por la cena de primavera?",
}
# A petition or an event is about something its signer or guest cares about.
_TOPICS = """
UPDATE orgs_interaction i SET topic_id = cared.interest_id
  FROM (SELECT constituent_id, min(interest_id) AS interest_id FROM orgs_constituentinterest
         WHERE organization_id = %(mine)s GROUP BY constituent_id) cared
 WHERE i.organization_id = %(mine)s AND i.constituent_id = cared.constituent_id AND i.kind IN ('petition', 'event')
   AND i.id %% 3 > 0
"""


def write_coverage(own: DemoOrganization, now: datetime) -> None:
    """Write articles, notes and topics, inside the scope and transaction of the caller."""
    organizer = team_member(own, "organizer")
    people = list(
        owned(Constituent.objects.all(), organizer).order_by("external_id", "id")[: max(*JOURNALISTS, *NOTED) + 1]
    )
    with connection.cursor() as cursor:
        cursor.execute(_TOPICS, {"mine": organizer.organization_id})
    if len(people) <= max(JOURNALISTS):
        return
    writers = [people[place] for place in JOURNALISTS]
    for writer in writers:
        add_role(actor=organizer, now=now, person_id=writer.pk, role="journalist", since=None)
    for days, which, title, body, tone in ARTICLES[own.language]:
        details = Details(
            body=body, sentiment=tone, topic=own.focus, outlet=OUTLETS[which],
            link=f"https://news.example/{own.slug}/{days}",
        )  # fmt: skip
        log_interaction(
            actor=organizer, now=now, person_id=writers[which].pk, kind="press", details=details,
            summary=title.format(topic=own.focus), occurred_at=now - timedelta(days=days),
        )  # fmt: skip
    for place in NOTED:
        words = NOTES[own.language].format(name=own.team["fundraiser"])
        log_interaction(actor=organizer, now=now, person_id=people[place].pk, kind="note", summary=words)
