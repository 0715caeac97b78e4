"""Alder with Maria on its list, and the admin who answers her requests."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from audit.log.models import Event
from coalition.platform.keys import ContactKind
from coalition.platform.tenancy import Actor, acting
from consent.requests.actions.approvals import (
    NotNow,
)
from consent.requests.actions.filing import file_request
from consent.requests.models import DataRequest
from consent.requests.queries.queue import find_request
from orgs.models import Constituent, Organization
from tests.factories import NOW, actor_of, make_member, make_organization, make_person, subject_of

EMAIL, PHONE = "maria@example.org", "+5491123456789"
Act = Callable[..., object]


@dataclass
class Desk:
    """Alder with Maria on its list, and the admin who answers."""

    alder: Organization
    person: Constituent
    subject: int
    admin: Actor

    def filed(self, kind: str, **more: Any) -> int:
        somebody = Actor(role="subject", subject_ids=(self.subject,), membership_ref="portal-1")
        reference = file_request(
            actor=somebody, now=NOW, organization_id=self.alder.pk, subject_id=self.subject, kind=kind, **more
        )
        with acting(self.admin):
            return DataRequest.objects.get(reference=reference).pk

    def do(self, action: Act, request_id: int, actor: Actor | None = None, **more: Any) -> object:
        own = actor or self.admin
        with acting(own):
            return action(actor=own, now=more.pop("now", NOW), request_id=request_id, **more)

    def request(self, request_id: int) -> DataRequest:
        with acting(self.admin):
            return find_request(self.admin, request_id)


def make_desk() -> Desk:
    """Maria in Seville, with an address and a number, at Spanish Alder."""
    alder = make_organization("alder", region="ES", language="es")
    person = make_person(
        alder, "Maria", "Lopez", email=EMAIL, phone=PHONE, interests=["Housing"], city="Sevilla", source="Petition"
    )
    admin = actor_of(make_member(alder, "admin", "Ada Admin"))
    return Desk(alder, person, subject_of(ContactKind.EMAIL, EMAIL), admin)


@contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(NotNow) as problem:
        yield
    assert str(problem.value) == code


def verbs(desk: Desk) -> set[str]:
    with acting(desk.admin):
        return set(Event.objects.filter(verb__startswith="consent.").values_list("verb", flat=True))
