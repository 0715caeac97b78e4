"""Where a person lives, works and is found: further postal addresses, names on social networks."""

from django.db.models import QuerySet
from django.http import Http404

from coalition.platform.tenancy import Actor, owned
from orgs.models import Constituent, PostalAddress, SocialHandle

LINES = ("street", "city", "region", "postal_code", "country")


def addresses_of(actor: Actor, person: Constituent) -> QuerySet[PostalAddress]:
    """The postal addresses beside the main one, in the order they were added."""
    return owned(PostalAddress.objects.all(), actor).filter(constituent=person).order_by("id")


def get_address(actor: Actor, person: Constituent, address_id: int) -> PostalAddress:
    """One of them. Raises Http404."""
    found = owned(PostalAddress.objects.all(), actor).filter(constituent=person, pk=address_id).first()
    if found is None:
        raise Http404
    return found


def handles_of(actor: Actor, person: Constituent) -> QuerySet[SocialHandle]:
    """The person's names on social networks."""
    return owned(SocialHandle.objects.all(), actor).filter(constituent=person).order_by("network", "id")
