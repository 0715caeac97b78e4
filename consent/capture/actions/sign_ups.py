"""Taking what somebody filled in: kept sealed until the address or number has answered, and never longer than 48 hours.

Nobody is granted anything here. A no counts at once, for the organization whose form it is and for no other.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models.functions import Now

from audit.log.actions import record
from coalition.platform.jobs import defer
from coalition.platform.keys import ContactKind, identifier, normalise_email, normalise_phone
from coalition.platform.tenancy import Actor
from consent.capture import policies
from consent.capture.models import Proof, SignUp
from consent.capture.queries.public import PublicForm
from consent.capture.rules.answers import NO, NOBODYS_WORD, YES, Saying, Written, refusals
from consent.capture.rules.definition import IDENTIFIER
from consent.capture.rules.questions import Question
from consent.capture.rules.secrets import CaptureKeys
from consent.ledger.actions.events import record_events
from consent.ledger.actions.subjects import ensure_subjects

PER_KEY, PER_IP = 3, 30  # accepted an hour; people also sign up at a table, one after the other
KEPT_FOR = timedelta(hours=48)

# One statement counts and writes, so that known and unknown, accepted and not, cost the same.
_SUBMISSION = """
INSERT INTO capture_submission (key_hash, ip_hash, accepted, sent_at)
SELECT %(key)s, %(ip)s,
       (SELECT count(*) FROM capture_submission WHERE accepted AND key_hash = %(key)s
           AND sent_at > clock_timestamp() - interval '1 hour') < %(per_key)s
       AND (SELECT count(*) FROM capture_submission WHERE accepted AND ip_hash = %(ip)s
           AND sent_at > clock_timestamp() - interval '1 hour') < %(per_ip)s,
       clock_timestamp()
RETURNING accepted
"""


class TooMany(ValueError):
    """This address, or this network address, has sent too many forms within the hour."""


@dataclass(frozen=True, slots=True)
class Received:
    """A sign-up that waits; ``proofs`` are the kinds that it is confirmed by."""

    id: UUID
    proofs: tuple[str, ...]


def submit_form(*, actor: Actor, now: datetime, form: PublicForm, written: Written, language: str, ip: str) -> Received:
    """Keep what was written until it is proven, and have the messages sent. ``actor``: the platform, for the owner.

    Raises PermissionDenied, TooMany; then nothing is kept.
    """
    if not policies.can_take_sign_ups(actor):
        raise PermissionDenied
    asked = form.questions(language)
    kinds = _proofs(written, asked, minor=written.is_minor(now))
    keys = CaptureKeys(settings.ROOT_KEY)
    sign_up = uuid4()
    with transaction.atomic():
        hashes = {kind: address_hash(keys, form.region, kind, written) for kind in kinds}
        asked_later = [address_hash(keys, form.region, Proof.Kind.GUARDIAN, written)] if written.guardian else []
        _count([*hashes.values(), *asked_later], keys.digest("ip", ip))
        SignUp.objects.create(
            pk=sign_up,
            organization_id=actor.organization_id,
            coalition_id=actor.coalition_id,
            form=form.form,
            version=form.version.number,
            language=language,
            refused=NO in written.answers.values(),
            sealed=keys.seal(str(sign_up), written.as_json()),
            expires_at=Now() + KEPT_FOR,
        )
        owner = {"organization_id": actor.organization_id, "coalition_id": actor.coalition_id}
        Proof.objects.bulk_create(
            [Proof(sign_up_id=sign_up, kind=kind, address_hash=hashes[kind], **owner) for kind in kinds]
        )
        _refuse(actor, now, form, written, language)
        record("capture.sign_up.received", actor=actor, object_type="form", object_ref=form.form.pk)
        for kind in kinds:
            defer("capture.proof.send", slug=form.form.slug, sign_up_id=str(sign_up), kind=kind)
    return Received(sign_up, tuple(kinds))


def subjects_of(region: str, written: Written, kinds: list[str]) -> dict[str, int]:
    """The consent subject of each identifier that was written, by kind; made where it is missing."""
    normalised = {
        "email": normalise_email(written.email) if written.email and "email" in kinds else "",
        "phone": normalise_phone(written.phone, region) if written.phone and "phone" in kinds else "",
    }
    keys = {kind: identifier(ContactKind(kind), value) for kind, value in normalised.items() if value}
    found = ensure_subjects(keys.values())
    return {kind: found[next(iter(each.keys.values()))] for kind, each in keys.items()}


def _proofs(written: Written, asked: list[Question], *, minor: bool) -> list[str]:
    """A mail, if there is an address; a text, if there is no address or if the number itself is said yes for."""
    if not written.email:
        return [Proof.Kind.PHONE]
    said_yes = {
        IDENTIFIER[channel]
        for question in asked
        if written.answers.get(question.name) == YES
        for channel in question.channels
    }
    with_number = bool(written.phone) and "phone" in said_yes and not minor
    return [Proof.Kind.EMAIL, *([Proof.Kind.PHONE] if with_number else [])]


def address_hash(keys: CaptureKeys, region: str, kind: str, written: Written) -> bytes:
    """The keyed hash of the address or number of a proof."""
    value = written.identifier(kind)
    if kind == Proof.Kind.PHONE:
        return keys.digest(ContactKind.PHONE, normalise_phone(value, region))
    return keys.digest(ContactKind.EMAIL, normalise_email(value))


def _count(hashes: list[bytes], network: bytes) -> None:
    with connection.cursor() as cursor:
        for number in sorted(int.from_bytes(each[:8], signed=True) for each in {*hashes, network}):
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
        for each in hashes:
            cursor.execute(_SUBMISSION, {"key": each, "ip": network, "per_key": PER_KEY, "per_ip": PER_IP})
            if not cursor.fetchone()[0]:
                raise TooMany


def _refuse(actor: Actor, now: datetime, form: PublicForm, written: Written, language: str) -> None:
    # Whoever says no for somebody else takes nothing from anybody but this organization.
    if actor.organization_id is None:
        return
    asked = form.questions(language)
    saying = Saying("system", NOBODYS_WORD, form.notice(language)["id"], form.form.campaign, source="form")
    if any(refusals([0], asked, written, saying, only=actor.organization_id)):
        subjects = sorted(subjects_of(form.region, written, ["email", "phone"]).values())
        events = refusals(subjects, asked, written, saying, only=actor.organization_id)
        record_events(actor=actor, now=now, events=events)
