"""Gifts behind the lines of the history, a few regular givers and major donors, and what they were asked for."""

from datetime import datetime, timedelta

from django.db import connection, transaction

from audit.log.actions import record
from coalition.demo.accounts import team_member
from coalition.demo.organizations import DemoOrganization
from coalition.platform.tenancy import acting, owned
from orgs.actions.funds import save_fund
from orgs.models import Fund

FUNDS = {
    "en": ("General", "Legal defense", "Tenant school"),
    "es": ("General", "Defensa legal", "Escuela de inquilinos"),
}
ASKS = {
    "en": ("Year-end letter", "Speak at the hearing", "An evening at the phone bank"),
    "es": ("Carta de fin de año", "Hablar en la audiencia", "Una tarde de llamadas"),
}
SOURCE = {"en": "Property records", "es": "Registro de la propiedad"}
_GIFTS = """
INSERT INTO orgs_gift (organization_id, constituent_id, amount, currency, received_on, fund_id, method, external_id,
                       note, interaction, recorded_by_id)
SELECT i.organization_id, i.constituent_id,
       CASE WHEN i.constituent_id %% 97 = 0 THEN 1000 ELSE (ARRAY[10, 15, 20, 25, 35, 50, 120])[1 + i.id %% 7] END,
       'USD', i.occurred_at::date, (%(funds)s::bigint[])[1 + i.id %% 3],
       (ARRAY['card', 'online', 'check', 'cash'])[1 + i.id %% 4], '', '', i.id, %(user)s
  FROM orgs_interaction i
 WHERE i.organization_id = %(mine)s AND i.kind = 'gift' AND i.occurred_at > %(since)s
"""
_PLANS = """
INSERT INTO orgs_recurringplan (organization_id, constituent_id, amount, currency, every, started_on, fund_id)
SELECT g.organization_id, g.constituent_id, 10, 'USD', 'month', max(g.received_on), min(g.fund_id)
  FROM orgs_gift g
 WHERE g.organization_id = %(mine)s
 GROUP BY 1, 2 HAVING count(*) >= 3
"""
_PAID = """
UPDATE orgs_gift g SET plan_id = p.id
  FROM orgs_recurringplan p
 WHERE g.organization_id = %(mine)s AND p.organization_id = g.organization_id
   AND p.constituent_id = g.constituent_id AND g.received_on >= p.started_on
"""
_CAPACITY = """
INSERT INTO orgs_capacity (organization_id, constituent_id, currency, least, most, source, noted_on)
SELECT DISTINCT g.organization_id, g.constituent_id, 'USD', 5000, 25000, %(source)s, %(today)s::date
  FROM orgs_gift g WHERE g.organization_id = %(mine)s AND g.amount >= 1000
"""
_ASKS = """
INSERT INTO orgs_ask (organization_id, constituent_id, title, kind, amount, currency, asked_on, asked_by_id, due_on,
                      answer)
SELECT one.organization_id, one.constituent_id, (%(titles)s::text[])[kind], (ARRAY['money', 'action', 'time'])[kind],
       CASE WHEN kind = 1 THEN 50 END, CASE WHEN kind = 1 THEN 'USD' ELSE '' END,
       %(today)s::date - 10 - number::int, %(user)s, %(today)s::date + number::int - 4, 'open'
  FROM (SELECT g.organization_id, g.constituent_id, row_number() OVER (ORDER BY max(g.received_on) DESC) AS number,
               1 + (row_number() OVER (ORDER BY max(g.received_on) DESC)) %% 3 AS kind
          FROM orgs_gift g WHERE g.organization_id = %(mine)s GROUP BY 1, 2) one
 WHERE one.number <= 8
"""


def write_giving(own: DemoOrganization, now: datetime) -> int:
    """Write the gifts of an organization's people, once; how many."""
    actor = team_member(own, "fundraiser" if "fundraiser" in own.team else "admin")
    with acting(actor), transaction.atomic(), connection.cursor() as cursor:
        if owned(Fund.objects.all(), actor).exists():
            return 0
        funds = [save_fund(actor=actor, now=now, name=name).pk for name in FUNDS[own.language]]
        values = {
            "mine": actor.organization_id, "funds": funds, "user": actor.user_id, "today": now.date(),
            "since": now - timedelta(days=730), "source": SOURCE[own.language], "titles": list(ASKS[own.language]),
        }  # fmt: skip
        cursor.execute(_GIFTS, values)
        gifts = int(cursor.rowcount)
        for statement in (_PLANS, _PAID, _CAPACITY, _ASKS):
            cursor.execute(statement, values)
        record("orgs.gift.recorded", actor=actor, object_type="gifts", detail={"gifts": gifts})
    return gifts
