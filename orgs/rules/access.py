"""Asking for access: how long there is to answer, for how long a yes may hold, why a glass may be broken."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

ANSWER_WITHIN = timedelta(days=7)
REACH_OUT_WITHIN = timedelta(days=3)
APPROVE_WITHIN = timedelta(hours=4)
GLASS_OPEN_FOR = timedelta(minutes=30)

DAYS = (1, 7, 30, 90)
BREAK_GLASS_REASONS: dict[str, Any] = {
    "safety": _("Somebody's safety is at stake"),
    "legal": _("A court or an authority demands it"),
    "rights": _("The person asked for their data, and the deadline is near"),
    "fault": _("A fault in the record must be mended, and nobody who sees it can be reached"),
}
