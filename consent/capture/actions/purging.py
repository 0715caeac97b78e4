"""What nobody confirmed is forgotten."""

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models.functions import Now

from audit.log.actions import record
from coalition.platform.tenancy import Actor, owned
from consent.capture import policies
from consent.capture.models import Proof, SignUp, Submission

COUNTED_FOR = timedelta(days=1)


def purge_sign_ups(*, actor: Actor, now: datetime) -> int:
    """Empty the sign-ups of one owner whose 48 hours are over; how many. Their day and state stay, to be counted."""
    if not policies.can_take_sign_ups(actor):
        raise PermissionDenied
    with transaction.atomic():
        over = owned(SignUp.objects.all(), actor).filter(expires_at__lte=Now()).exclude(sealed=b"")
        ids = list(over.order_by("pk").select_for_update().values_list("pk", flat=True))
        gone = owned(SignUp.objects.all(), actor).filter(pk__in=ids)
        gone.exclude(state=SignUp.State.CONFIRMED).update(state=SignUp.State.EXPIRED)
        gone.update(sealed=b"")
        owned(Proof.objects.all(), actor).filter(sign_up_id__in=ids).delete()
        if ids:
            record("capture.sign_ups.purged", actor=actor, detail={"sign_ups": len(ids)})
    return len(ids)


def forget_submissions(*, actor: Actor, now: datetime) -> None:
    """Drop the hashes that the limits counted. Raises PermissionDenied."""
    if actor.role != "system":
        raise PermissionDenied
    with transaction.atomic():
        Submission.objects.filter(sent_at__lt=Now() - COUNTED_FOR).delete()
