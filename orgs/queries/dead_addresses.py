"""E-mail addresses of the acting organization's people that were reported as not working."""

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404

from coalition.platform.tenancy import Actor, owned
from orgs.models import ContactPoint
from orgs.queries.visible import seen_by


def dead_addresses(actor: Actor) -> QuerySet[ContactPoint]:
    """Those that bounced for good and still count as dead, by name; ``another``: the person has one that works."""
    dead = not_working("email")
    emails = owned(ContactPoint.objects.all(), actor).filter(kind=ContactPoint.Kind.EMAIL)
    others = emails.filter(constituent=OuterRef("constituent")).exclude(subject_id__in=dead)
    found = (
        emails.filter(seen_by(actor, "constituent"), subject_id__in=dead)
        .select_related("constituent")
        .annotate(another=Exists(others))
    )
    return found.order_by("constituent__family_name", "constituent__given_name", "id")


def not_working(channel: str) -> set[int]:
    """The identifiers on the acting organization's list that were reported as not working by a channel, and still are:
    not the first choice for somebody who has another one.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT commonlist.not_working(%s)", [channel])
        return {subject for (subject,) in cursor.fetchall()}


def any_address(actor: Actor, point_id: int) -> ContactPoint:
    """One address or number on the organization's list, whatever its state. Raises Http404."""
    point = owned(ContactPoint.objects.all(), actor).filter(pk=point_id).first()
    if point is None:
        raise Http404
    return point


def is_held(actor: Actor, subject_id: int) -> bool:
    """Whether anybody on the organization's list has the identifier."""
    return owned(ContactPoint.objects.all(), actor).filter(subject_id=subject_id).exists()
