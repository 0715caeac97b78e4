"""What a person reads of their own requests, in the portal."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from coalition.platform.tenancy import Actor, acting
from consent.requests.models import DataRequest
from consent.requests.models.request import OPEN_STATES
from consent.requests.rules.authorities import Authority, authority_for
from consent.requests.rules.deadlines import term_for


@dataclass(frozen=True, slots=True)
class OwnRequest:
    """A request as the person who filed it sees it. ``organization`` is an id."""

    reference: str
    organization: int
    kind: str
    state: str
    received_on: date
    due_on: date
    extended: bool
    refused_because: str
    finished_at: datetime | None
    country: str
    waits_for_approval: bool

    @property
    def is_open(self) -> bool:
        """Whether the person still waits."""
        return self.state in OPEN_STATES

    @property
    def kind_in_words(self) -> Any:
        """What was asked."""
        return DataRequest.Kind(self.kind).label

    @property
    def state_in_words(self) -> Any:
        """How far it is."""
        return DataRequest.State(self.state).label

    @property
    def law(self) -> str:
        """The text that sets the deadline."""
        return term_for(self.country, self.kind).law

    @property
    def authority(self) -> Authority:
        """To whom to complain about the answer."""
        return authority_for(self.country)


def requests_of(actor: Actor) -> list[OwnRequest]:
    """The requests of a person in the portal, newest first; none for anybody else."""
    if not actor.subject_ids:
        return []
    with acting(actor), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM commonlist.requests_of()")
        return [OwnRequest(*row) for row in cursor.fetchall()]
