"""How people sign in: allauth's rules for us, and passwords that only the demo may use."""

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import AddEmailForm
from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

DEMO_PASSWORD = "commonlist-demo"  # noqa: S105  # published in the README; refused outside the demo


class Backend(ModelBackend):
    """Django's backend, blind to global permissions: what a user may do follows from the Actor alone."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> Any:
        return None


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """No open sign-up: accounts come from invitations. Mail names the product, never the host that was asked."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        site = {"name": "Commonlist", "domain": urlsplit(settings.BASE_URL).netloc}
        super().send_mail(template_prefix, email, context | {"current_site": site})


class NoOtherAddress(AddEmailForm):  # type: ignore[misc]  # allauth has no types
    """Nobody gives themselves another address: it is what invitations and sign-in codes trust."""

    def clean_email(self) -> str:
        raise ValidationError(_("Your address comes with your invitation. Ask an administrator to invite the new one."))


class NotTheDemoPassword:
    """Refuses the demo's published password."""

    def validate(self, password: str, user: Any = None) -> None:
        if password == DEMO_PASSWORD:
            raise ValidationError("This password is published in the README.", code="demo_password")

    def get_help_text(self) -> str:
        return "Your password can't be the demo's."
