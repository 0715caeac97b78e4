"""Alder and Birch in Valley, each with forms; and what filling one in is made of."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.core import mail
from django.core.mail import EmailMessage
from django.db import transaction
from django.test import Client

from coalition.platform.keys import ContactKind
from coalition.platform.tenancy import Actor, acting, owned, system_actor
from consent.capture.actions.forms import change_form, create_form, publish_form
from consent.capture.jobs import send_proof, send_receipt
from consent.capture.models import Form, Proof, SignUp
from consent.capture.rules.definition import definition_from
from consent.ledger.models import ConsentEvent
from orgs.models import Coalition, Constituent, ContactPoint, Organization, OutboxMessage, User
from tests.factories import NOW, actor_of, make_coalition, make_member, make_organization, make_user, subject_of

EMAIL, PHONE = "ana@mail.example", "+15105550101"
YES: dict[str, Any] = {"email": EMAIL, "given_name": "Ana", "family_name": "Alvarez", "contact-email": "yes"}


@dataclass(frozen=True)
class Town:
    alder: Organization
    birch: Organization
    valley: Coalition
    organizer: User
    coordinator: User

    @property
    def at_alder(self) -> Actor:
        return system_actor(organization_id=self.alder.pk)


def make_town() -> Town:
    alder, birch = (make_organization(slug) for slug in ("alder", "birch"))
    coordinator = make_user("Valley Coordinator")
    valley = make_coalition("valley", [alder, birch], [coordinator])
    return Town(alder, birch, valley, make_member(alder, "organizer"), coordinator)


def make_form(user: User, kind: str = "sign_up", *, publish: bool = True, **changes: Any) -> Form:
    """A form of the user's organization or coalition, with the proposed wording and ``changes`` to its definition."""
    actor = actor_of(user)
    with acting(actor), transaction.atomic():
        campaign = changes.pop("campaign", None)
        title = {"en": "Join us", "es": "Súmese"}
        form = create_form(actor=actor, now=NOW, kind=kind, title=title, campaign_id=campaign)
        fields = {**definition_from(form.draft).fields, **changes.pop("fields", {})}
        definition = replace(definition_from(form.draft), fields=fields, **changes)
        form = change_form(actor=actor, now=NOW, form_id=form.pk, definition=definition)
        if publish:
            publish_form(actor=actor, now=NOW, form_id=form.pk)
    return form


def submit(client: Client, form: Form, data: Mapping[str, Any] = YES, **extra: Any) -> Any:
    """Send the form, and let the worker send what follows from it."""
    response: Any = client.post(f"/f/{form.slug}/submit/", dict(data), **extra)
    send_waiting(form)
    return response


def send_waiting(form: Form) -> None:
    """What the worker does: proofs and receipts that are due."""
    for sign_up in in_form(form, SignUp):
        proofs = [each for each in in_form(form, Proof) if each.sign_up_id == sign_up.pk]
        for proof in proofs:
            if proof.sent_at is None:
                send_proof(form.slug, str(sign_up.pk), proof.kind)
            elif proof.receipt and sign_up.sealed:
                send_receipt(form.slug, str(sign_up.pk), proof.kind)


def in_form(form: Form, model: Any) -> list[Any]:
    """The rows of a form's owner."""
    actor = system_actor(organization_id=form.organization_id, coalition_id=form.coalition_id)
    with acting(actor), transaction.atomic():
        return list(owned(model.objects.all(), actor).order_by("pk"))


def last_mail() -> EmailMessage:
    """The newest mail."""
    message: EmailMessage = mail.outbox[-1]
    return message


def link() -> str:
    """The path of the confirmation in the newest mail."""
    found = re.search(r"(/f/[^/]+/confirm/[^/\s]+/)", str(last_mail().body))
    assert found, last_mail().body
    return found[1]


def last_text() -> OutboxMessage:
    """The newest text message."""
    return OutboxMessage.objects.filter(channel="sms").latest("pk")


def text_code() -> str:
    """The six digits of the newest text."""
    found = re.search(r"\b(\d{6})\b", last_text().body)
    assert found
    return found[1]


def said(kind: ContactKind = ContactKind.EMAIL, identifier: str = EMAIL) -> list[dict[str, Any]]:
    """Every event about an identifier, as the person themselves reads them."""
    person = Actor(role="subject", subject_ids=(subject_of(kind, identifier),))
    with acting(person), transaction.atomic():
        columns = ("kind", "purpose", "channel", "recipient_organization_id", "actor_kind", "evidence", "method")
        return list(owned(ConsentEvent.objects.all(), person).order_by("recorded_at", "pk").values(*columns))


def people_of(organization: Organization) -> list[Constituent]:
    """Everybody on the organization's list."""
    actor = system_actor(organization_id=organization.pk)
    with acting(actor), transaction.atomic():
        return list(owned(Constituent.objects.all(), actor).order_by("pk"))


def points_of(organization: Organization) -> list[ContactPoint]:
    """Every contact point on the organization's list."""
    actor = system_actor(organization_id=organization.pk)
    with acting(actor), transaction.atomic():
        return list(owned(ContactPoint.objects.all(), actor).order_by("pk"))


def waiting(form: Form) -> UUID:
    """The newest sign-up."""
    newest: UUID = max(in_form(form, SignUp), key=lambda each: each.created_at).pk
    return newest
