"""What an organization holds of people about money, in full: for themselves, and for the answer to their requests."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection

from coalition.platform.tenancy import Actor

_ALL = """
SELECT g.constituent_id, 'gift', g.received_on, g.amount, NULL::numeric, g.currency, coalesce(f.name, ''), g.method,
       g.note, g.taken_back_at IS NOT NULL
  FROM orgs_gift g LEFT JOIN orgs_fund f ON f.organization_id = g.organization_id AND f.id = g.fund_id
 WHERE g.organization_id = %(mine)s AND g.constituent_id = ANY (%(people)s)
UNION ALL
SELECT p.constituent_id, 'plan', p.started_on, p.amount, NULL, p.currency, coalesce(f.name, ''), p.every,
       coalesce(p.ended_on::text, ''), p.taken_back_at IS NOT NULL
  FROM orgs_recurringplan p LEFT JOIN orgs_fund f ON f.organization_id = p.organization_id AND f.id = p.fund_id
 WHERE p.organization_id = %(mine)s AND p.constituent_id = ANY (%(people)s)
UNION ALL
SELECT a.constituent_id, 'ask', a.asked_on, a.amount, NULL, a.currency, a.title, a.answer,
       coalesce(a.answered_on::text, ''), a.taken_back_at IS NOT NULL
  FROM orgs_ask a
 WHERE a.organization_id = %(mine)s AND a.constituent_id = ANY (%(people)s)
UNION ALL
SELECT c.constituent_id, 'estimate', c.noted_on, c.least, c.most, c.currency, c.source, '', '', FALSE
  FROM orgs_capacity c
 WHERE c.organization_id = %(mine)s AND c.constituent_id = ANY (%(people)s)
 ORDER BY 1, 3, 2
"""


@dataclass(frozen=True, slots=True)
class MoneyHeld:
    """A gift, recurring plan, ask, or estimate of what somebody could give.

    ``words``: the fund, what the ask was for, or the source of the estimate. ``how``: the method of a gift, how often
    a plan pays, the answer to an ask. ``note``: the note of a gift, the last day of a plan, the day of an answer.
    """

    what: str
    on: date
    amount: Decimal | None
    most: Decimal | None
    currency: str
    words: str
    how: str
    note: str
    taken_back: bool

    def row(self) -> dict[str, str | bool | None]:
        """In plain values."""
        return {
            "what": self.what,
            "on": self.on.isoformat(),
            "amount": None if self.amount is None else str(self.amount),
            "most": None if self.most is None else str(self.most),
            "currency": self.currency,
            "words": self.words,
            "how": self.how,
            "note": self.note,
            "taken_back": self.taken_back,
        }


def money_held(actor: Actor, people: Collection[int]) -> dict[int, list[MoneyHeld]]:
    """All of it for each of the acting organization's people, in order of days. One query."""
    found: dict[int, list[MoneyHeld]] = defaultdict(list)
    if actor.organization_id is None:
        return found
    with connection.cursor() as cursor:
        cursor.execute(_ALL, {"mine": actor.organization_id, "people": list(people)})
        for person, *values in cursor.fetchall():
            found[person].append(MoneyHeld(*values))
    return found
