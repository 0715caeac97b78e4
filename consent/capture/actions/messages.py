"""The messages of a sign-up: each answers what somebody asked for at this very form."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models.functions import Now
from django.http import Http404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from audit.log.actions import record
from coalition.platform.keys import ContactKind, identifier, normalise_email, normalise_phone
from coalition.platform.tenancy import Actor, acting, owned
from coalition.platform.texts import send_text
from consent.capture import policies
from consent.capture.actions.sign_ups import subjects_of
from consent.capture.models import Proof, SignUp
from consent.capture.queries.public import PublicForm, public_form, read_sign_up
from consent.capture.rules.answers import Written
from consent.capture.rules.secrets import CaptureKeys, new_code, new_secret
from consent.ledger.actions.events import lock_subjects
from consent.ledger.actions.subjects import ensure_subjects
from consent.ledger.queries.decisions import explain
from consent.ledger.queries.receipts import receipt_document
from consent.ledger.rules.words import UNASKED
from orgs.rules.unsubscribe import StopLink, make_token


@dataclass(frozen=True, slots=True)
class _Letter:
    kind: str
    form: PublicForm
    written: Written
    language: str

    @property
    def title(self) -> str:
        return str(self.form.definition.title[self.language])

    def send(
        self,
        name: str,
        subject: str,
        context: dict[str, Any],
        attached: Sequence[tuple[str, str, str]] = (),
        headers: dict[str, str] | None = None,
    ) -> None:
        context = {
            "owner": self.form.owner_name,
            "title": self.title,
            "choices": settings.BASE_URL + reverse("portal:entry"),
            **context,
        }
        address = self.written.identifier(self.kind)
        if self.kind == Proof.Kind.PHONE:
            body = render_to_string(f"capture/mail/{name}_text.txt", context).strip()
            send_text(normalise_phone(address, self.form.region), body)
            return
        body = render_to_string(f"capture/mail/{name}.txt", context)
        EmailMessage(subject, body, to=[address], attachments=attached, headers=headers).send()


def send_proof(*, actor: Actor, now: datetime, slug: str, sign_up_id: UUID, kind: str) -> None:
    """Send the link (and, in a text, the six digits) that a sign-up is confirmed by. Sent once; later calls do nothing.

    Raises PermissionDenied, Http404.
    """
    if not policies.can_take_sign_ups(actor):
        raise PermissionDenied
    keys = CaptureKeys(settings.ROOT_KEY)
    with transaction.atomic():
        waiting = owned(Proof.objects.select_for_update(of=("self",)), actor).filter(
            sign_up_id=sign_up_id, kind=kind, sent_at=None, sign_up__expires_at__gt=Now()
        )
        proof = waiting.select_related("sign_up").first()
        if proof is None:
            return
        token, code = new_secret(), new_code()
        proof.token_hash, proof.code_hash = keys.digest("token", token), keys.digest("code", f"{sign_up_id}{code}")
        proof.sent_at = Now()
        proof.save(update_fields=["token_hash", "code_hash", "sent_at"])
        letter = _letter(actor, slug, proof.sign_up, kind)
        link = settings.BASE_URL + reverse("capture:confirm", args=[slug, token])
        with translation.override(letter.language):
            if kind == Proof.Kind.GUARDIAN:
                sent = _ask_guardian(actor, letter, link)
            else:
                sent = True
                subject = _one_line(_("Confirm: %(title)s") % {"title": letter.title})
                letter.send("confirm", subject, {"link": link, "code": code})
        if sent:
            record("capture.proof.sent", actor=actor, object_type="form", object_ref=letter.form.form.pk, channel=kind)


def _ask_guardian(actor: Actor, letter: _Letter, link: str) -> bool:
    # A child asked, not the guardian: whoever said no, or cannot be reached, is left alone, and everybody can say no.
    # Their answer is read under the lock that a withdrawal takes, and the mail handed over before it is given back.
    guardian = identifier(ContactKind.EMAIL, normalise_email(letter.written.guardian))
    subject = next(iter(ensure_subjects([guardian]).values()))
    lock_subjects([subject])
    (answer,) = explain(actor=actor, subject_ids=[subject], channels=["email"])
    if actor.organization_id is None or not (answer.allowed or answer.reason in UNASKED):
        return False
    token = make_token(settings.ROOT_KEY, StopLink(subject, actor.organization_id, "email"))
    stop = settings.BASE_URL + reverse("portal:unsubscribe", args=[token])
    headers = {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    title = _("%(owner)s asks for your agreement as a guardian") % {"owner": letter.form.owner_name}
    letter.send("guardian", _one_line(title), {"link": link, "stop": stop}, headers=headers)
    return True


def send_receipt(*, actor: Actor, now: datetime, slug: str, sign_up_id: UUID, kind: str) -> None:
    """Send the receipt of what a proof confirmed; then, when no proof is open any more, forget what was written.

    Raises PermissionDenied, Http404.
    """
    if not policies.can_take_sign_ups(actor):
        raise PermissionDenied
    with transaction.atomic():
        sign_up = owned(SignUp.objects.select_for_update(), actor).filter(pk=sign_up_id).first()
        if sign_up is None or not sign_up.sealed:
            return
        proofs = list(owned(Proof.objects.all(), actor).filter(sign_up=sign_up).order_by("kind"))
        reference = next((each.receipt for each in proofs if each.kind == kind), "")
        # What a guardian agreed to, the child has in hand as well.
        children = [each.kind for each in proofs if kind == Proof.Kind.GUARDIAN and each.kind != kind]
        attached = _signed(reference, _letter(actor, slug, sign_up, kind), proofs)
        with translation.override(sign_up.language):
            for reader in [kind, *children]:
                letter = _letter(actor, slug, sign_up, reader)
                subject = _one_line(_("Your receipt: %(title)s") % {"title": letter.title})
                letter.send("receipt", subject, {"reference": reference, "signed": bool(attached)}, attached)
        if all(each.used_at for each in proofs):
            sign_up.sealed = b""
            sign_up.save(update_fields=["sealed"])


def _signed(reference: str, letter: _Letter, proofs: Sequence[Proof]) -> list[tuple[str, str, str]]:
    # A receipt is about an identifier that was proven: for what a guardian agreed to, the child's.
    kinds = [each.kind for each in proofs if each.used_at and each.kind != Proof.Kind.GUARDIAN]
    subjects = subjects_of(letter.form.region, letter.written, kinds)
    person = Actor(role="subject", subject_ids=tuple(subjects.values()), membership_ref="form")
    with acting(person):
        try:
            document = receipt_document(person, reference)
        except Http404:
            return []
    text = json.dumps(document, ensure_ascii=False, indent=2)
    return [(f"receipt-{reference}.json", text, "application/json")]


def _letter(actor: Actor, slug: str, sign_up: SignUp, kind: str) -> _Letter:
    form = public_form(actor, slug, sign_up.version)
    return _Letter(kind, form, read_sign_up(sign_up), sign_up.language)


def _one_line(text: str) -> str:
    return " ".join(text.split())
