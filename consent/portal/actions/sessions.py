"""Getting in: a link or a code is used up, and a session of its own begins, apart from the sign-in of staff."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models.functions import Now

from audit.log.actions import record
from coalition.platform.tenancy import Actor
from consent.portal.models import PortalSession
from consent.portal.rules.secrets import PortalKeys, new_secret

LASTS = timedelta(minutes=30)
TRIES = 5

_USE_LINK = """
UPDATE portal_portaltoken SET used_at = clock_timestamp()
 WHERE token_hash = %s AND used_at IS NULL AND expires_at > clock_timestamp()
RETURNING subject_id, kind, sealed_address, "full"
"""
# A wrong code costs every open code of that browser a try.
_TRY_CODE = """
UPDATE portal_portaltoken
   SET tries = tries + 1, used_at = CASE WHEN code_hash = %s THEN clock_timestamp() END
 WHERE browser_hash = %s AND used_at IS NULL AND expires_at > clock_timestamp() AND tries < %s
RETURNING subject_id, kind, sealed_address, used_at IS NOT NULL
"""


def open_with_link(*, actor: Actor, now: datetime, token: str) -> str | None:
    """Use the link up and begin a session; its secret for the cookie, or None when the link is used or expired."""
    keys = PortalKeys(settings.ROOT_KEY)
    with transaction.atomic():
        rows = _run(_USE_LINK, [keys.digest("token", token)])
        return begin_session(keys, *rows[0]) if rows else None


def open_with_code(*, actor: Actor, now: datetime, browser_secret: str, code: str) -> str | None:
    """The same with the six digits, in the browser that asked; at most five tries. None when it does not open."""
    keys = PortalKeys(settings.ROOT_KEY)
    browser = keys.digest("browser", browser_secret)
    with transaction.atomic():
        rows = _run(_TRY_CODE, [keys.digest("code", f"{browser.hex()}{code}"), browser, TRIES])
        opened = [row[:3] for row in rows if row[3]]
        return begin_session(keys, *opened[0]) if opened else None


def close_session(*, actor: Actor, now: datetime, secret: str) -> None:
    """End a session at once."""
    with transaction.atomic():
        PortalSession.objects.filter(secret_hash=PortalKeys(settings.ROOT_KEY).digest("session", secret)).delete()
        record("portal.session.closed", actor=actor)


def begin_session(keys: PortalKeys, subject_id: int, kind: str, sealed_address: bytes, full: bool = False) -> str:
    """Let somebody in who has just proven an identifier; the secret of the new session. ``full``: the second proof."""
    secret = new_secret()
    session = PortalSession.objects.create(
        secret_hash=keys.digest("session", secret),
        subject_id=subject_id,
        kind=kind,
        sealed_address=sealed_address,
        expires_at=Now() + LASTS,
        full=full,
    )
    person = Actor(role="subject", subject_ids=(subject_id,), membership_ref=f"portal-{session.pk}")
    record("portal.session.opened", actor=person, subjects=[subject_id])
    return secret


def _run(statement: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())
