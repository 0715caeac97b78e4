"""Notices: what people were told, word for word. A change of wording is a new version."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from coalition.platform.tenancy import Actor
from consent.ledger import policies
from consent.ledger.models import Notice

_NOTICE = """
INSERT INTO consent_notice (name, version, language, text, sha256, recipients, created_at)
SELECT %(name)s, coalesce(max(version), 0) + 1, %(language)s, %(text)s, %(sha256)s,
       to_jsonb(%(recipients)s::text[]), now()
  FROM consent_notice WHERE name = %(name)s AND language = %(language)s
    ON CONFLICT (sha256, language) DO NOTHING
"""


def ensure_notice(
    *, actor: Actor, now: datetime, name: str, language: str, text: str, recipients: Sequence[str]
) -> int:
    """The notice with this wording in this language, written down if it is new; its id. Raises PermissionDenied.

    ``recipients`` are the organizations that the text names, by name.
    """
    if not policies.can_ensure_notice(actor):
        raise PermissionDenied
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            _NOTICE,
            {
                "name": name,
                "language": language,
                "text": text,
                "sha256": sha256,
                "recipients": list(recipients),
            },
        )
        notice: int = Notice.objects.values_list("pk", flat=True).get(sha256=sha256, language=language)
        return notice
