"""What the portal sends: by e-mail, or as a text where the person gave a phone number.

Each is the answer to a request of the person themselves, so none passes the gate.
"""

import json
from datetime import datetime
from typing import Any, Protocol

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from coalition.platform.keys import ContactKind
from coalition.platform.texts import send_text


class Kept(Protocol):
    """A receipt: its number, since when, and the signed document (None: not signed)."""

    reference: str
    issued_at: datetime
    document: Any


def send_link_message(kind: str, address: str, language: str, secrets: tuple[str, str] | None) -> None:
    """Send the link and the code, or (``secrets`` is None) that nothing is held."""
    with translation.override(language):
        context = {"code": "", "link": "", "entry": _entry()}
        if secrets:
            token, code = secrets
            context |= {"code": code, "link": _opens(token)}
        subject = _("Your link to your contact choices") if secrets else _("Nothing is held about this address")
        _send(kind, address, subject, "link" if secrets else "nothing", context)


def send_proof_message(kind: str, address: str, language: str, *, code: str = "", token: str = "") -> None:
    """Send the code that proves a second channel, or the link that was asked for a day ago."""
    with translation.override(language):
        context = {"code": code, "link": _opens(token) if token else ""}
        subject = _("Your code to see everything") if code else _("Your second link")
        _send(kind, address, subject, "code" if code else "second", context)


def send_waiting_message(kind: str, address: str, language: str) -> None:
    """Say that a second link was asked for and comes in a day, and how to stop it."""
    with translation.override(language):
        _send(kind, address, _("Your second link comes tomorrow"), "waiting", {"entry": _entry()})


def send_receipt_message(kind: str, address: str, language: str, receipt: Kept) -> None:
    """Send a receipt; by e-mail with the signed document, where there is one."""
    with translation.override(language):
        attached = []
        if receipt.document:
            text = json.dumps(receipt.document, ensure_ascii=False, indent=2)
            attached = [(f"receipt-{receipt.reference}.json", text, "application/json")]
        context = {"receipt": receipt, "entry": _entry()}
        _send(kind, address, _("Your receipt"), "receipt", context, attached)


def _send(
    kind: str,
    address: str,
    subject: str,
    name: str,
    context: dict[str, Any],
    attached: list[tuple[str, str, str]] | None = None,
) -> None:
    if kind == ContactKind.PHONE:
        send_text(address, render_to_string(f"portal/mail/{name}_text.txt", context).strip())
        return
    body = render_to_string(f"portal/mail/{name}.txt", context)
    EmailMessage(subject, body, to=[address], attachments=attached).send()


def _entry() -> str:
    return str(settings.BASE_URL) + reverse("portal:entry")


def _opens(token: str) -> str:
    return str(settings.BASE_URL) + reverse("portal:open", args=[token])
