"""What the demo's organizations know of people beside their lists: names they go by, roles, papers and foundations."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from audit.log.actions import record
from coalition.demo.accounts import team_member
from coalition.demo.organizations import DemoOrganization
from coalition.platform.tenancy import acting, owned, system_actor
from orgs.actions.people import add_person
from orgs.actions.roles import add_role
from orgs.actions.social import add_social
from orgs.models import Constituent

ORGANIZATIONS_KNOWN = (
    ("East Bay Ledger", "media", "eastbayledger.example"),
    ("Radio Norte", "media", "radionorte.example"),
    ("Two Rivers Foundation", "foundation", "tworivers.example"),
    ("Office of Councilmember Ibarra", "politician", "ibarra.example"),
    ("St. Columba Parish", "ally", "columba.example"),
)

_NAMES = """
UPDATE orgs_constituent SET
       pronouns = CASE WHEN id %% 4 = 0 THEN (ARRAY['she/her', 'he/him', 'they/them'])[1 + id %% 3] ELSE '' END,
       preferred_name = CASE WHEN id %% 23 = 0 THEN left(given_name, 3) ELSE '' END,
       languages = CASE WHEN language = 'es' THEN ARRAY['es', 'en']
                        WHEN id %% 6 = 0 THEN ARRAY['en', 'vi'] ELSE '{}' END,
       address_kind = CASE WHEN street <> '' THEN 'home' ELSE '' END
 WHERE organization_id = %(mine)s AND type = 'person'
"""
_ROLES = """
INSERT INTO orgs_constituentrole (organization_id, constituent_id, role, since, until)
SELECT %(mine)s, c.id, held.role, held.since, held.until
  FROM orgs_constituent c
 CROSS JOIN LATERAL (VALUES
        ('volunteer', 5, DATE '2024-09-01' + (c.id %% 400)::int, NULL::date),
        ('member', 3, DATE '2022-01-01' + (c.id %% 900)::int, NULL::date),
        ('activist', 9, NULL::date, NULL::date),
        ('volunteer', 13, DATE '2019-02-01', DATE '2021-06-30')) AS held(role, every, since, until)
 WHERE c.organization_id = %(mine)s AND c.type = 'person' AND c.id %% held.every = 0
    ON CONFLICT DO NOTHING
"""
_WORK = """
INSERT INTO orgs_postaladdress (organization_id, constituent_id, kind, street, city, region, postal_code, country)
SELECT %(mine)s, id, 'work', (100 + id %% 800) || ' Broadway', 'Oakland', 'CA', '94607', ''
  FROM orgs_constituent WHERE organization_id = %(mine)s AND type = 'person' AND id %% 17 = 0
"""
_HANDLES = """
INSERT INTO orgs_socialhandle (organization_id, constituent_id, network, handle)
SELECT %(mine)s, id, 'mastodon', 'member' || id || '@social.example'
  FROM orgs_constituent WHERE organization_id = %(mine)s AND type = 'person' AND id %% 19 = 0
"""
_LABELS = """
UPDATE orgs_contactpoint SET label = CASE WHEN kind = 'phone' THEN 'mobile' ELSE 'home' END
 WHERE organization_id = %(mine)s AND id %% 3 <> 0
"""
_LEVELS = """
UPDATE orgs_constituentskill SET level = (ARRAY['learning', 'able', 'expert'])[1 + id %% 3]
 WHERE organization_id = %(mine)s
"""


def describe_people(own: DemoOrganization, now: datetime) -> None:
    """Write down what one of the demo's organizations knows of its people, once."""
    actor = team_member(own, "organizer")
    with acting(system_actor(organization_id=actor.organization_id)), transaction.atomic():
        known = owned(Constituent.objects.all(), actor).filter(type=Constituent.Type.ORGANIZATION)
        if known.exists():
            return
        with connection.cursor() as cursor:
            for statement in (_NAMES, _ROLES, _WORK, _HANDLES, _LABELS, _LEVELS):
                cursor.execute(statement, {"mine": actor.organization_id})
        record("orgs.role.added", actor=actor, object_type="roles", detail={"source": "demo"})
        for name, role, host in ORGANIZATIONS_KNOWN:
            facts = {"family_name": name, "city": "Oakland", "region": "CA"}
            added = add_person(actor=actor, now=now, facts=facts, type=Constituent.Type.ORGANIZATION)
            by: dict[str, Any] = {"actor": actor, "now": now, "person_id": added.pk}
            add_role(**by, role=role)
            add_social(**by, network="website", handle=f"https://{host}")
