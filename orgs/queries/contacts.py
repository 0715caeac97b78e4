"""Reading sealed contact points. Whoever shows one to a person goes through the gate and records the disclosure."""

from typing import Protocol

from django.conf import settings
from django.http import Http404

from coalition.platform.keys import open_sealed, seal, unwrap
from coalition.platform.tenancy import Actor, owned
from orgs.models import DataKey


class Sealed(Protocol):
    """A contact point, or as much of one as it takes to open it."""

    @property
    def organization_id(self) -> int: ...
    @property
    def contact_key(self) -> bytes | memoryview: ...
    @property
    def sealed(self) -> bytes | memoryview: ...


def data_key(actor: Actor) -> bytes:
    """The data key of the acting organization, unwrapped. Raises Http404 when there is none (any more)."""
    key = owned(DataKey.objects.all(), actor).order_by("-version").first()
    if key is None:
        raise Http404
    return unwrap(settings.ROOT_KEY, bytes(key.wrapped), organization_id=key.organization_id)


def place(organization_id: int, contact_key: bytes) -> str:
    """Where a sealed contact value stands: it opens nowhere else."""
    return f"{organization_id}|orgs_contactpoint|value|{contact_key.hex()}"


def seal_contact(key: bytes, value: str, *, organization_id: int, contact_key: bytes) -> bytes:
    """The value sealed under the organization's data ``key``."""
    return seal(key, value.encode(), place=place(organization_id, contact_key))


def open_contact(key: bytes, point: Sealed) -> str:
    """The address or number as given. Raises ``keys.envelope.Unreadable`` when it was moved or its key destroyed."""
    where = place(point.organization_id, bytes(point.contact_key))
    return open_sealed(key, bytes(point.sealed), place=where).decode()
