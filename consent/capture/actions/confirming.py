"""Confirming: the address or number has answered, so what was said counts from now on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models.functions import Now

from audit.log.actions import record
from coalition.platform.jobs import defer
from coalition.platform.tenancy import Actor, acting, owned
from consent.capture import policies
from consent.capture.actions.keeping import keep_person
from consent.capture.actions.sign_ups import KEPT_FOR, address_hash, subjects_of
from consent.capture.models import Proof, SignUp
from consent.capture.queries.public import PublicForm, public_form, read_sign_up
from consent.capture.rules.answers import Saying, Written, grants, refusals, without_passing_on
from consent.capture.rules.secrets import CaptureKeys
from consent.ledger.actions.events import record_events
from consent.ledger.actions.receipts import issue_receipt
from consent.ledger.rules.new_event import NewEvent

TRIES = 5

_USE_LINK = """
UPDATE capture_proof SET used_at = clock_timestamp()
 WHERE id = %s AND used_at IS NULL
   AND EXISTS (SELECT 1 FROM capture_signup s WHERE s.id = sign_up_id AND s.expires_at > clock_timestamp())
RETURNING id
"""
_TRY_CODE = """
UPDATE capture_proof
   SET tries = tries + 1, used_at = CASE WHEN code_hash = %s THEN clock_timestamp() END
 WHERE sign_up_id = %s AND kind = 'phone' AND used_at IS NULL AND code_hash IS NOT NULL AND tries < %s
   AND EXISTS (SELECT 1 FROM capture_signup s JOIN capture_form f ON f.id = s.form_id
                WHERE s.id = sign_up_id AND s.expires_at > clock_timestamp() AND f.slug = %s)
RETURNING id, used_at IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What came of it: ``receipt`` is the reference, "" while a guardian is asked; ``waiting`` the other identifier
    that was entered and has not answered yet, "" for none.
    """

    proof: Proof
    receipt: str
    waiting: str


def confirm_link(*, actor: Actor, now: datetime, slug: str, token: str, authority: str = "") -> Confirmed | None:
    """Use a link up: everything that its address can say is recorded. None when it is used, expired or unknown.

    ``authority`` is by what right a guardian speaks, for a guardian's link. Raises PermissionDenied, Http404.
    """
    _check(actor)
    keys = CaptureKeys(settings.ROOT_KEY)
    with transaction.atomic():
        found = owned(Proof.objects.all(), actor).filter(
            token_hash=keys.digest("token", token), sign_up__form__slug=slug
        )
        proof = found.select_related("sign_up").first()
        if proof is None or not _run(_USE_LINK, [proof.pk]):
            return None
        return _confirm(actor, now, slug, proof, authority)


def confirm_code(*, actor: Actor, now: datetime, slug: str, sign_up_id: UUID, code: str) -> Confirmed | None:
    """The same with the six digits of a text message; at most five tries. None when it does not open."""
    _check(actor)
    keys = CaptureKeys(settings.ROOT_KEY)
    with transaction.atomic():
        rows = _run(_TRY_CODE, [keys.digest("code", f"{sign_up_id}{code}"), sign_up_id, TRIES, slug])
        if not rows or not rows[0][1]:
            return None
        proof = owned(Proof.objects.all(), actor).select_related("sign_up").get(pk=rows[0][0])
        return _confirm(actor, now, slug, proof, "")


def _check(actor: Actor) -> None:
    if not policies.can_take_sign_ups(actor):
        raise PermissionDenied


def _confirm(actor: Actor, now: datetime, slug: str, proof: Proof, authority: str) -> Confirmed:
    # Two proofs of one sign-up wait for each other, so that one of them adds the person and the other meets them.
    sign_up = owned(SignUp.objects.select_for_update(), actor).get(pk=proof.sign_up_id)
    form = public_form(actor, slug, sign_up.version)
    written = read_sign_up(sign_up)
    if proof.kind == Proof.Kind.GUARDIAN:
        reference = _guardian_speaks(actor, now, form, sign_up, proof, written, authority)
    elif written.is_minor(now):
        reference = ""
        _child_speaks(actor, now, form, sign_up, proof, written)
    else:
        reference = _person_speaks(actor, now, form, sign_up, proof, written)
    proof.receipt = reference
    proof.save(update_fields=["receipt"])
    if reference:
        sign_up.state, sign_up.confirmed_at = SignUp.State.CONFIRMED, Now()
    else:
        sign_up.state, sign_up.expires_at = SignUp.State.GUARDIAN, Now() + KEPT_FOR
    sign_up.save(update_fields=["state", "confirmed_at", "expires_at"])
    record(
        "capture.sign_up.confirmed",
        actor=actor,
        object_type="form",
        object_ref=form.form.pk,
        subjects=list(subjects_of(form.region, written, [proof.kind]).values()),
        detail={"by": proof.kind, "guardian_asked": not reference},
    )
    waiting = owned(Proof.objects.all(), actor).filter(sign_up=sign_up, used_at=None).values_list("kind", flat=True)
    return Confirmed(proof, reference, waiting.first() or "" if reference else "")


def _person_speaks(
    actor: Actor, now: datetime, form: PublicForm, sign_up: SignUp, proof: Proof, written: Written
) -> str:
    subject = subjects_of(form.region, written, [proof.kind])[proof.kind]
    asked = form.questions(sign_up.language)
    saying = Saying(notice_id=form.notice(sign_up.language)["id"], campaign=form.form.campaign)
    events = grants(subject, [proof.kind], asked, written, saying)
    used = owned(Proof.objects.all(), actor).filter(sign_up=sign_up, used_at__isnull=False)
    kinds = list(used.order_by("kind").values_list("kind", flat=True))  # an earlier proof tells who the person is
    events += refusals([subject], asked, written, saying)
    reference = _write(now, subject, events, sign_up)
    agreed = any(event.kind == "granted" for event in events)
    keep_person(actor=actor, now=now, form=form, written=written, kinds=kinds, agreed=agreed, language=sign_up.language)
    _send_receipt(form, sign_up, proof)
    return reference


def _child_speaks(
    actor: Actor, now: datetime, form: PublicForm, sign_up: SignUp, proof: Proof, written: Written
) -> None:
    """The child's own address answered: what restricts counts at once, and the guardian is asked for the rest."""
    subject = subjects_of(form.region, written, [proof.kind])[proof.kind]
    saying = Saying(notice_id=form.notice(sign_up.language)["id"], campaign=form.form.campaign)
    minor = NewEvent(
        subject_id=subject, kind="minor", actor_kind="person", evidence=saying.evidence, source="form", method="form",
        until=written.of_age_from,
    )  # fmt: skip
    person = Actor(role="subject", subject_ids=(subject,), membership_ref="form")
    with acting(person):
        said_no = refusals([subject], form.questions(sign_up.language), written, saying)
        record_events(actor=person, now=now, events=[minor, *said_no])
    keys = CaptureKeys(settings.ROOT_KEY)
    owner = {
        "organization_id": actor.organization_id,
        "coalition_id": actor.coalition_id,
        "address_hash": address_hash(keys, form.region, Proof.Kind.GUARDIAN, written),
    }
    Proof.objects.get_or_create(sign_up=sign_up, kind=Proof.Kind.GUARDIAN, defaults=owner)
    defer("capture.proof.send", slug=form.form.slug, sign_up_id=str(sign_up.pk), kind=str(Proof.Kind.GUARDIAN))


def _guardian_speaks(
    actor: Actor, now: datetime, form: PublicForm, sign_up: SignUp, proof: Proof, written: Written, authority: str
) -> str:
    proven = owned(Proof.objects.all(), actor).filter(sign_up=sign_up, used_at__isnull=False)
    child = proven.exclude(kind=Proof.Kind.GUARDIAN).order_by("id")[0]
    subject = subjects_of(form.region, written, [child.kind])[child.kind]
    saying = Saying(
        actor_kind="guardian", notice_id=form.notice(sign_up.language)["id"], campaign=form.form.campaign,
        authority=authority, until=written.of_age_from,
    )  # fmt: skip
    asked = without_passing_on(form.questions(sign_up.language))
    events = grants(subject, [child.kind], asked, written, saying)
    reference = _write(now, subject, events, sign_up)
    keep_person(
        actor=actor, now=now, form=form, written=written, kinds=[child.kind], agreed=bool(events),
        language=sign_up.language,
    )  # fmt: skip
    _send_receipt(form, sign_up, proof)
    return reference


def _write(now: datetime, subject: int, events: list[NewEvent], sign_up: SignUp) -> str:
    person = Actor(role="subject", subject_ids=(subject,), membership_ref="form")
    with acting(person):
        ids = record_events(actor=person, now=now, events=events) if events else ()
        return issue_receipt(actor=person, now=now, subject_id=subject, event_ids=list(ids), language=sign_up.language)


def _send_receipt(form: PublicForm, sign_up: SignUp, proof: Proof) -> None:
    defer("capture.receipt.send", slug=form.form.slug, sign_up_id=str(sign_up.pk), kind=str(proof.kind))


def _run(statement: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())
