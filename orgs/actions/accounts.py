"""Accounts that the platform opens for people named by somebody else."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from audit.log.actions import record
from coalition.platform.tenancy import Actor
from orgs.models import User
from orgs.queries.directory import account_by_email


def ensure_account(*, actor: Actor, now: datetime, email: str, language: str = "en") -> tuple[User, bool]:
    """The account of ``email`` and whether it is new. A new one has no password: sign-in is by e-mail code.

    The platform alone may (``system``). Raises PermissionDenied.
    """
    if actor.role != "system":
        raise PermissionDenied
    with transaction.atomic():
        user = account_by_email(email)
        if user is not None:
            return user, False
        address = email.strip().lower()
        user = User.objects.create_user(address, name=address.partition("@")[0], language=language)
        record("orgs.account.opened", actor=actor, object_type="account", object_ref=user.pk)
    return user, True
