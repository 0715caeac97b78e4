"""Deleting what somebody wrote on a form and what the limits counted, when they are to be forgotten."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied

from coalition.platform.forgetting import Forgotten
from coalition.platform.tenancy import Actor, acting, owned, system_actor
from consent.capture.models import Proof, SignUp, Submission
from consent.capture.queries.public import form_actors
from consent.capture.rules.secrets import CaptureKeys
from orgs.queries.directory import coalitions_of

TABLES = ("capture_signup", "capture_proof", "capture_submission")


def forget(*, actor: Actor, now: datetime, who: Forgotten) -> dict[str, int]:
    """Empty the sign-ups of these identifiers at one organization, or at every form; how many rows of which table.

    A row without content stays, to be counted by its day. Raises PermissionDenied.
    """
    if actor.role != "system":
        raise PermissionDenied
    keys = CaptureKeys(settings.ROOT_KEY)
    hashes = [keys.digest(each.kind, each.normalised) for each in who.identifiers]
    deleted = dict.fromkeys(TABLES, 0)
    for owner in _owners(actor, who):
        with acting(owner):
            proofs = owned(Proof.objects.all(), owner).filter(address_hash__in=hashes)
            ids = set(proofs.values_list("sign_up_id", flat=True))
            emptied = owned(SignUp.objects.all(), owner).filter(pk__in=ids)
            waiting = emptied.exclude(state=SignUp.State.CONFIRMED)
            waiting.update(state=SignUp.State.EXPIRED)
            deleted["capture_signup"] += emptied.update(sealed=b"")
            deleted["capture_proof"] += owned(Proof.objects.all(), owner).filter(sign_up_id__in=ids).delete()[0]
    if who.organization_id is None:
        deleted["capture_submission"] = Submission.objects.filter(key_hash__in=hashes).delete()[0]
    return deleted


def _owners(actor: Actor, who: Forgotten) -> Iterable[Actor]:
    if who.organization_id is None:
        return form_actors()
    # What waits at a coalition's form waits to reach its members as well.
    return [actor, *(system_actor(coalition_id=each) for each in coalitions_of(who.organization_id))]
