"""Where a code can be sent."""

from django.http import Http404

from coalition.platform.keys import ContactKind, normalise_email, normalise_phone
from coalition.platform.tenancy import Actor, owned
from consent.portal.models import StepUp
from orgs.models import ContactPoint
from orgs.queries.contacts import data_key, open_contact
from orgs.queries.members import acting_organization


def address_of(own: Actor, proven: int, subject: int) -> tuple[str, str]:
    """Kind and normalised value of ``subject`` on a record that holds ``proven`` too. Raises Http404."""
    points = owned(ContactPoint.objects.all(), own)
    holding = points.filter(subject_id=proven).values("constituent_id")
    point = points.filter(subject_id=subject, constituent_id__in=holding).first()
    if point is None:
        raise Http404
    value = open_contact(data_key(own), point)
    if point.kind == ContactKind.EMAIL:
        return point.kind, normalise_email(value)
    return point.kind, normalise_phone(value, acting_organization(own).region)


def waits_for_second_link(subject: int) -> StepUp | None:
    """The second link that was asked for and has not been sent."""
    return StepUp.objects.filter(subject_id=subject, send_after__isnull=False, sent_at=None).first()


def code_was_sent(session_id: int) -> bool:
    """Whether this visit asked for a code."""
    return StepUp.objects.filter(session_id=session_id, send_after=None, used_at=None).exists()
