"""What the portal sends: by e-mail, or as a text where the person gave a phone number."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from coalition.platform.keys import ContactKind
from orgs.outbox import send_text


def send_link_message(kind: str, address: str, language: str, secrets: tuple[str, str] | None) -> None:
    """Send the link and the code, or (``secrets`` is None) that nothing is held."""
    with translation.override(language):
        context = {"code": "", "link": "", "entry": settings.BASE_URL + reverse("portal:entry")}
        if secrets:
            token, code = secrets
            context |= {"code": code, "link": settings.BASE_URL + reverse("portal:open", args=[token])}
        name = "link" if secrets else "nothing"
        if kind == ContactKind.PHONE:
            send_text(address, render_to_string(f"portal/mail/{name}_text.txt", context).strip())
            return
        subject = _("Your link to your contact choices") if secrets else _("Nothing is held about this address")
        EmailMessage(subject, render_to_string(f"portal/mail/{name}.txt", context), to=[address]).send()
