"""Forgetting in forms: what somebody wrote and has not confirmed yet, and what the limits count."""

from datetime import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied

from coalition.platform.forgetting import Forgotten, mentions
from coalition.platform.tenancy import Actor, owned
from consent.capture.models import Proof, SignUp, Submission
from consent.capture.rules.secrets import CaptureKeys

TABLES = ("capture_signup", "capture_submission")


def forget(*, actor: Actor, now: datetime, who: Forgotten) -> dict[str, int]:
    """Empty the sign-ups of the person at one organization's forms; everywhere, what the limits counted of them.

    What waits at a coalition's form is gone after 48 hours at the latest. Raises PermissionDenied.
    """
    if actor.role != "system":
        raise PermissionDenied
    keys = CaptureKeys(settings.ROOT_KEY)
    if who.organization_id is None:
        hashes = [
            keys.digest(each.kind, value.strip().lower())
            for each in who.identifiers
            for value in {each.normalised, each.written}
        ]
        return {"capture_submission": Submission.objects.filter(key_hash__in=hashes).delete()[0]}
    waiting = owned(SignUp.objects.all(), actor).exclude(sealed=b"")
    theirs = [one.pk for one in waiting if mentions(_cells(keys.open(str(one.pk), bytes(one.sealed))), who)]
    owned(Proof.objects.all(), actor).filter(sign_up_id__in=theirs).delete()
    gone = owned(SignUp.objects.all(), actor).filter(pk__in=theirs)
    gone.exclude(state=SignUp.State.CONFIRMED).update(state=SignUp.State.EXPIRED)
    return {"capture_signup": gone.update(sealed=b"")}


def _cells(written: dict[str, object]) -> list[str]:
    return [value for value in written.values() if isinstance(value, str)]
