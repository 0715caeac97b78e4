"""A link into the portal: asked for by anybody, mailed by a job, and never saying whether somebody is known."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models.functions import Now

from audit.log.actions import record
from coalition.platform.jobs import defer
from coalition.platform.keys import ContactKind, contact_keys
from coalition.platform.tenancy import Actor, acting
from consent.ledger.queries.own import events_of, find_subject, holdings_of
from consent.portal.actions.messages import send_link_message
from consent.portal.models import LinkRequest, PortalSession, PortalToken
from consent.portal.rules.secrets import PortalKeys, new_code, new_secret

PER_KEY, PER_IP = 3, 10  # accepted requests an hour
VALID_FOR = timedelta(minutes=10)
KEPT_FOR = timedelta(days=1)

# One statement counts and writes, so that known and unknown, accepted and not, cost the same.
_REQUEST = """
INSERT INTO portal_linkrequest (
    key_hash, ip_hash, browser_hash, kind, sealed_address, language, accepted, asked_at)
SELECT %(key)s, %(ip)s, %(browser)s, %(kind)s, %(sealed)s, %(language)s,
       (SELECT count(*) FROM portal_linkrequest WHERE accepted AND key_hash = %(key)s
           AND asked_at > clock_timestamp() - interval '1 hour') < %(per_key)s
       AND (SELECT count(*) FROM portal_linkrequest WHERE accepted AND ip_hash = %(ip)s
           AND asked_at > clock_timestamp() - interval '1 hour') < %(per_ip)s,
       clock_timestamp()
RETURNING id, accepted
"""


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, as far as the limits and the code need it."""

    browser_secret: str
    ip: str
    language: str


def request_link(*, actor: Actor, now: datetime, kind: ContactKind, normalised: str, asking: Asking) -> None:
    """Have a link mailed to an identifier, at most 3 an hour for each and 10 an hour for each network address.

    What comes back, and how long it takes, does not depend on whether anybody holds it: nothing is looked up here.
    """
    keys = PortalKeys(settings.ROOT_KEY)
    hashes = {"key": keys.digest(kind, normalised), "ip": keys.digest("ip", asking.ip)}
    with transaction.atomic(), connection.cursor() as cursor:
        for number in sorted(int.from_bytes(each[:8], signed=True) for each in hashes.values()):
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
        cursor.execute(
            _REQUEST,
            {
                **hashes,
                "browser": keys.digest("browser", asking.browser_secret),
                "kind": str(kind),
                "sealed": keys.seal_address(normalised),
                "language": asking.language,
                "per_key": PER_KEY,
                "per_ip": PER_IP,
            },
        )
        request_id, accepted = cursor.fetchone()
        record("portal.link.requested", actor=actor, outcome="done" if accepted else "denied")
        if accepted:
            defer("portal.link.send", request_id=request_id)


def send_link(*, actor: Actor, now: datetime, request_id: int) -> None:
    """Mail the link and the code, or that nothing is held. A request that was answered already is left alone."""
    if actor.role != "system":
        raise PermissionDenied
    keys = PortalKeys(settings.ROOT_KEY)
    with transaction.atomic():
        request = LinkRequest.objects.select_for_update().filter(pk=request_id, sent_at=None, accepted=True).first()
        if request is None:
            return
        address = keys.open_address(bytes(request.sealed_address))
        subject = find_subject(contact_keys(ContactKind(request.kind), address))
        token, code = new_secret(), new_code()
        known = subject is not None and _is_known(subject)
        if known and subject is not None:
            _write_token(keys, request, subject, token, code)
        request.sent_at, request.sealed_address = Now(), b""
        request.save(update_fields=["sent_at", "sealed_address"])
        record("portal.link.sent", actor=actor, subjects=[subject] if subject and known else [])
        _forget_old()
        send_link_message(request.kind, address, request.language, (token, code) if known else None)


def _is_known(subject: int) -> bool:
    person = Actor(role="subject", subject_ids=(subject,))
    with acting(person):
        return holdings_of(person).exists() or events_of(person).exists()


def _write_token(keys: PortalKeys, request: LinkRequest, subject: int, token: str, code: str) -> None:
    browser = bytes(request.browser_hash)
    PortalToken.objects.create(
        token_hash=keys.digest("token", token),
        code_hash=keys.digest("code", f"{browser.hex()}{code}"),
        browser_hash=browser,
        subject_id=subject,
        kind=request.kind,
        sealed_address=request.sealed_address,
        expires_at=Now() + VALID_FOR,
    )


def _forget_old() -> None:
    LinkRequest.objects.filter(asked_at__lt=Now() - KEPT_FOR).delete()
    PortalToken.objects.filter(expires_at__lt=Now() - KEPT_FOR).delete()
    PortalSession.objects.filter(expires_at__lt=Now() - KEPT_FOR).delete()
